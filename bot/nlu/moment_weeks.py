"""Pieces that count weeks, weekdays and working days: 下周三, 周末, 第一个周五, 最后一个工作日."""

from __future__ import annotations

from datetime import date

from bot.nlu.moment_calendar import nth_weekday, shift_working_days
from bot.nlu.moment_spans import DAY, DaySpan, NoSuchDate, month_span, nth_in_span, week_span
from bot.nlu.moment_state import DateState
from bot.nlu.moment_words import WEEKDAYS, direction, number


class WeekDates(DateState):
    """Handlers of weeks, weekdays and working days."""

    def _on_week(self, groups: dict[str, str]) -> None:
        self._set_week(direction(groups["r"]))

    def _on_nth_week(self, groups: dict[str, str]) -> None:
        span = self._require()
        week = week_span(span.start)
        start = week.start + 7 * (number(groups["n"]) - 1) * DAY
        self.span = DaySpan(max(start, span.start), start + 7 * DAY, "week")

    def _on_weekday(self, groups: dict[str, str]) -> None:
        weekday = WEEKDAYS[groups["w"]]
        weekend = groups["w"] == "末"
        self.stated_weekday = None if weekend else weekday
        if self.span is not None and self.span.grain == "week":
            day = self.span.start + weekday * DAY
        elif self.result() is not None:
            return  # 周日, 二月十号: the date says more than the weekday
        elif "r" in groups:
            day = self._weekday_in_week(groups["r"], weekday)
        else:
            day = self._coming_weekday(weekday, weekend)
        self._set_day(day)
        if weekend:
            self.span = DaySpan(day, day + 2 * DAY, "day")

    def _weekday_in_week(self, prefix: str, weekday: int) -> date:
        steps = direction(prefix)
        if steps == 1 and self.today.weekday() == 6:
            self.flag = "next_week_on_sunday"
        return week_span(self.today + 7 * steps * DAY).start + weekday * DAY

    def _coming_weekday(self, weekday: int, weekend: bool) -> date:
        if weekend and self.today.weekday() >= 5:
            return self.today - (self.today.weekday() - 5) * DAY
        ahead = (weekday - self.today.weekday()) % 7
        if ahead == 0:
            self.flag = "weekday_is_today"
            ahead = 7
        return self.today + (ahead if self.prefer == "future" else ahead - 7) * DAY

    def _on_weekend(self, groups: dict[str, str]) -> None:
        self._on_weekday({"w": "末"})

    def _on_nth_weekday(self, groups: dict[str, str]) -> None:
        which = -1 if "last" in groups else number(groups["n"]) * (-1 if "back" in groups else 1)
        weekday = WEEKDAYS[groups["w"]]
        span = self._base_period()
        day = nth_in_span(span, which, weekday)
        coming = self.month is not None and self.year is None and day is not None and day < self.today
        if coming and self.prefer == "future" and self.month != self.today.month:
            day = nth_weekday(span.start.year + 1, span.start.month, which, weekday)
        if day is None:
            raise NoSuchDate("no such weekday in that month")
        self._set_day(day)

    def _on_nth_workday(self, groups: dict[str, str]) -> None:
        count = 1 if "last" in groups else number(groups["n"])
        if self.anchor is not None:  # 国庆后第一个工作日, 春节前最后一个工作日
            self._set_day(shift_working_days(self.anchor, count * self.shift_sign))
            return
        span = self._base_period()
        from_end = "last" in groups or "back" in groups
        edge = span.end if from_end else span.start - DAY
        day = shift_working_days(edge, -count if from_end else count)
        if day < self.today and self.result() is None and self.prefer == "future":
            following = month_span(span.end.year, span.end.month)
            edge = following.end if from_end else following.start - DAY
            day = shift_working_days(edge, -count if from_end else count)
        self._set_day(day)

    def _on_first_workday(self, groups: dict[str, str]) -> None:
        base = self.result()
        start = self.anchor or (base.start if base else self.today)
        self._set_day(shift_working_days(start, 1))
