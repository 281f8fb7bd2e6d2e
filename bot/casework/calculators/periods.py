"""Lengths of time as years, months and days: 三年七个月, 2019年3月到2022年8月, 两年半."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.casework.calculators.working import LONGEST_MONTHS, CalculationError, InputProblem
from knowledge_base.chinese_numbers import NUMERALS, parse_number, to_ascii

_NUMBER = rf"[\d{NUMERALS}.]+"
_YEARS = re.compile(rf"(?P<sign>-|负)?(?P<n>{_NUMBER})\s*(?:多)?(?:周年|年)(?P<half>半)?|(?P<half_year>半年)")
_MONTHS = re.compile(rf"(?P<sign>-|负)?(?P<n>{_NUMBER})\s*(?:个)?(?P<half>半)?(?:月)(?P<after>半)?")
_DAYS = re.compile(rf"(?P<n>{_NUMBER})\s*(?:天|日)")
_DATE = (
    r"(?P<y{0}>(?:19|20)\d\d)\s*[年./-]\s*(?:(?P<m{0}>1[0-2]|0?[1-9])\s*月?)?"
    r"(?:\s*[./-]?\s*(?P<d{0}>[12]\d|3[01]|0?[1-9])\s*[日号]?)?"
)
_SPAN = re.compile(rf"{_DATE.format(1)}\s*(?:起|开始)?\s*(?:到|至|~|—|-)+\s*{_DATE.format(2)}")
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


def read_period(text: str) -> Period | InputProblem:
    """Return the length of time that a resident names, or why it cannot be used.

    Of two dates the days in between count, the first one included; two years without months are ``MONTH_MISSING``,
    since a few months change the sum. 三年多 and 好几年 are ``APPROXIMATE``.
    """
    plain = re.sub(r"(?<=[年月])[零又]", "", to_ascii(text))
    span = _SPAN.search(plain)
    if span:
        return _between(span)
    if _VAGUE.search(plain):
        return InputProblem.APPROXIMATE
    return _counted(plain)


def _between(span: re.Match[str]) -> Period | InputProblem:
    if not span["m1"] or not span["m2"]:
        return InputProblem.MONTH_MISSING
    try:
        first = date(int(span["y1"]), int(span["m1"]), int(span["d1"] or 1))
        last = date(int(span["y2"]), int(span["m2"]), int(span["d2"] or span["d1"] or 1))
    except ValueError:
        return InputProblem.NOT_A_NUMBER
    return period_between(first, last) if last > first else InputProblem.ENDS_BEFORE_START


def period_between(first: date, last: date) -> Period:
    """Return the whole years and months from ``first`` to ``last`` and the days that are left."""
    months = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    days = last.day - first.day
    if days < 0:
        months, days = months - 1, days + 30  # only whether any day is left matters
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
    return int(parse_number(month["n"])) if month else 0


def _half_month(month: re.Match[str] | None) -> int:
    return 15 if month and (month["half"] or month["after"]) else 0
