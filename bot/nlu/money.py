"""Sums of money as residents say them: 三千五, 两万多, 1.5万, 五百块, 一百二十万, 3万5, ￥1,200."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.nlu.numerals import CHINESE, read_integer


@dataclass(frozen=True)
class Money:
    """A sum in yuan; ``approximate`` for 两万多 and 大概三千. ``text`` are the words that were read."""

    amount: float
    approximate: bool
    text: str


_ARABIC = r"\d[\d,]*(?:\.\d+)?"
_CHINESE = f"[{CHINESE}万亿半]+"
_CURRENCY = r"(?:元|块钱?|圆|人民币|塊|rmb)"
_NOT_MONEY = (
    r"(?![人户米公斤克字年天次亩平名个度瓦里条张份件本岁点号栋层楼间单排头只匹瓶箱吨升辆台秒分时小月日周股票村队组类多种期页]"
    r"|多?(?:个|人|户|亩|斤|米|公里|平|年|天|次|名|字|股)|分之)"
)
_SUM = re.compile(
    rf"(?P<sign>[¥￥])?(?P<number>{_ARABIC}|{_CHINESE})(?P<more>[多来余几])?"
    rf"(?P<unit>[万千百亿]|[wWkK](?![A-Za-z]))?(?P<rest>{_ARABIC}千?|[{CHINESE}]+)?(?P<more2>[多来余])?\s?"
    rf"(?:(?P<currency>{_CURRENCY})(?P<dimes>[{CHINESE[3:12]}1-9])?(?![\d{CHINESE}])|(?P<currency2>{_CURRENCY})|)",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?:工资|薪水?|欠款?|借款?|赔偿?|钱|款|费|罚|价|租金|押金|彩礼|首付|贷|花了?|给了?|补偿金?|付了?|要|转账?|[收交还拿得挣赚骗押])"
    r"[^\d，。,；;]{0,6}$"
)
_APPROXIMATE = re.compile(r"(?:大概|大约|差不多|约|将近|近|快|好像|上|估计|最少|至少|不到|超过)$")
_ABOUT = ("左右", "上下", "以上", "以内", "不到")
_BEFORE_NOT_MONEY = re.compile(r"(?:第|周|星期|礼拜|[A-Za-z\d.:：/\-])$")
_UNITS = {"亿": 1e8, "万": 1e4, "w": 1e4, "千": 1e3, "k": 1e3, "百": 1e2}
_SCALES = ("亿", "万")


def find_money(text: str) -> Money | None:
    """Return the first sum of ``text``; one with 元 or 块 goes before a bare 三千五. None if there is none.

    A plain number (5000) counts only with 元 or behind a word of money (工资5000). 几万 is no sum.
    """
    found = [(match, money) for match in _SUM.finditer(text) if (money := _read(match, text))]
    explicit = (money for match, money in found if _has_currency(match))
    return next(explicit, None) or next((money for _, money in found), None)


def _has_currency(match: re.Match[str]) -> bool:
    return any(match[key] for key in ("sign", "currency", "currency2"))


def _read(match: re.Match[str], text: str) -> Money | None:
    before = text[: match.start()]
    if _BEFORE_NOT_MONEY.search(before) or before.endswith(("几", "数", "好几", "多少")):
        return None
    if not _has_currency(match) and not _bare_sum(match, text, before):
        return None
    amount = _amount(match)
    if amount is None or amount <= 0:
        return None
    approximate = bool(match["more"] or match["more2"] or _is_range(match["number"]))
    approximate = approximate or bool(_APPROXIMATE.search(before) or text.startswith(_ABOUT, match.end()))
    return Money(amount, approximate, match[0].strip())


def _bare_sum(match: re.Match[str], text: str, before: str) -> bool:
    """Tell whether a number without 元 is a sum: it is large in words (三千五, 1.5万) or stands behind 工资, 欠."""
    if match["number"][0] in "万千百亿" or re.match(_NOT_MONEY, text[match.end() :]) is None:  # 万一, 千万别
        return False
    worded = match["unit"] is not None or re.search("[百千万亿]", match["number"]) is not None
    return (worded and len(match[0]) > 1) or (_CUE.search(before) is not None and match["number"].isascii())


def _amount(match: re.Match[str]) -> float | None:
    number, unit, rest = match["number"].replace(",", ""), match["unit"] or "", match["rest"] or ""
    value = _decimal(number) if number.replace(".", "").isdigit() else _chinese(number)
    if value is None:
        return None
    scale = _UNITS.get(unit.lower(), 1.0)
    total = value * scale + _rest(rest.replace(",", ""), scale)
    return total + (read_integer(match["dimes"]) or 0) / 10 if match["dimes"] else total


def _decimal(number: str) -> float | None:
    try:
        return float(number)
    except ValueError:
        return None


def _rest(rest: str, scale: float) -> float:
    """Return what follows the unit: in 3万5 and 3万5千 five thousand, in 1万2500 twenty-five hundred."""
    if not rest:
        return 0.0
    thousands = rest.endswith("千")
    value = _decimal(rest.removesuffix("千")) if rest[0].isdigit() else read_integer(rest)
    if value is None:
        return 0.0
    single = len(rest) == 1
    return value * (1000 if thousands else scale / 10 if single else 1)


def _chinese(text: str) -> float | None:
    """Read 一百二十万, 两万三, 三千五, 半, 两三万 (the lower)."""
    if text == "半":
        return None
    if _is_range(text):
        return _chinese(text[0] + text[2:])
    for scale in _SCALES:
        left, found, right = text.partition(scale)
        if found:
            return _scaled(left, right, _UNITS[scale])
    return read_integer(text)


def _scaled(left: str, right: str, scale: float) -> float | None:
    head = 1.0 if not left else _chinese(left)
    if head is None:
        return None
    if right == "半":
        return (head + 0.5) * scale
    tail = _chinese(right.lstrip("零〇")) if right.lstrip("零〇") else 0.0
    if tail is None:
        return None
    return head * scale + (tail * scale / 10 if len(right) == 1 else tail)


def _is_range(text: str) -> bool:
    return re.match("[一二两三四五六七八九]{2}[十百千万亿]", text) is not None
