"""Counts legal periods as 民法典 200 to 204 say.

The day of the event is not counted (201); months and years end on the corresponding day, or on the month's last day
where there is none (202); a last day on a rest day moves to the day after it (203, 民事诉讼法 85).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from dateutil.relativedelta import relativedelta

from knowledge_base.schema import Deadline, Unit

HOURS_A_DAY = 24


class DayStatus(Protocol):
    """What a calendar says of one day."""

    @property
    def certain(self) -> bool: ...


class Calendar(Protocol):
    """What counting needs of a working-day calendar: ``bot.casework.working_days.WorkingDays``."""

    def describe(self, day: date) -> DayStatus: ...
    def is_working_day(self, day: date) -> bool: ...
    def next_working_day(self, day: date) -> date: ...
    def add_working_days(self, day: date, count: int) -> date: ...


@dataclass(frozen=True)
class Count:
    """The last day of a period.

    ``moved_from`` is the holiday or rest day it moved away from, if it did. ``certain`` is False where the holidays of
    the last day's year are not announced yet.
    """

    event_on: date
    last_day: date
    moved_from: date | None
    certain: bool = True

    @property
    def first_day_counted(self) -> date:
        """The day after the event."""
        return self.event_on + timedelta(days=1)

    def days_left(self, today: date) -> int:
        """Days from ``today`` to the last day; 0 on the last day itself, negative when it is over."""
        return (self.last_day - today).days


def count(deadline: Deadline, event_on: date, calendar: Calendar) -> Count:
    """Return the last day of ``deadline`` when its event fell on ``event_on``.

    Hours are counted in whole days from the event's day, which is all that is known of it.
    """
    plain = _plain_last_day(deadline, event_on, calendar)
    certain = calendar.describe(plain).certain or not _needs_calendar(deadline)
    if not deadline.moved_from_holiday or calendar.is_working_day(plain):
        return Count(event_on, plain, None, certain)
    return Count(event_on, calendar.next_working_day(plain), plain, certain)


def _needs_calendar(deadline: Deadline) -> bool:
    return deadline.moved_from_holiday or deadline.unit is Unit.WORKING_DAY


def _plain_last_day(deadline: Deadline, event_on: date, calendar: Calendar) -> date:
    if deadline.unit is Unit.WORKING_DAY:
        return calendar.add_working_days(event_on, deadline.count)
    if deadline.unit is Unit.MONTH:
        return event_on + relativedelta(months=deadline.count)
    if deadline.unit is Unit.YEAR:
        return event_on + relativedelta(years=deadline.count)
    if deadline.unit is Unit.HOUR:
        return event_on + timedelta(days=-(-deadline.count // HOURS_A_DAY))
    return event_on + timedelta(days=deadline.count)
