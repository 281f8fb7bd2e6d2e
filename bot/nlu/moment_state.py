"""What the date pieces of one expression have said so far, and the days that it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.nlu.moment_calendar import add_months, lunar_date
from bot.nlu.moment_spans import (
    DAY,
    Ambiguity,
    DaySpan,
    NoSuchDate,
    Prefer,
    date_or_none,
    month_span,
    month_start,
    nearest,
    one_day,
    valid_date,
    week_span,
)


@dataclass
class DateState:
    """Year, month and day as far as they were said, or the span of days they already make.

    ``today`` is the day of the conversation. ``flag`` is the code of an ambiguity (see ``moments.Moment``).
    """

    today: date
    prefer: Prefer = "future"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    span: DaySpan | None = None
    lunar: bool | None = None
    leap: bool = False
    festival_day: bool = False
    flag: Ambiguity | None = None
    shift_sign: int = 0
    stated_weekday: int | None = None
    anchor: date | None = None
    """The day that a following 第一个工作日 counts from."""

    def result(self) -> DaySpan | None:
        """Return the days read so far, or None if no piece named a date. Raises ``NoSuchDate``."""
        if self.span is not None:
            return self.span
        if self.lunar and (self.month or self.day):
            return self._lunar_span()
        if self.day is not None:
            return one_day(self._solar_day())
        if self.month is not None:
            return month_span(self._year_of_month(self.month), self.month)
        if self.year is not None:
            return DaySpan(valid_date(self.year, 1, 1), valid_date(self.year + 1, 1, 1), "year")
        return None

    def _set_day(self, day: date) -> None:
        self.span = one_day(day)
        self.year = self.month = self.day = None

    def _set_week(self, steps: int) -> None:
        self.span = week_span(self.today + 7 * steps * DAY)

    def _require(self) -> DaySpan:
        return self.result() or one_day(self.today)

    def _base_period(self) -> DaySpan:
        return self.result() or month_span(self.today.year, self.today.month)

    def _year_of_month(self, month: int) -> int:
        if self.year is not None:
            return self.year
        if self.prefer == "future":
            return self.today.year + (month < self.today.month)
        return self.today.year - (month > self.today.month)

    def _solar_day(self) -> date:
        assert self.day is not None
        if self.month is None:
            return self._coming_day_of_month(self.day)
        if self.year is not None:
            return valid_date(self.year, self.month, self.day)
        years = range(self.today.year - 4, self.today.year + 9)
        days = [day for year in years if (day := date_or_none(year, self.month, self.day))]
        return self._agreeing(nearest(days, self.today, self.prefer), days)

    def _coming_day_of_month(self, number_: int) -> date:
        if self.year is not None:
            return valid_date(self.year, self.today.month, number_)
        first = month_start(self.today)
        days = [add_months(first, step) for step in range(-3, 4)]
        options = [option for day in days if (option := date_or_none(day.year, day.month, number_))]
        if number_ == self.today.day:
            self.flag = "day_is_today"
            options.remove(self.today)
        return self._agreeing(nearest(options, self.today, self.prefer), options)

    def _agreeing(self, day: date, others: list[date]) -> date:
        """Return ``day``, or the near date that falls on the weekday that was said with it (周日，二月十号)."""
        if self.stated_weekday in (None, day.weekday()):
            return day
        near = [other for other in others if other.weekday() == self.stated_weekday]
        best = min(near, key=lambda other: abs(other - self.today), default=day)
        return best if abs(best - self.today) < timedelta(days=366) else day

    def _lunar_span(self) -> DaySpan:
        month = self.month
        if month is None:
            return one_day(self._coming_lunar_day())
        years = [self.year] if self.year else range(self.today.year - 2, self.today.year + 3)
        wanted = 1 if self.day is None else self.day
        days = [day for year in years if (day := lunar_date(year, month, wanted, self.leap))]
        if self.day == 30 and month == 12:
            days = days or [day for year in years if (day := lunar_date(year, 12, 0))]
        if not days:
            raise NoSuchDate("no such lunar day")
        day = days[0] if self.year else nearest(days, self.today, self.prefer)
        return one_day(day) if self.day is not None else DaySpan(day, day + 29 * DAY, "month")

    def _coming_lunar_day(self) -> date:
        assert self.day is not None
        years = range(self.today.year - 1, self.today.year + 2)
        days = [day for year in years for month in range(1, 13) if (day := lunar_date(year, month, self.day))]
        return nearest(sorted(days), self.today, self.prefer)
