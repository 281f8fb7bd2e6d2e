"""Numbers residents read aloud: two letters, six digits of date, four of chance, one check digit (TS26071200427)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from random import Random

from bot.casework.booking_numbers import check_digit
from bot.storage.base import CITY_TIME

COMPLAINT = "TS"
HANDOFF = "ZR"
MEDIATION = "TJ"
LEGAL_AID = "FY"
CALLBACK = "HD"

_DIGITS = 11
_SERIALS = 10_000
_MAX_DRAWS = 50


class NumbersExhausted(RuntimeError):
    """No free number was found for the day; the caller's request is not recorded."""


def new_number(prefix: str, day: date, rng: Random) -> str:
    """Return a number of ``day``; the caller makes sure that it is free."""
    body = f"{day:%y%m%d}{rng.randrange(_SERIALS):04d}"
    return f"{prefix}{body}{check_digit(body)}"


def tidy_number(prefix: str, text: str) -> str | None:
    """Return what a resident wrote in the stored form, or None when it cannot be a number with that prefix.

    Blanks, dashes, full-width characters, small letters and a missing prefix are forgiven; a wrong digit is not.
    """
    plain = re.sub(r"[\s\-—–_.]", "", unicodedata.normalize("NFKC", text)).upper()
    digits = plain[len(prefix) :] if plain.startswith(prefix) else plain
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    return prefix + digits if check_digit(digits) == 0 else None


def city_day(now: datetime) -> date:
    """Return the calendar day in Asia/Shanghai of an aware moment."""
    if now.tzinfo is None:
        raise ValueError("an aware datetime is needed")
    return now.astimezone(CITY_TIME).date()


def draw_until(prefix: str, now: datetime, rng: Random, take: Callable[[str], bool]) -> str:
    """Draw numbers of the day until ``take(number)`` says that it could have it. Raises ``NumbersExhausted``."""
    for _ in range(_MAX_DRAWS):
        number = new_number(prefix, city_day(now), rng)
        if take(number):
            return number
    raise NumbersExhausted(prefix)
