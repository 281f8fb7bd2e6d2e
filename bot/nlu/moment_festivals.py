"""Pieces that name festivals or move from a date: 国庆, 节后, 春节前一天, 未来三天."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.nlu.moment_calendar import add_months, festival, holiday_end, next_holiday
from bot.nlu.moment_spans import DAY, DaySpan, NoSuchDate, month_start, nearest, one_day, valid_date, week_span
from bot.nlu.moment_state import DateState
from bot.nlu.moment_words import number


class FestivalDates(DateState):
    """Handlers of festivals, of days before and after, and of the last or next few days, weeks, months."""

    def _on_festival(self, groups: dict[str, str]) -> None:
        if self.festival_day:
            return  # 五一劳动节: the same day twice
        name = groups.get("f") or groups["f2"]
        self._set_day(self._festival(name))
        self.festival_day = True

    def _festival(self, name: str) -> date:
        if self.year is not None:
            day = festival(name, self.year)
            if day is None:
                raise NoSuchDate(name)
            return day
        years = range(self.today.year - 1, self.today.year + 2)
        days = [day for year in years if (day := festival(name, year))]
        return nearest(days, self.today, self.prefer)

    def _on_holiday_after(self, groups: dict[str, str]) -> None:
        if "y" in groups:
            self._set_day(self._festival("春节"))
        span = self.result() or one_day(next_holiday(self.today))
        self.anchor, self.shift_sign = span.start, 1
        self._set_day(holiday_end(span.start) + DAY)

    def _on_shift(self, groups: dict[str, str]) -> None:
        sign = 1 if groups["dir"] == "后" else -1
        span = self._require()
        start = span.start
        if "n" in groups:
            self._move(start, sign * number(groups["n"]), groups["u"])
            return
        part_of_month = span.grain == "day" and span.end - start > DAY  # 月底前: before the month is over
        self.anchor, self.shift_sign = span.end if part_of_month else start, sign
        if (
            self.festival_day
        ):  # 国庆后 is the day after the holiday; 周三之后 stays the Wednesday from which on it holds
            self._set_day(holiday_end(start) + DAY if sign > 0 else start - DAY)

    def _move(self, start: date, count: int, unit: str) -> None:
        if "月" in unit:
            self._set_day(add_months(start, count))
        else:
            days = 7 if ("周" in unit or "星期" in unit) else 1
            self._set_day(start + count * days * DAY)

    def _on_near_weeks(self, groups: dict[str, str]) -> None:
        count, unit = number(groups["n"]), groups["u"]
        sign = -1 if groups["r"] in ("前", "上", "过去", "最近") else 1
        base = self.result()
        if base is not None and groups["r"] == "前":  # 国庆前一天
            self._move(base.start, -count, unit)
            return
        anchor, step = self._unit_start(unit)
        if groups["r"] in ("过去", "最近", "未来", "接下来", "往后"):  # counted from today, not in calendar weeks
            start = step(self.today, -count) if sign < 0 else self.today
            self.span = DaySpan(start, step(start, count), "day")
            return
        start = step(anchor, -count) if sign < 0 else step(anchor, 1)
        self.span = DaySpan(start, step(start, count), "day")

    def _unit_start(self, unit: str) -> tuple[date, Callable[[date, int], date]]:
        if unit in ("周", "星期", "礼拜"):
            return week_span(self.today).start, lambda day, count: day + 7 * count * DAY
        if unit == "月":
            return month_start(self.today), add_months
        if unit == "年":
            return valid_date(self.today.year, 1, 1), lambda day, count: add_months(day, 12 * count)
        return self.today, lambda day, count: day + count * DAY
