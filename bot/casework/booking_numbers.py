"""Booking numbers: eight digits that survive being read aloud or copied by hand.

Two digits of the year, five random ones (so that numbers cannot be counted through) and a Damm check digit, which
catches every single wrong digit and every swap of neighbours.
"""

from __future__ import annotations

import random
import re
from datetime import datetime

LENGTH = 8
DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""Damm's quasigroup of order ten (H. M. Damm, 2004)."""


def new_number(now: datetime, rng: random.Random) -> str:
    """Return a fresh number for a booking made at ``now``. Uniqueness is the database's to refuse."""
    body = f"{now.year % 100:02d}{rng.randrange(100_000):05d}"
    return body + str(check_digit(body))


def check_digit(digits: str) -> int:
    """Return the Damm check digit of ``digits``."""
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim


def tidy(text: str) -> str:
    """Return only the digits of ``text``: blanks and hyphens between groups do not matter."""
    return re.sub(r"\D", "", text, flags=re.ASCII)


def is_valid(text: str) -> bool:
    """Whether ``text`` can be a booking number at all: eight digits whose check digit fits."""
    digits = tidy(text)
    return len(digits) == LENGTH and check_digit(digits) == 0
