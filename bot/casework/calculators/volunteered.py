"""Facts for a calculator told in passing: 一个月四千五干了三年八个月被辞退能赔多少.

Unlike the readers of ``amounts`` and ``periods``, which take a whole answer to one question, each of these wants its
number beside words that say what it is. In doubt they return None, and the question is asked.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.casework.calculators.amounts import read_hours, read_sum, read_yearly_percent, sums_in
from bot.casework.calculators.periods import Period, read_period, span_in
from bot.casework.calculators.working import InputProblem
from knowledge_base.chinese_numbers import NUMERALS, to_ascii

Day = Literal["workday", "rest_day", "holiday"]
SMALLEST_SUM = 100
"""A smaller one is a count that only looks like money."""
_N = rf"\d.{NUMERALS}"
_GAP = rf"[^{_N},，。;；、]"
_ROUGH = "多来几余左"


def _whole(name: str, pattern: str) -> str:
    """A group that is never shortened to make what follows fit: 十二个月 must not be read as 十."""
    return rf"(?=(?P<{name}>{pattern}))(?P={name})"


_DIGITS = r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?"
_MONEY = rf"(?:{_DIGITS}[{NUMERALS}\d]*|[{NUMERALS}][{NUMERALS}\d]*)[wk]?"
_SUM = _whole("sum", _MONEY) + rf"(?!(?:元|块钱?)?[{_ROUGH}上以到至~-]|个?半?[年月天日号倍次岁%分厘点成小])"
_MONTHS = r"(?:\d{1,3}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])个?半?月半?"
_REST = rf"(?:零?[{_N}]+天)?"
_LENGTH = (
    _whole("length", rf"[{_N}]+年(?:半|[零又]?{_MONTHS})?{_REST}|半年|{_MONTHS}{_REST}|[{_N}]+天")
    + rf"(?![{_ROUGH}]|以?之?前)"
)
_LAZY_MONEY = rf"(?:{_DIGITS}|[{NUMERALS}])[{NUMERALS}\d]*?[wk]?"
"""Gives back 一 to a following 一个月: 四千五一个月."""
_NOT_OWED = "(?<![欠拖扣追讨])(?<![欠拖扣追讨][我他她俺的])"
_WAGE = (
    re.compile(rf"(?:一个?月|每个?月|月薪|月工资|平均工资|月收入|{_NOT_OWED}工资){_GAP}{{0,4}}?{_SUM}"),
    re.compile(rf"(?<![{_N},])(?P<sum>{_LAZY_MONEY})(?:元|块钱?)?(?:一个月|每个?月|/月|的?月薪|的工资)"),
)
_WORKED = (
    re.compile(rf"(?:干|做|工作|上班|上了|待|呆|打工|入职|工龄)(?:了|满|过|够|有|整整?|已经)*{_LENGTH}"),
    re.compile(rf"{_LENGTH}(?:了|的|都|也|还|一直|就|老板|单位|公司)*(?:没签|没有签|不签|未签|工龄)"),
)
_LENT = (
    re.compile(rf"(?:借|期限|用了?){_GAP}{{0,6}}?{_LENGTH}"),
    re.compile(rf"[万千百元块钱]{_LENGTH}(?!{_GAP}{{0,3}}息|\s*[{_N}]+\s*[分厘%])"),
)
_PRINCIPAL = re.compile(rf"(?:借|本金|贷){_GAP}{{0,8}}?{_SUM}")
_RATE = re.compile(
    rf"(?:一个月|每个?月|一年|每年|一天|每天|[年月日])?的?(?:利率|利息|息){_GAP}{{0,4}}?"
    rf"(?:百分之[{_N}]+|[{_N}]+\s*(?:分|厘|%)(?:半|[1-9{NUMERALS}](?:厘|(?![{_N}])))?)"
    rf"|(?:一个月|每个?月|一年|每年|[年月])?[{_N}]+[分厘](?:半|[1-9{NUMERALS}])?的?利"
    "|(?:没有?(?:约定|说|写|谈)过?(?:利息|利率)|无息|没有?利息)"
)
_DAYS: dict[Day, str] = {
    "workday": "平时|工作日|平日|晚上|下班后|周一到周五",
    "rest_day": "周末|星期[六天日]|礼拜[六天]|休息日|双休日?|周[六日]",
    "holiday": "国庆节?|春节|五一|节假日|法定假日?|元旦|中秋节?|端午节?|清明节?|过年",
}
_HOURS = {
    day: re.compile(rf"(?<!每)(?<!每个)(?:{cues})(?:一共|总共|{_GAP}){{0,8}}?(?P<hours>[{_N}]+个?半?(?:小时|钟头)半?)")
    for day, cues in _DAYS.items()
}
_SHIFTS = {
    day: re.compile(rf"(?<!每)(?<!每个)(?:{cues}){_GAP}{{0,6}}?(?:加|上)了?(?P<shifts>[{_N}]+天半?)班")
    for day, cues in _DAYS.items()
}
_TOTAL = re.compile(rf"(?:一共|总共|合计|加起来|总额){_GAP}{{0,4}}[{_N}]+[{_N}元块钱]*")
_LAWFUL = re.compile(
    "(?:不是|不算|没有?|不)(?:违法|非法)|合法(?![吗么不权])|正常(?!上班|工资)|合同到期|(?<!没)(?<!没有)有(?:正当)?理由"
)
_UNLAWFUL = re.compile(
    "违法|非法|(?:没有?|无)(?:任何|什么|啥|个)?(?:正当|合法)?的?(?:理由|原因)|没走程序|没有走程序|没给理由|没说(?:理由|原因)|无故|不合法|随便(?:就|把|辞|开除|解雇|裁|让)"
)


def wage_in(text: str) -> Decimal | None:
    """Return the monthly wage: 一个月四千五, 月薪8000, 5000块一个月. What is owed (欠工资五千) is none."""
    return _sum_in(text, *_WAGE)


def principal_in(text: str) -> Decimal | None:
    """Return what was lent: 借给他5万, 本金三万."""
    return _sum_in(text, _PRINCIPAL)


def claim_in(text: str, *, adding: bool = False) -> Decimal | None:
    """Return the one exact sum a sentence about a court's fee names; with ``adding`` all of them together."""
    sums = [one for one in sums_in(text) if one >= SMALLEST_SUM and not one % 1]
    if not sums or (len(sums) > 1 and not adding):
        return None
    total = _TOTAL.search(to_ascii(text))
    return sums_in(total[0])[-1] if total and sums_in(total[0]) else sum(sums, Decimal(0))


def worked_in(text: str, today: date | None = None) -> Period | None:
    """Return how long somebody worked: 干了三年八个月, 八个月没签合同, 2019年3月到2022年8月, 2020年3月至今."""
    return span_in(text, today) or _period_in(text, _WORKED)


def lent_in(text: str, today: date | None = None) -> Period | None:
    """Return for how long money was lent: 借了一年半. 三年前借的 is a day, not a length."""
    return span_in(text, today) or _period_in(text, _LENT)


def lending(text: str) -> bool:
    """Return whether a day in ``text`` may be that of a loan."""
    return "借" in text


def rate_in(text: str) -> Decimal | None:
    """Return the interest agreed in per cent a year: 月息两分, 年利率15%, 没约定利息."""
    found = _RATE.search(to_ascii(text))
    percent = read_yearly_percent(found[0]) if found else None
    return percent if isinstance(percent, Decimal) else None


def hours_in(text: str, day: Day) -> Decimal | None:
    """Return the overtime on one kind of day: 周末加班16小时. 每个周末 is no total."""
    plain = to_ascii(text)
    found = _HOURS[day].search(plain) or _SHIFTS[day].search(plain)
    hours = read_hours(found[1]) if found else None
    return hours if isinstance(hours, Decimal) else None


def unlawful_in(text: str) -> bool | None:
    """Return whether a dismissal is called unlawful (没理由就把我辞了) or lawful; None if neither."""
    if _UNLAWFUL.search(text) and not re.search("(?:不是|不算|没有?|不)(?:违法|非法)", text):
        return True
    return False if _LAWFUL.search(text) else None


def _sum_in(text: str, *patterns: re.Pattern[str]) -> Decimal | None:
    plain = to_ascii(text)
    for pattern in patterns:
        for found in pattern.finditer(plain):
            value = read_sum(found["sum"])
            if not isinstance(value, InputProblem) and value >= SMALLEST_SUM:
                return value
    return None


def _period_in(text: str, patterns: tuple[re.Pattern[str], ...]) -> Period | None:
    plain = to_ascii(text)
    for pattern in patterns:
        for found in pattern.finditer(plain):
            period = read_period(found["length"])
            if isinstance(period, Period):
                return period
    return None
