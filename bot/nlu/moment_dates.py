"""Pieces that name dates, years, months and days: 2026年, 下个月, 月底, 5号, 后天, 大年初三."""

from __future__ import annotations

from datetime import date

from bot.nlu.moment_calendar import add_months, month_end
from bot.nlu.moment_spans import DAY, DaySpan, month_span, month_start, one_day, valid_date
from bot.nlu.moment_state import DateState
from bot.nlu.moment_words import day_offset, direction, number, year_offset, year_part
from bot.nlu.numerals import read_year


class CalendarDates(DateState):
    """Handlers of numeric dates, years, quarters, months and days."""

    def _on_ymd(self, groups: dict[str, str]) -> None:
        self.span = one_day(valid_date(int(groups["y"]), int(groups["m"]), int(groups["d"])))

    _on_compact = _on_ymd

    def _on_dmy(self, groups: dict[str, str]) -> None:
        first, second = int(groups["a"]), int(groups["b"])
        day, month = (first, second) if first > 12 or (second <= 12 and groups["sep"] == ".") else (second, first)
        self.span = one_day(valid_date(read_year(groups["y"], self.today.year), month, day))

    def _on_ym(self, groups: dict[str, str]) -> None:
        self.year, self.month = int(groups["y"]), int(groups["m"])

    def _on_md(self, groups: dict[str, str]) -> None:
        self.month = int(groups.get("m") or groups.get("m2") or groups["m3"])
        self.day = int(groups.get("d") or groups.get("d2") or groups["d3"])

    def _on_year(self, groups: dict[str, str]) -> None:
        self.year = read_year(groups.get("y") or groups.get("y2") or groups["y3"], self.today.year)

    def _on_rel_year(self, groups: dict[str, str]) -> None:
        self.year = self.today.year + year_offset(groups["r"])

    def _on_year_part(self, groups: dict[str, str]) -> None:
        part, year = groups["p"], self.year or self.today.year
        first, months = year_part(part)
        if self.year is None and self.prefer == "future" and valid_date(year, first, 1) < month_start(self.today):
            ended = add_months(valid_date(year, first, 1), months) <= self.today
            year += 1 if ended else 0
        start = valid_date(year, first, 1)
        self.span = DaySpan(start, add_months(start, months), "quarter" if months == 3 else "month")

    def _on_rel_quarter(self, groups: dict[str, str]) -> None:
        start = valid_date(self.today.year, (self.today.month - 1) // 3 * 3 + 1, 1)
        start = add_months(start, 3 * direction(groups["r"]))
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
        start = add_months(month_start(self.today), direction(groups["r"]))
        self.year, self.month = self.year or start.year, start.month

    def _on_month_part(self, groups: dict[str, str]) -> None:
        part = (groups.get("p") or groups["p2"]).removeprefix("月")
        if self.month is None and self.year is None:
            self.month, self.year = self.today.month, self.today.year
        span = self._require()
        starts = {"初": (0, 10), "上旬": (0, 10), "中": (10, 20), "中旬": (10, 20), "下旬": (20, 31)}
        first, last = starts.get(part, (24, 31))
        self.span = DaySpan(span.start + first * DAY, min(span.start + last * DAY, span.end), "day")

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
        self.span = one_day(self.today + day_offset(word) * DAY)

    def _same_day_in(self, span: DaySpan) -> date:
        if span.grain == "week":
            return span.start + self.today.weekday() * DAY
        month = span.start.month if span.grain == "month" else self.today.month
        return valid_date(span.start.year, month, min(self.today.day, month_end(span.start.year, month).day))

    def _on_nth_day(self, groups: dict[str, str]) -> None:
        base = self.result()
        if "last" in groups:
            span = base or month_span(self.today.year, self.today.month)
            self._set_day(span.end - DAY)
        else:
            start = base.start if base else self.today
            self._set_day(start + (number(groups["n"]) - 1) * DAY)

    def _on_first_days(self, groups: dict[str, str]) -> None:
        span, count = self._require(), number(groups["n"])
        ends = {"天": span.start + count * DAY, "日": span.start + count * DAY}
        months = "月" in groups["u"]
        end = add_months(span.start, count) if months else ends.get(groups["u"], span.start + 7 * count * DAY)
        self.span = DaySpan(span.start, end, "day")

    def _on_last_days(self, groups: dict[str, str]) -> None:
        span = self._require()
        self.span = DaySpan(span.end - number(groups["n"]) * DAY, span.end, "day")
