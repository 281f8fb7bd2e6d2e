"""Working days: statutory holidays, make-up workdays (调休) and one city's own closures and extra days.

The national part is the chinesecalendar package, which knows years up to its last announcement. Beyond it Monday to
Friday, without the holidays of fixed date, count as working days and the answer carries ``certain=False``, so that
the bot can say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache
from pathlib import Path

import chinese_calendar

from knowledge_base.city_calendar import CityCalendar, Period, load_city_calendar

ONE_DAY = timedelta(days=1)
FIRST_KNOWN_YEAR = min(day.year for day in chinese_calendar.holidays)
LAST_KNOWN_YEAR = max(day.year for day in chinese_calendar.holidays)
LONGEST_SEARCH = timedelta(days=3660)


class DayReason(str, Enum):
    """Why a day is a working day or not."""

    WORKDAY = "workday"
    MAKE_UP_WORKDAY = "make_up_workday"
    EXTRA_DAY = "extra_day"
    WEEKEND = "weekend"
    PUBLIC_HOLIDAY = "public_holiday"
    CLOSURE = "closure"


FIXED_HOLIDAYS = {
    (1, 1): chinese_calendar.Holiday.new_years_day,
    **{(5, day): chinese_calendar.Holiday.labour_day for day in (1, 2)},
    **{(10, day): chinese_calendar.Holiday.national_day for day in (1, 2, 3)},
}
"""Holidays that fall on the same date every year (全国年节及纪念日放假办法), used beyond the known years."""

WORKING = {DayReason.WORKDAY, DayReason.MAKE_UP_WORKDAY, DayReason.EXTRA_DAY}


@dataclass(frozen=True)
class DayStatus:
    """What is known of one day. ``name`` is the holiday's or the closure's Chinese name, empty otherwise."""

    day: date
    reason: DayReason
    name: str = ""
    certain: bool = True

    @property
    def working(self) -> bool:
        """Whether the office works on this day."""
        return self.reason in WORKING


@dataclass(frozen=True)
class WorkingDays:
    """The calendar of one city. ``institution`` arguments narrow closures and extra days to one body."""

    city: CityCalendar = field(default_factory=CityCalendar)

    def describe(self, day: date, institution: str | None = None) -> DayStatus:
        """Return whether ``day`` is worked and why, with the holiday's name and whether the calendar is certain."""
        return self._own_entry(day, institution) or national_status(day)

    def is_working_day(self, day: date, institution: str | None = None) -> bool:
        """Whether ``day`` is a working day."""
        return self.describe(day, institution).working

    def next_working_day(self, day: date, institution: str | None = None) -> date:
        """Return the first working day after ``day``."""
        return self._search(day, ONE_DAY, institution)

    def previous_working_day(self, day: date, institution: str | None = None) -> date:
        """Return the last working day before ``day``."""
        return self._search(day, -ONE_DAY, institution)

    def on_or_after(self, day: date, institution: str | None = None) -> date:
        """Return ``day`` itself when it is worked, else the next working day."""
        return day if self.is_working_day(day, institution) else self.next_working_day(day, institution)

    def add_working_days(self, day: date, count: int, institution: str | None = None) -> date:
        """Return the day ``count`` working days after ``day`` (before it when negative).

        The first day is not counted (民法典 201). Zero returns ``day`` itself, worked or not.
        """
        step = self.next_working_day if count > 0 else self.previous_working_day
        for _ in range(abs(count)):
            day = step(day, institution)
        return day

    def days_between(self, first: date, last: date, institution: str | None = None) -> Iterator[date]:
        """Yield the working days from ``first`` to ``last``, both included."""
        day = first
        while day <= last:
            if self.is_working_day(day, institution):
                yield day
            day += ONE_DAY

    def _search(self, day: date, step: timedelta, institution: str | None) -> date:
        start = day
        while abs(day - start) < LONGEST_SEARCH:
            day += step
            if self.is_working_day(day, institution):
                return day
        raise LookupError("no working day within ten years: calendar.yml closes every day")

    def _own_entry(self, day: date, institution: str | None) -> DayStatus | None:
        """Closures win over extra days, one-off entries over announced holidays and make-up workdays."""
        entries: tuple[tuple[DayReason, tuple[Period, ...]], ...] = (
            (DayReason.CLOSURE, self.city.closures),
            (DayReason.EXTRA_DAY, self.city.extra_days),
            (DayReason.MAKE_UP_WORKDAY, self.city.workdays),
            (DayReason.PUBLIC_HOLIDAY, self.city.holidays),
        )
        for reason, periods in entries:
            for period in periods:
                if period.covers(day, institution):
                    return DayStatus(day, reason, period.name)
        return None


@lru_cache(maxsize=4096)
def national_status(day: date) -> DayStatus:
    """Return the national calendar's word on ``day``; ``certain`` is False outside the years it knows."""
    weekend = day.weekday() >= 5
    if not FIRST_KNOWN_YEAR <= day.year <= LAST_KNOWN_YEAR:
        return _weekday_rule(day, weekend)
    off, holiday = chinese_calendar.get_holiday_detail(day)
    if off and holiday:
        return DayStatus(day, DayReason.PUBLIC_HOLIDAY, chinese_calendar.Holiday(holiday).chinese)
    if off:
        return DayStatus(day, DayReason.WEEKEND)
    return DayStatus(day, DayReason.MAKE_UP_WORKDAY if weekend else DayReason.WORKDAY)


def _weekday_rule(day: date, weekend: bool) -> DayStatus:
    holiday = FIXED_HOLIDAYS.get((day.month, day.day))
    if holiday:
        return DayStatus(day, DayReason.PUBLIC_HOLIDAY, holiday.chinese, certain=False)
    return DayStatus(day, DayReason.WEEKEND if weekend else DayReason.WORKDAY, certain=False)


def load_working_days(city_dir: Path) -> WorkingDays:
    """Return the calendar of the city pack ``city_dir``. Raises ``CalendarError`` for a wrong ``calendar.yml``."""
    return WorkingDays(load_city_calendar(city_dir))
