"""Numbers that the bot itself gave out: of bookings, complaints, and the access code of a complaint.

Only the shape is read here; whether the check digit fits and the record exists is the casework's to say.
"""

from __future__ import annotations

import re

from bot.nlu.numerals import SPOKEN_DIGITS

_GAP = r"[\s\-—_.]{0,2}"
_COMPLAINT = re.compile(rf"(?<![A-Za-z])T{_GAP}S{_GAP}(\d(?:{_GAP}\d){{6,14}})(?!\d)", re.IGNORECASE)
_REQUEST = re.compile(rf"(?<![A-Za-z])(TJ|FY|ZR|HD){_GAP}(\d(?:{_GAP}\d){{10}})(?!\d)", re.IGNORECASE)
_COMPLAINT_DIGITS = re.compile(r"(?<!\d)[2-9]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{5}(?!\d)")
_BOOKING = re.compile(rf"(?<![\dA-Za-z])\d(?:{_GAP}\d){{7}}(?!{_GAP}\d|[A-Za-z年月日])")
_NEAR_BOOKING = re.compile(r"(?<![\dA-Za-z])\d{7,10}(?![\dA-Za-z])")
_BOOKING_CUE = re.compile("预约号|预约编号|预约码|单号|编号")
_CODE = re.compile(rf"(?<![\dA-Za-z])\d(?:{_GAP}\d){{5}}(?!{_GAP}\d|[A-Za-z年月日元块])")
_ONLY_DIGITS = re.compile(r"[\d\s\-—_.]+")
_SPOKEN_RUN = re.compile(f"[\\d{''.join(SPOKEN_DIGITS)}]{{6,}}")


def find_complaint_number(text: str) -> str | None:
    """Return ``TS`` and the digits of a complaint's number, also when the letters were left out and 11 digits fit."""
    arabic = _arabic(text)
    match = _COMPLAINT.search(arabic)
    if match:
        return "TS" + re.sub(r"\D", "", match[1])
    bare = None if _REQUEST.search(arabic) else _COMPLAINT_DIGITS.search(arabic)
    return "TS" + bare[0] if bare else None


def find_request_number(text: str) -> str | None:
    """Return the number of a mediation (TJ), legal aid (FY), handoff (ZR) or call-back (HD); the letters must stand."""
    match = _REQUEST.search(_arabic(text))
    return match[1].upper() + re.sub(r"\D", "", match[2]) if match else None


def without_request_number(text: str) -> str:
    """The text without that number, so that its digits are taken for nothing else."""
    return _REQUEST.sub(" ", text)


def find_access_code(text: str) -> str | None:
    """Return the six digits of a complaint's access code; those of the complaint's number itself do not count."""
    rest = _COMPLAINT.sub(" ", _arabic(text))
    match = _CODE.search(rest)
    return re.sub(r"\D", "", match[0]) if match else None


def find_booking_number(text: str) -> str | None:
    """Return the digits of a booking number: eight, or seven to ten where the text says so or has nothing else.

    A date written as eight digits (20260513) is none.
    """
    arabic = _COMPLAINT.sub(" ", _arabic(text))
    match = _BOOKING.search(arabic)
    if match and not _is_date(re.sub(r"\D", "", match[0])):
        return re.sub(r"\D", "", match[0])
    if _BOOKING_CUE.search(text) or _ONLY_DIGITS.fullmatch(arabic.strip()):
        near = _NEAR_BOOKING.search(arabic)
        return near[0] if near and not _is_date(near[0]) else None
    return None


def _arabic(text: str) -> str:
    """Make long runs of spoken digits Arabic (二六零五一三零一), leaving other Chinese numerals alone."""
    return _SPOKEN_RUN.sub(lambda run: "".join(str(SPOKEN_DIGITS.get(char, char)) for char in run[0]), text)


def _is_date(digits: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", digits) is not None
