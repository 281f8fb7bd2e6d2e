"""Wages told by the day, the hour or the year, turned into a month's: 一天200, 一小时18块, 年薪10万."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.casework.calculators.amounts import read_sum
from bot.casework.calculators.working import InputProblem, fen
from knowledge_base.chinese_numbers import NUMERALS, to_ascii
from knowledge_base.rates import OvertimeRates

Unit = Literal["day", "hour", "year"]
MONTHS_A_YEAR = 12
_SUM = rf"(?P<sum>\d[\d,.]*[wk万千]?\d*|[{NUMERALS}]+)(?![\d{NUMERALS}]|个?半?(?:小时|钟头|[天年月点%倍]))"
_UNITS: dict[Unit, str] = {
    "day": "每一?天|一天|日薪|日工资|一日|按天",
    "hour": "每个?小时|一个?小时|时薪|每个?钟头|一个?钟头",
    "year": "年薪|年工资|年收入",
}
_PATTERNS = {
    unit: re.compile(
        rf"(?:{words})(?:工资|给|发|开|挣|是|大概|多少|拿|算|能){{0,3}}{_SUM}"
        rf"|(?<![\d{NUMERALS}])(?P<before>\d[\d,.]*|[{NUMERALS}]+?)(?:元|块钱?)?(?:{words}|/{words[-1]})"
    )
    for unit, words in _UNITS.items()
}


@dataclass(frozen=True)
class OtherWage:
    """``said`` yuan a day, hour or year; ``monthly`` is what it comes to."""

    said: Decimal
    unit: Unit
    monthly: Decimal


def other_wage_in(text: str, rates: OvertimeRates) -> OtherWage | None:
    """Return the wage told by another unit than the month, or None."""
    plain = to_ascii(text).strip()
    for unit, pattern in _PATTERNS.items():
        found = pattern.search(plain)
        said = read_sum(found["sum"] or found["before"]) if found else InputProblem.NOT_A_NUMBER
        if not isinstance(said, InputProblem):
            return OtherWage(said, unit, fen(_monthly(said, unit, rates)))
    return None


def _monthly(said: Decimal, unit: Unit, rates: OvertimeRates) -> Decimal:
    if unit == "year":
        return said / MONTHS_A_YEAR
    return said * rates.pay_days * (rates.hours_a_day if unit == "hour" else 1)
