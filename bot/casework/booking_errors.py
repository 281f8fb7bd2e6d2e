"""Why a visit cannot be booked or changed. Each error carries data; the wording is the caller's."""

from __future__ import annotations

from datetime import date

from bot.casework.slot import Slot
from bot.casework.working_days import DayStatus


class BookingError(Exception):
    """Base of all refusals. ``alternatives`` are free slots to offer instead, earliest first; often empty."""

    def __init__(self) -> None:
        super().__init__()
        self.alternatives: tuple[Slot, ...] = ()

    @property
    def code(self) -> str:
        """A short name for logs and response tables: ``SeatTaken`` and so on."""
        return type(self).__name__


class SeatTaken(BookingError):
    """The wanted time is full, blocked, or not a time at which a visit starts."""


class Closed(BookingError):
    """The office does not work on ``day``: see ``reason_code`` (a ``DayReason`` value) and ``holiday`` (its name)."""

    def __init__(self, status: DayStatus) -> None:
        super().__init__()
        self.day: date = status.day
        self.reason_code: str = status.reason.value
        self.holiday: str = status.name
        self.certain: bool = status.certain


class OutsideHours(BookingError):
    """The day is worked but the wanted time lies outside reception hours (``hours``: ``("09:00-12:00", ...)``)."""

    def __init__(self, hours: tuple[str, ...]) -> None:
        super().__init__()
        self.hours = hours


class InPast(BookingError):
    """The wanted time is over."""


class TooSoon(BookingError):
    """The item must be booked ``lead`` working days ahead (0: at least half an hour ahead)."""

    def __init__(self, lead: int) -> None:
        super().__init__()
        self.lead = lead


class BeyondHorizon(BookingError):
    """Bookings are only taken up to ``last_day``."""

    def __init__(self, last_day: date) -> None:
        super().__init__()
        self.last_day = last_day


class TooManyOpen(BookingError):
    """This phone or this conversation already has ``limit`` open or freshly made bookings."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class NoShowBlocked(BookingError):
    """After missed visits this phone cannot book by chat up to and including ``until``; calling or walking in works."""

    def __init__(self, until: date, count: int) -> None:
        super().__init__()
        self.until = until
        self.count = count


class NotBookable(BookingError):
    """The item is unknown or needs no appointment."""

    def __init__(self, item_id: str) -> None:
        super().__init__()
        self.item_id = item_id


class NotFound(BookingError):
    """No visit has this number together with this phone. Never says which of the two is wrong."""


class NotChangeable(BookingError):
    """The visit is over or cancelled: ``state`` says which, ``booked`` meaning that its time has passed."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self.state = state
