"""When visits of an item can start, without looking at who has booked: hours, grid, lead time, horizon.

All moments are aware and in Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.casework.booking_errors import BeyondHorizon, BookingError, Closed, InPast, NotBookable, OutsideHours, TooSoon
from bot.casework.working_days import WorkingDays
from bot.storage.base import CITY_TIME
from knowledge_base.opening_hours import parse_hours
from knowledge_base.schema import Booking, ServiceItem

INSTANT = timedelta(microseconds=1)
SHORTEST_NOTICE = timedelta(minutes=30)
"""An item without lead time is bookable until half an hour before the visit."""


@dataclass(frozen=True)
class BookingLimits:
    """What one phone or conversation may do; chosen so that a family sharing a phone is not hindered."""

    open_per_phone: int = 3
    open_per_conversation: int = 5
    made_per_day: int = 10
    """Bookings one conversation may make in 24 hours, cancelled ones included (a bot flood)."""
    no_shows: int = 2
    no_show_window: timedelta = timedelta(days=60)
    no_show_pause: timedelta = timedelta(days=14)
    """How long after the last missed visit the phone cannot book by chat."""
    waiting_per_phone: int = 3
    """Days one phone may stand in line for at the same time."""


DEFAULT_LIMITS = BookingLimits()


def booking_of(item: ServiceItem) -> Booking:
    """Return how visits for ``item`` are cut into seats. Raises ``NotBookable`` for an item without appointments."""
    if item.booking is None:
        raise NotBookable(item.id)
    return item.booking


def local(day: date, clock: time) -> datetime:
    """Return ``clock`` on ``day`` in the city's time zone."""
    return datetime.combine(day, clock, tzinfo=CITY_TIME)


def earliest_start(item: ServiceItem, now: datetime, calendar: WorkingDays) -> datetime:
    """Return the earliest moment at which a visit booked at ``now`` may begin."""
    lead = booking_of(item).lead_working_days
    if lead == 0:
        return now + SHORTEST_NOTICE
    today = now.astimezone(CITY_TIME).date()
    return local(calendar.add_working_days(today, lead, item.institution), time.min)


def last_day(item: ServiceItem, now: datetime) -> date:
    """Return the last day for which ``item`` takes bookings at ``now``."""
    return now.astimezone(CITY_TIME).date() + timedelta(days=booking_of(item).horizon_days)


def starts_on(item: ServiceItem, day: date) -> Iterator[datetime]:
    """Yield each moment of ``day`` at which a visit of ``item`` can begin, were the day worked."""
    booking = booking_of(item)
    length = timedelta(minutes=booking.visit_minutes)
    step = length + timedelta(minutes=booking.buffer_minutes)
    for interval in parse_hours(booking.hours):
        start, end = local(day, interval.start), local(day, interval.end)
        while start + length <= end:
            yield start
            start += step


def within_hours(item: ServiceItem, start: datetime, end: datetime, calendar: WorkingDays) -> bool:
    """Whether reception is open at some moment from ``start`` up to ``end``."""
    intervals = parse_hours(booking_of(item).hours)
    for day in calendar.days_between(start.date(), _last_date(end), item.institution):
        for interval in intervals:
            if local(day, interval.start) < end and start < local(day, interval.end):
                return True
    return False


def starts_between(item: ServiceItem, start: datetime, end: datetime, calendar: WorkingDays) -> Iterator[datetime]:
    """Yield each moment from ``start`` up to ``end`` at which the calendar lets a visit begin, booked or not."""
    for day in calendar.days_between(start.date(), _last_date(end), item.institution):
        yield from (moment for moment in starts_on(item, day) if start <= moment < end)


def refusal(
    item: ServiceItem, start: datetime, end: datetime, *, now: datetime, calendar: WorkingDays
) -> BookingError | None:
    """Say why no visit can begin from ``start`` up to ``end`` whatever is booked, or None when the rules allow one."""
    if end <= now:
        return InPast()
    if start.date() > last_day(item, now):
        return BeyondHorizon(last_day(item, now))
    if not any(calendar.days_between(start.date(), _last_date(end), item.institution)):
        return Closed(calendar.describe(start.date(), item.institution))
    if start <= now and not within_hours(item, now, end, calendar):
        return InPast()
    if not within_hours(item, start, end, calendar):
        return OutsideHours(booking_of(item).hours)
    return _too_late_or_soon(item, start, end, now=now, calendar=calendar)


def _too_late_or_soon(
    item: ServiceItem, start: datetime, end: datetime, *, now: datetime, calendar: WorkingDays
) -> BookingError | None:
    latest = max(starts_between(item, start, end, calendar), default=end - INSTANT)
    if latest <= now:
        return InPast()
    if latest < earliest_start(item, now, calendar):
        return TooSoon(booking_of(item).lead_working_days)
    return None


def _last_date(end: datetime) -> date:
    """The day of the last moment before ``end``: a wish ending at midnight does not reach into the next day."""
    return (end - INSTANT).date()
