"""Turns the date pieces of one expression into a span of days: year, month, week, weekday, festival, lunar day, shifts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.nlu.moment_calendar import (
    add_months,
    festival,
    holiday_end,
    lunar_date,
    month_end,
    next_holiday,
    nth_weekday,
    shift_working_days,
)
from bot.nlu.moment_pieces import Piece
from bot.nlu.numerals import read_integer, read_year

Prefer = Literal["future", "past"]
DateGrain = Literal["day", "week", "month", "quarter", "year"]
_WEEKDAYS = {char: index for index, char in enumerate("一二三四五六")} | {"日": 6, "天": 6, "七": 6, "末": 5}
_WEEKDAYS |= {str(index + 1): index for index in range(7)}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DaySpan:
    """Days from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    grain: DateGrain


class NoSuchDate(ValueError):
    """The pieces name a day that does not exist (2月30日)."""


def one_day(day: date) -> DaySpan:
    return DaySpan(day, day + _DAY, "day")


def month_span(year: int, month: int) -> DaySpan:
    return DaySpan(date(year, month, 1), month_end(year, month) + _DAY, "month")


def week_span(day: date) -> DaySpan:
    """Return the calendar week, Monday to Sunday, that holds ``day``."""
    monday = day - timedelta(days=day.weekday())
    return DaySpan(monday, monday + 7 * _DAY, "week")


def number(text: str) -> int:
    """Return a count; of two neighbouring digits (两三天) the lower."""
    value = read_integer(text)
    if len(text) == 2 and not text.isascii() and not set(text) & set("十百零〇廿卅"):
        value = read_integer(text[0])
    if value is None:
        raise NoSuchDate(text)
    return value


@dataclass
class DateReader:
    """Folds pieces, left to right, into one span of days. ``today`` is the day of the conversation."""

    today: date
    prefer: Prefer = "future"
    year: int | None = None
    month: int | None = None
    day: int | None = None
    span: DaySpan | None = None
    lunar: bool | None = None
    leap: bool = False
    festival_day: bool = False
    flag: str | None = None
    shift_sign: int = 0
    stated_weekday: int | None = None
    anchor: date | None = None
    """The day that a following 第一个工作日 counts from."""

    def add(self, piece: Piece) -> bool:
        """Take a piece; False if it is no date piece."""
        handler: Callable[[dict[str, str]], None] | None = getattr(self, f"_on_{piece.kind}", None)
        if handler is None:
            return False
        handler(piece.groups)
        return True

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
            return DaySpan(_date(self.year, 1, 1), _date(self.year + 1, 1, 1), "year")
        return None

    # full dates

    def _on_ymd(self, groups: dict[str, str]) -> None:
        self.span = one_day(_date(int(groups["y"]), int(groups["m"]), int(groups["d"])))

    _on_compact = _on_ymd

    def _on_dmy(self, groups: dict[str, str]) -> None:
        first, second = int(groups["a"]), int(groups["b"])
        day, month = (first, second) if first > 12 or (second <= 12 and groups["sep"] == ".") else (second, first)
        self.span = one_day(_date(read_year(groups["y"], self.today.year), month, day))

    def _on_ym(self, groups: dict[str, str]) -> None:
        self.year, self.month = int(groups["y"]), int(groups["m"])

    def _on_md(self, groups: dict[str, str]) -> None:
        self.month = int(groups.get("m") or groups.get("m2") or groups["m3"])
        self.day = int(groups.get("d") or groups.get("d2") or groups["d3"])

    # years, quarters, months

    def _on_year(self, groups: dict[str, str]) -> None:
        self.year = read_year(groups.get("y") or groups.get("y2") or groups["y3"], self.today.year)

    def _on_rel_year(self, groups: dict[str, str]) -> None:
        self.year = self.today.year + _year_offset(groups["r"])

    def _on_year_part(self, groups: dict[str, str]) -> None:
        part, year = groups["p"], self.year or self.today.year
        first, months = _year_part(part)
        if self.year is None and self.prefer == "future" and _date(year, first, 1) < _month_start(self.today):
            ended = add_months(_date(year, first, 1), months) <= self.today
            year += 1 if ended else 0
        start = _date(year, first, 1)
        self.span = DaySpan(start, add_months(start, months), "quarter" if months == 3 else "month")

    def _on_rel_quarter(self, groups: dict[str, str]) -> None:
        start = _date(self.today.year, (self.today.month - 1) // 3 * 3 + 1, 1)
        start = add_months(start, 3 * _direction(groups["r"]))
        self.span = DaySpan(start, add_months(start, 3), "quarter")

    def _on_calendar(self, groups: dict[str, str]) -> None:
        self.lunar = "l" in groups

    def _on_month(self, groups: dict[str, str]) -> None:
        name = groups.get("m") or groups.get("m2") or groups.get("m3") or groups["m4"]
        special = {"元": 1, "正": 1, "冬": 11, "腊": 12}
        self.month = special.get(name) or number(name)
        self.leap = "leap" in groups
        self.span = None
        if name in "正冬腊" or self.leap:
            self.lunar = True

    def _on_rel_month(self, groups: dict[str, str]) -> None:
        start = add_months(_month_start(self.today), _direction(groups["r"]))
        self.year, self.month = self.year or start.year, start.month

    def _on_month_part(self, groups: dict[str, str]) -> None:
        part = (groups.get("p") or groups["p2"]).removeprefix("月")
        if self.month is None and self.year is None:
            self.month, self.year = self.today.month, self.today.year
        span = self._require()
        starts = {"初": (0, 10), "上旬": (0, 10), "中": (10, 20), "中旬": (10, 20), "下旬": (20, 31)}
        first, last = starts.get(part, (24, 31))
        self.span = DaySpan(span.start + first * _DAY, min(span.start + last * _DAY, span.end), "day")

    # days

    def _on_day(self, groups: dict[str, str]) -> None:
        self.day = number(groups["d"])
        if self.lunar is None and groups["d"].startswith(("廿", "卅")):
            self.lunar = True
        self.span = self.flag = None

    def _on_bare_month(self, groups: dict[str, str]) -> None:
        self.month = number(groups["m"])

    def _on_bare_day(self, groups: dict[str, str]) -> None:
        self.day = number(groups["d"])

    def _on_lunar_day(self, groups: dict[str, str]) -> None:
        self.day = number(groups["d"].removeprefix("初"))
        plain = not groups["d"].startswith(("初", "廿"))  # 八月十五 without 日: most likely lunar, but ask
        self.flag = "lunar_or_solar" if plain and not self.lunar else None
        if self.lunar is None:
            self.lunar = True

    def _on_new_year_day(self, groups: dict[str, str]) -> None:
        text = groups.get("d") or groups["d2"]
        day = number(text.removeprefix("初"))
        self.lunar, self.month, self.day = True, 1, day
        if groups.get("d") == "三十":
            self.month, self.day = 12, 0

    def _on_rel_day(self, groups: dict[str, str]) -> None:
        word = groups.get("r") or groups.get("r2") or groups["r3"]
        base = self.result()
        if word in ("今天", "今日") and base is not None:  # 上个月的今天, 去年的今天
            self._set_day(self._same_day_in(base))
            return
        self.span = one_day(self.today + _day_offset(word) * _DAY)

    def _same_day_in(self, span: DaySpan) -> date:
        if span.grain == "week":
            return span.start + self.today.weekday() * _DAY
        month = span.start.month if span.grain == "month" else self.today.month
        return _date(span.start.year, month, min(self.today.day, month_end(span.start.year, month).day))

    def _on_nth_day(self, groups: dict[str, str]) -> None:
        base = self.result()
        if "last" in groups:
            span = base or month_span(self.today.year, self.today.month)
            self._set_day(span.end - _DAY)
        else:
            start = base.start if base else self.today
            self._set_day(start + (number(groups["n"]) - 1) * _DAY)

    def _on_first_days(self, groups: dict[str, str]) -> None:
        span, count = self._require(), number(groups["n"])
        ends = {"天": span.start + count * _DAY, "日": span.start + count * _DAY}
        months = "月" in groups["u"]
        end = add_months(span.start, count) if months else ends.get(groups["u"], span.start + 7 * count * _DAY)
        self.span = DaySpan(span.start, end, "day")

    def _on_last_days(self, groups: dict[str, str]) -> None:
        span = self._require()
        self.span = DaySpan(span.end - number(groups["n"]) * _DAY, span.end, "day")

    # weeks and weekdays

    def _on_week(self, groups: dict[str, str]) -> None:
        self._set_week(_direction(groups["r"]))

    def _on_nth_week(self, groups: dict[str, str]) -> None:
        span = self._require()
        week = week_span(span.start)
        start = week.start + 7 * (number(groups["n"]) - 1) * _DAY
        self.span = DaySpan(max(start, span.start), start + 7 * _DAY, "week")

    def _on_weekday(self, groups: dict[str, str]) -> None:
        weekday = _WEEKDAYS[groups["w"]]
        weekend = groups["w"] == "末"
        self.stated_weekday = None if weekend else weekday
        if self.span is not None and self.span.grain == "week":
            day = self.span.start + weekday * _DAY
        elif self.result() is not None:
            return  # 周日, 二月十号: the date says more than the weekday
        elif "r" in groups:
            day = self._weekday_in_week(groups["r"], weekday)
        else:
            day = self._coming_weekday(weekday, weekend)
        self._set_day(day)
        if weekend:
            self.span = DaySpan(day, day + 2 * _DAY, "day")

    def _weekday_in_week(self, prefix: str, weekday: int) -> date:
        steps = _direction(prefix)
        if steps == 1 and self.today.weekday() == 6:
            self.flag = "next_week_on_sunday"
        return week_span(self.today + 7 * steps * _DAY).start + weekday * _DAY

    def _coming_weekday(self, weekday: int, weekend: bool) -> date:
        if weekend and self.today.weekday() >= 5:
            return self.today - (self.today.weekday() - 5) * _DAY
        ahead = (weekday - self.today.weekday()) % 7
        if ahead == 0:
            self.flag = "weekday_is_today"
            ahead = 7
        return self.today + (ahead if self.prefer == "future" else ahead - 7) * _DAY

    def _on_weekend(self, groups: dict[str, str]) -> None:
        self._on_weekday({"w": "末"})

    def _on_nth_weekday(self, groups: dict[str, str]) -> None:
        which = -1 if "last" in groups else number(groups["n"]) * (-1 if "back" in groups else 1)
        weekday = _WEEKDAYS[groups["w"]]
        span = self._base_period()
        day = _nth_in_span(span, which, weekday)
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
        edge = span.end if from_end else span.start - _DAY
        day = shift_working_days(edge, -count if from_end else count)
        if day < self.today and self.result() is None and self.prefer == "future":
            following = month_span(span.end.year, span.end.month)
            edge = following.end if from_end else following.start - _DAY
            day = shift_working_days(edge, -count if from_end else count)
        self._set_day(day)

    def _on_first_workday(self, groups: dict[str, str]) -> None:
        base = self.result()
        start = self.anchor or (base.start if base else self.today)
        self._set_day(shift_working_days(start, 1))

    # festivals, spans of time before and after

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
        return _nearest(days, self.today, self.prefer)

    def _on_holiday_after(self, groups: dict[str, str]) -> None:
        if "y" in groups:
            self._set_day(self._festival("春节"))
        span = self.result() or one_day(next_holiday(self.today))
        self.anchor, self.shift_sign = span.start, 1
        self._set_day(holiday_end(span.start) + _DAY)

    def _on_shift(self, groups: dict[str, str]) -> None:
        sign = 1 if groups["dir"] == "后" else -1
        span = self._require()
        start = span.start
        if "n" in groups:
            self._move(start, sign * number(groups["n"]), groups["u"])
            return
        part_of_month = span.grain == "day" and span.end - start > _DAY  # 月底前: before the month is over
        self.anchor, self.shift_sign = span.end if part_of_month else start, sign
        if (
            self.festival_day
        ):  # 国庆后 is the day after the holiday; 周三之后 stays the Wednesday from which on it holds
            self._set_day(holiday_end(start) + _DAY if sign > 0 else start - _DAY)

    def _move(self, start: date, count: int, unit: str) -> None:
        if "月" in unit:
            self._set_day(add_months(start, count))
        else:
            days = 7 if ("周" in unit or "星期" in unit) else 1
            self._set_day(start + count * days * _DAY)

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
            return week_span(self.today).start, lambda day, count: day + 7 * count * _DAY
        if unit == "月":
            return _month_start(self.today), add_months
        if unit == "年":
            return _date(self.today.year, 1, 1), lambda day, count: add_months(day, 12 * count)
        return self.today, lambda day, count: day + count * _DAY

    # helpers

    def _set_day(self, day: date) -> None:
        self.span = one_day(day)
        self.year = self.month = self.day = None

    def _set_week(self, steps: int) -> None:
        self.span = week_span(self.today + 7 * steps * _DAY)

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
            return _date(self.year, self.month, self.day)
        years = range(self.today.year - 4, self.today.year + 9)
        days = [day for year in years if (day := _date_or_none(year, self.month, self.day))]
        return self._agreeing(_nearest(days, self.today, self.prefer), days)

    def _coming_day_of_month(self, number_: int) -> date:
        if self.year is not None:
            return _date(self.year, self.today.month, number_)
        first = _month_start(self.today)
        days = [add_months(first, step) for step in range(-3, 4)]
        options = [option for day in days if (option := _date_or_none(day.year, day.month, number_))]
        if number_ == self.today.day:
            self.flag = "day_is_today"
            options.remove(self.today)
        return self._agreeing(_nearest(options, self.today, self.prefer), options)

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
        day = days[0] if self.year else _nearest(days, self.today, self.prefer)
        return one_day(day) if self.day is not None else DaySpan(day, day + 29 * _DAY, "month")

    def _coming_lunar_day(self) -> date:
        assert self.day is not None
        years = range(self.today.year - 1, self.today.year + 2)
        days = [day for year in years for month in range(1, 13) if (day := lunar_date(year, month, self.day))]
        return _nearest(sorted(days), self.today, self.prefer)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoSuchDate(f"{year}-{month}-{day}") from error


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_start(day: date) -> date:
    return day.replace(day=1)


def _nearest(days: list[date], today: date, prefer: Prefer) -> date:
    """Return the first day from today on, or with ``past`` the last one up to today."""
    if prefer == "future":
        chosen = [day for day in days if day >= today]
        return min(chosen, default=None) or _fail()
    chosen = [day for day in days if day <= today]
    return max(chosen, default=None) or _fail()


def _fail() -> date:
    raise NoSuchDate("no such day near")


def _nth_in_span(span: DaySpan, which: int, weekday: int) -> date | None:
    if which > 0:
        day = span.start + timedelta(days=(weekday - span.start.weekday()) % 7 + 7 * (which - 1))
    else:
        last = span.end - _DAY
        day = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-which - 1))
    return day if span.start <= day < span.end else None


def _direction(prefix: str) -> int:
    """Return how many periods 上上, 下, 这 move."""
    if prefix == "次":
        return 1
    return prefix.count("下") - prefix.count("上")


def _year_offset(word: str) -> int:
    known = {"大前年": -3, "前年": -2, "去年": -1, "明年": 1, "来年": 1, "次年": 1, "后年": 2, "大后年": 3}
    if word in known:
        return known[word]
    return 1 if word.startswith("下") else -1 if word.startswith("上") else 0


def _day_offset(word: str) -> int:
    if word.startswith(("后", "大")) and "后" in word:
        return 2 + word.count("大")
    if word.startswith(("前", "大")) and "前" in word:
        return -2 - word.count("大")
    if word[0] == "昨":
        return -1
    return 1 if word[0] in "明次翌隔" else 0


def _year_part(part: str) -> tuple[int, int]:
    """Return the first month and the length in months of 上半年, 年底, 第三季度."""
    if part == "上半年":
        return 1, 6
    if part == "下半年":
        return 7, 6
    quarter = next((char for char in part if char in "一二三四1234"), None)
    if "季" in part or part[0] in "Qq":
        index = "一二三四".find(quarter or "一") if quarter in tuple("一二三四") else int(quarter or 1) - 1
        return 3 * index + 1, 3
    place = part[-1]
    return {"初": (1, 3), "中": (6, 2)}.get(place, (12, 1))
