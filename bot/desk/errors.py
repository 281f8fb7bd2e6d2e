"""Refusals of the desk, and which sentence and status an error of casework becomes."""

from __future__ import annotations

from bot.casework.booking_errors import BookingError, NotChangeable, NotFound
from bot.casework.desk_blocks import WrongPeriod
from bot.casework.desk_day import TooEarly
from bot.casework.desk_moves import ReasonMissing
from bot.casework.trip_reasons import UnknownReason
from bot.desk.wording import refusal, wording

CODES: tuple[tuple[type[Exception], str, int], ...] = (
    (NotFound, "not_found", 404),
    (BookingError, "slot_gone", 409),
    (TooEarly, "too_early", 409),
    (UnknownReason, "trip_reason_missing", 422),
    (WrongPeriod, "wrong_period", 422),
    (ReasonMissing, "reason_missing", 422),
    (ValueError, "bad_input", 422),
)
"""First match wins."""


class Refusal(Exception):
    """The desk says no: ``sentence`` is what the officer reads, ``status`` the HTTP status."""

    def __init__(self, code: str, status: int, **variables: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.sentence = refusal(code, **variables)


def as_refusal(error: Exception) -> Refusal | None:
    """Return the refusal that ``error`` of casework means, or None when it is a fault of the program."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, NotChangeable):
        return Refusal("not_changeable", 409, state=wording()["states"].get(error.state, ""))
    for kind, code, status in CODES:
        if isinstance(error, kind):
            return Refusal(code, status)
    return None
