"""Sums, hours and interest rates as residents say them: 三千五, 2万, 月息两分, 年利率15%."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from bot.casework.calculators.working import LARGEST_SUM, InputProblem
from bot.nlu.money import find_money
from knowledge_base.chinese_numbers import NUMERALS, parse_number, to_ascii

_NUMBER = rf"(?:[\d.]+|[{NUMERALS}]+)"
_NEGATIVE = re.compile(r"(?:^|[^\d])[-－—]\s*[\d]|负\s*[\d零一二两三四五六七八九十]")
_A_TIME = re.compile("(?:每|一)个?(?:月|小时|钟头|天|年)")
_RANGE = re.compile(rf"{_NUMBER}\s*(?:元|块)?\s*(?:到|至|~|-)\s*{_NUMBER}")
_NOTHING = re.compile(r"^\s*(?:0+(?:\.0+)?|零|没有|无)\s*(?:元|块钱?|小时|个小时)?\s*$")
_PERCENT = re.compile(rf"(?P<n>{_NUMBER})\s*%|百分之(?P<c>{_NUMBER})")
_FEN_LI = re.compile(rf"(?P<n>{_NUMBER})\s*(?P<unit>分|厘)(?P<half>半)?")
_MONTHLY, _DAILY = re.compile("月"), re.compile("日息|天|一天|每天|日利率")
_NO_INTEREST = re.compile("没有?(?:约定|说|写|谈)?(?:过)?(?:利息|利率)|无息|不要利息|不算利息|没说利息")
_HOURS = re.compile(rf"(?P<n>{_NUMBER})\s*(?:个)?(?P<half>半)?(?:小时|钟头|点钟|h|H)(?P<after>半)?")
_ABOUT = re.compile("大概|大约|差不多|左右|上下|约(?!定)|可能")
_DAY_SHIFTS = re.compile(rf"(?P<half>半)(?:天|个班)|(?P<n>{_NUMBER})\s*(?P<and_half>个半)?(?:整?天|个班)(?P<after>半)?")
_EACH_DAY = re.compile(rf"(?:每天|一天|天天)[^\d{NUMERALS}]{{0,4}}(?P<n>{_NUMBER})\s*(?:个)?(?P<half>半)?(?:小时|钟头)")
HOURS_A_DAY = 8
"""A whole day of work (劳动法 36)."""
HOURS_IN_A_DAY, MOST_DAYS = 24, 366
LARGEST_YEARLY_PERCENT = Decimal(10000)


def without_about(text: str) -> str:
    """Return ``text`` without 大概 and 左右: a number said roughly is still one number."""
    return _ABOUT.sub("", text)


def sums_in(text: str) -> list[Decimal]:
    """Return every exact sum of ``text``: 房子80万，存款10万."""
    rest, sums = to_ascii(text), []
    while (money := find_money(rest)) is not None:
        if not money.approximate:
            sums.append(Decimal(str(money.amount)))
        rest = rest.replace(money.text, "；", 1)
    return sums


def read_sum(text: str, *, zero_allowed: bool = False) -> Decimal | InputProblem:
    """Return a sum in yuan, or why it cannot be used. A bare number is a sum; 两万多 is ``APPROXIMATE``."""
    plain = without_about(_A_TIME.sub("", to_ascii(text))).strip()
    if _RANGE.search(plain):
        return InputProblem.APPROXIMATE
    if _NEGATIVE.search(plain):
        return InputProblem.NEGATIVE
    if _NOTHING.match(plain):
        return Decimal(0) if zero_allowed else InputProblem.ZERO
    money = find_money(plain)
    if money is not None and money.approximate:
        return InputProblem.APPROXIMATE
    value = Decimal(str(money.amount)) if money else _number(re.sub(r"[元块钱圆,\s]", "", plain))
    if value is None:
        return InputProblem.NOT_A_NUMBER
    return _in_bounds(value)


def _in_bounds(value: Decimal) -> Decimal | InputProblem:
    if value <= 0:
        return InputProblem.ZERO
    return InputProblem.TOO_LARGE if value > LARGEST_SUM else value


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(str(parse_number(text)))
    except (ValueError, InvalidOperation, IndexError):
        return None


def read_hours(text: str) -> Decimal | InputProblem:
    """Return hours: 3个半小时, 12小时, 0, or a bare number; a whole day (国庆三天) is eight."""
    plain = to_ascii(text).strip()
    if _NEGATIVE.search(plain):
        return InputProblem.NEGATIVE
    if _NOTHING.match(plain):
        return Decimal(0)
    found = _HOURS.search(plain)
    shifts = day_shifts(plain)
    if shifts is not None:
        each = hours_each_day(plain)
        return shifts * (HOURS_A_DAY if each is None else each)
    if found is None and plain.startswith("半"):
        return Decimal("0.5")
    value = _number(found["n"] if found else plain)
    if value is None:
        return InputProblem.NOT_A_NUMBER
    half = Decimal("0.5") if found and (found["half"] or found["after"]) else Decimal(0)
    return value + half if value + half <= 24 * 366 else InputProblem.TOO_LARGE


def day_shifts(text: str) -> Decimal | None:
    """Return how many days were worked: 三天, 一天半. 一天3小时 is none."""
    plain = _EACH_DAY.sub("", to_ascii(text))
    found = _DAY_SHIFTS.search(plain)
    if found is None or _HOURS.search(plain):
        return None
    count = Decimal("0.5") if found["half"] else _number(found["n"])
    if count is None or count > MOST_DAYS:
        return None
    return count + (Decimal("0.5") if found["and_half"] or found["after"] else 0)


def hours_each_day(text: str) -> Decimal | None:
    """Return the hours worked every day: 每天3小时."""
    found = _EACH_DAY.search(to_ascii(text))
    count = _number(found["n"]) if found else None
    if found is None or count is None or not 0 < count <= HOURS_IN_A_DAY:
        return None
    return count + (Decimal("0.5") if found["half"] else 0)


def read_yearly_percent(text: str) -> Decimal | InputProblem:
    """Return an interest rate in per cent a year: 年利率15%, 月息两分 (24), 一分五 a month (18), 没约定利息 (0).

    In lenders' words a month's 分 is 1 %, a day's 0.1 %, a year's 10 %; 厘 is a tenth of it; a bare one is monthly.
    """
    plain = to_ascii(text).strip()
    if _NEGATIVE.search(plain):
        return InputProblem.NEGATIVE
    if _NO_INTEREST.search(plain) or _NOTHING.match(plain.replace("%", "")):
        return Decimal(0)
    percent = _PERCENT.search(plain)
    value = _number(percent["n"] or percent["c"]) if percent else _fen_li(plain)
    if value is None:
        return InputProblem.NOT_A_NUMBER
    yearly = value * (_times_a_year(plain) if percent else _fen_a_year(plain))
    return yearly if yearly <= LARGEST_YEARLY_PERCENT else InputProblem.TOO_LARGE


def _fen_li(text: str) -> Decimal | None:
    """一分五 is 1.5, 两分 2, 五厘 0.5, 一分半 1.5."""
    found = _FEN_LI.search(text)
    if found is None:
        return None
    value = _number(found["n"])
    if value is None:
        return None
    tail = re.match(rf"(?P<d>[1-9{NUMERALS}])(?:厘|$|[^\d{NUMERALS}%])", text[found.end() :])
    extra = _number(tail["d"]) if tail and found["unit"] == "分" else None
    value += Decimal("0.5") if found["half"] else (extra or Decimal(0)) / 10
    return value if found["unit"] == "分" else value / 10


def _times_a_year(text: str) -> int:
    """How often a year a percentage falls due: 365 for 日息, 12 for 月息, else once."""
    if _DAILY.search(text):
        return 365
    return 12 if _MONTHLY.search(text) else 1


def _fen_a_year(text: str) -> Decimal:
    """What one 分 is in per cent a year."""
    if _DAILY.search(text):
        return Decimal("36.5")
    return Decimal(10) if "年" in text and not _MONTHLY.search(text) else Decimal(12)
