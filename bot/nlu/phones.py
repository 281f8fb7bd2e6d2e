"""Telephone and identity numbers as residents write and say them (138-1234-5678, 幺三八…, 0937 622 3456)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum

from bot.nlu.numerals import SPOKEN_DIGITS

_DIGIT = f"[\\d{''.join(SPOKEN_DIGITS)}]"
_RUN = re.compile(rf"(?<![A-Za-z\d第])(?:\+?86[-\s]?(?=1))?{_DIGIT}(?:[-—\s·.]{{0,2}}{_DIGIT})*(?![A-Za-z\d])")
_SEPARATOR = re.compile(r"[-—\s·.]+")
_FILLER = re.compile(r"[\s\d\-—+·.,，。:：()（）]|我的?|电话|手机号?|号码?|联系|方式|是|的|你好|打|这个|就")
_CUE = re.compile("电话|手机|号码|联系|座机|打给")
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}")
"""Area code and seven or eight digits."""


class PhoneProblem(str, Enum):
    """Why digits that look like a telephone number are none."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_MOBILE = "not_mobile"
    """Eleven digits, but no mobile number starts like that."""


def find_phone(text: str) -> str | PhoneProblem | None:
    """Return the first mobile number (11 digits) or landline (area code, hyphen, number) of ``text``.

    Digits that were meant as a number and are none give the problem: a run that starts with 1 or stands behind 电话,
    or a text that is nothing else. Identity numbers, dates and reference numbers are left alone.
    """
    runs = list(_runs(text))
    for run in runs:
        number = _valid(run)
        if number:
            return number
    alone = not _FILLER.sub("", "".join(char if char not in SPOKEN_DIGITS else "0" for char in text))
    meant = alone or _CUE.search(text) is not None
    return next((problem for run in runs if (problem := _problem("".join(run), meant))), None)


def _runs(text: str) -> Iterator[list[str]]:
    """Yield each run of digits as the groups it was written in, spoken digits made Arabic."""
    for match in _RUN.finditer(text):
        run = "".join(str(SPOKEN_DIGITS.get(char, char)) for char in match[0])
        run = re.sub(r"^\+?86[-\s]?(?=1[3-9])", "", run) if len(re.sub(r"\D", "", run)) == 13 else run
        yield [group for group in _SEPARATOR.split(run) if group.isdigit()]


def _valid(groups: list[str]) -> str | None:
    """Return the number that some neighbouring groups make together: 138 1234 5678, or the first of two numbers."""
    for first in range(len(groups)):
        for last in range(first + 1, min(first + 5, len(groups)) + 1):
            joined = "".join(groups[first:last])
            if MOBILE.fullmatch(joined):
                return joined
            if LANDLINE.fullmatch(joined):
                area = 3 if joined[1] in "12" else 4
                return f"{joined[:area]}-{joined[area:]}"
    return None


def _problem(digits: str, meant: bool) -> PhoneProblem | None:
    looks_mobile = re.match(r"1[3-9]", digits) is not None
    if len(digits) == 11:
        return PhoneProblem.NOT_MOBILE if meant or digits[0] == "1" else None
    if len(digits) in (15, 18) or not (looks_mobile or meant) or len(digits) < 6 or digits.startswith(("19", "20")):
        return None  # an identity number, a date, a short public number such as 12345
    if len(digits) < 11:
        booking_number = len(digits) == 8 and not looks_mobile
        return None if booking_number else PhoneProblem.TOO_SHORT
    return PhoneProblem.TOO_LONG


class IdentityProblem(str, Enum):
    """Why something that looks like a resident identity number (GB 11643) is none."""

    WRONG_LENGTH = "wrong_length"
    WRONG_DATE = "wrong_date"
    WRONG_CHECK_DIGIT = "wrong_check_digit"


_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_NEARLY_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-8]\d{13,19}[\dXx]?(?![\dA-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


def find_identity_number(text: str) -> str | IdentityProblem | None:
    """Return the first valid identity number of ``text`` (18 places, X in capitals), a problem, or None."""
    match = _IDENTITY.search(re.sub(r"(?<=\d)[ -](?=[\dXx])", "", text))
    if match:
        return _checked_identity(match[0].upper())
    nearly = _NEARLY_IDENTITY.search(text)
    return IdentityProblem.WRONG_LENGTH if nearly and "身份证" in text else None


def _checked_identity(number: str) -> str | IdentityProblem:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return IdentityProblem.WRONG_DATE
    return number if identity_check_digit(number) == number[17] else IdentityProblem.WRONG_CHECK_DIGIT


def identity_check_digit(number: str) -> str:
    """Return the last place that the first seventeen digits demand (ISO 7064 MOD 11-2)."""
    return _CHECK_DIGITS[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11]
