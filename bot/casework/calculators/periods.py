"""Lengths of time as years, months and days: 三年七个月, 2019年3月到2022年8月, 两年半."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date

from bot.casework.calculators.stated_days import StatedDay, days_in
from bot.casework.calculators.working import LONGEST_MONTHS, CalculationError, InputProblem
from knowledge_base.chinese_numbers import NUMERALS, parse_number, to_ascii

_NUMBER = rf"[\d{NUMERALS}.]+"
_YEARS = re.compile(
    rf"(?P<sign>-|负)?(?P<n>(?!(?:19|20)\d\d年){_NUMBER})\s*(?:周年|年)(?P<half>半)?|(?P<half_year>半年)"
)
_MONTHS = re.compile(rf"(?P<n>{_NUMBER})\s*个(?P<half>半)?月(?P<after>半)?|年(?P<behind>{_NUMBER})月")
_DAYS = re.compile(rf"(?P<n>{_NUMBER})\s*(?:天|日)")
_ALMOST = re.compile(rf"(?:快|将近|差不多|接近)(?:有|满|够|到)?(?P<n>{_NUMBER})\s*(?:周年|年)了?$")
_TO = re.compile(r"[^\d]{0,10}?(?:到|至|~|—|-)[^\d]{0,4}$")
_BEGUN = re.compile("入职|进厂|进的?厂|开始|干起|起$|上班|来的|到岗|进的?公司|借")
_ENDED = re.compile("被?辞|离职|离开|走|开除|解雇|裁|到期|还清|还了|结束|不干|撵")
_VAGUE = re.compile("几年|几个月|好多年|多年|十几|十来|年多|多年|个多月|多个月|多月|多天")
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Period:
    """``years``, then ``months`` below 12, then ``days``; whole numbers from 0."""

    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def total_months(self) -> int:
        """Whole months, days left out."""
        return self.years * MONTHS_A_YEAR + self.months

    def checked(self) -> Period:
        """Return itself.

        Raises:
            CalculationError: it is empty, or longer than a working life.
        """
        if min(self.years, self.months, self.days) < 0:
            raise CalculationError(InputProblem.NEGATIVE)
        if not (self.years or self.months or self.days):
            raise CalculationError(InputProblem.ZERO)
        if self.total_months > LONGEST_MONTHS:
            raise CalculationError(InputProblem.TOO_LONG)
        return self

    def begins_before(self, day: date, end: date) -> bool:
        """Whether a period that ends on ``end`` began before ``day``."""
        months = (end.year - day.year) * MONTHS_A_YEAR + end.month - day.month
        return self.total_months > months

    def spoken(self) -> str:
        """Return 3年7个月 or 15天."""
        parts = ((self.years, "年"), (self.months, "个月"), (self.days, "天"))
        return "".join(f"{count}{unit}" for count, unit in parts if count)


def read_period(text: str, today: date | None = None) -> Period | InputProblem:
    """Return the length of time that a resident names, or why it cannot be used.

    Of two days the time in between counts; 至今 and 去年3月 want ``today``. Two years without months are
    ``MONTH_MISSING``, since a few months change the sum; one day alone is ``A_DATE``. 快三年 is a month short of it,
    三年多 and 好几年 are ``APPROXIMATE``.
    """
    plain = re.sub(r"(?<=[年月])[零又]", "", to_ascii(text).strip())
    days = list(days_in(plain, today))
    span = _span(plain, days)
    if span is not None:
        return span
    almost = _ALMOST.search(plain.rstrip("。,.!吧"))
    if almost is not None:
        return _short_of(almost["n"])
    if _VAGUE.search(plain):
        return InputProblem.APPROXIMATE
    counted = _counted(_without(days, plain))
    return InputProblem.A_DATE if days and counted is InputProblem.NOT_A_NUMBER else counted


def span_in(text: str, today: date | None) -> Period | None:
    """Return the time between two days that a sentence names: 2018年6月入职，今年10月31号被辞."""
    plain = to_ascii(text)
    span = _span(plain, list(days_in(plain, today)))
    return span if isinstance(span, Period) else None


def beginning_in(text: str, today: date) -> date | None:
    """Return the day since which something lasts, told to the month: 2018年6月入职, 从2021年5月开始, 去年3月借的."""
    plain = to_ascii(text)
    for day in days_in(plain, today):
        before, after = plain[: day.start], plain[day.end : day.end + 6]
        if day.month_known and day.on < today and (before.endswith(("从", "自", "打")) or _BEGUN.search(after)):
            return day.on
    return None


def ending_in(text: str, today: date) -> date | None:
    """Return the last day named to the month in an answer to "until when": 到今年10月, 现在还欠着."""
    days = [day for day in days_in(to_ascii(text), today) if day.month_known]
    return days[-1].on if days else None


def _span(text: str, days: list[StatedDay]) -> Period | InputProblem | None:
    """The time between two days, or None when the text names none."""
    for first, last in itertools.pairwise(days):
        between, after = text[first.end : last.start], text[last.end : last.end + 8]
        joined = _TO.match(between) or text[last.start] in "到至"
        if joined or (_BEGUN.search(between) and (_ENDED.search(after) or _ENDED.search(between))):
            return _between(first, last)
    return None


def _without(days: list[StatedDay], text: str) -> str:
    for day in reversed(days):
        text = f"{text[: day.start]}，{text[day.end :]}"
    return text


def _short_of(years: str) -> Period | InputProblem:
    try:
        months = round(parse_number(years) * MONTHS_A_YEAR) - 1
    except ValueError:
        return InputProblem.NOT_A_NUMBER
    if months > LONGEST_MONTHS:
        return InputProblem.TOO_LONG
    return Period(months // MONTHS_A_YEAR, months % MONTHS_A_YEAR) if months > 0 else InputProblem.ZERO


def _between(first: StatedDay, last: StatedDay) -> Period | InputProblem:
    if not (first.month_known and last.month_known):
        return InputProblem.MONTH_MISSING
    return until(first.on, last.on)


def until(first: date, last: date) -> Period | InputProblem:
    """Return the time from ``first`` to ``last``, or why there is none."""
    return period_between(first, last) if last > first else InputProblem.ENDS_BEFORE_START


def period_between(first: date, last: date) -> Period:
    """Return the whole years and months from ``first`` to ``last`` and the days that are left."""
    months = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    days = last.day - first.day
    if days < 0:
        months, days = months - 1, max(1, days + 30)  # only whether any day is left matters
    return Period(months // MONTHS_A_YEAR, months % MONTHS_A_YEAR, days)


def _counted(text: str) -> Period | InputProblem:
    if re.match(r"\s*(?:-|负)", text):
        return InputProblem.NEGATIVE
    year, month, day = _YEARS.search(text), _MONTHS.search(text), _DAYS.search(text)
    if not (year or month or day):
        return InputProblem.NOT_A_NUMBER
    try:
        months = _year_months(year) + _month_count(month)
        days = int(parse_number(day["n"])) if day else 0
    except ValueError:
        return InputProblem.NOT_A_NUMBER
    period = Period(months // MONTHS_A_YEAR, months % MONTHS_A_YEAR, days + _half_month(month))
    if not (period.total_months or period.days):
        return InputProblem.ZERO
    return InputProblem.TOO_LONG if period.total_months > LONGEST_MONTHS else period


def _year_months(year: re.Match[str] | None) -> int:
    if year is None:
        return 0
    if year["half_year"]:
        return 6
    return round(parse_number(year["n"]) * MONTHS_A_YEAR) + (6 if year["half"] else 0)


def _month_count(month: re.Match[str] | None) -> int:
    return int(parse_number(month["n"] or month["behind"])) if month else 0


def _half_month(month: re.Match[str] | None) -> int:
    return 15 if month and (month["half"] or month["after"]) else 0
