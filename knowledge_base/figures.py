"""Figures in a text: periods, amounts of money, ages, percentages and multiples, brought to one comparable form.

``30天``, ``三十日`` and ``30 日`` are one figure; so are 半年 and 6个月, 二倍 and 双倍 and 百分之二百, 两成 and 20%.
Ordinals (第三天), article numbers, calendar dates, short telephone numbers and rough words (十几天) are not figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.chinese_numbers import NUMERALS, parse_number, to_ascii


@dataclass(frozen=True, eq=False)
class Figure:
    """``kind`` is day, working_day, month, hour, minute, yuan, age or ratio; ``value`` is in that unit (0.2 = 20 %)."""

    kind: str
    value: float
    text: str

    @property
    def key(self) -> tuple[str, float]:
        return self.kind, round(self.value, 6)


_UNITS: dict[str, tuple[str, float]] = {
    "工作日": ("working_day", 1),
    "日": ("day", 1),
    "天": ("day", 1),
    "周": ("day", 7),
    "星期": ("day", 7),
    "月": ("month", 1),
    "年": ("month", 12),
    "小时": ("hour", 1),
    "钟头": ("hour", 1),
    "分钟": ("minute", 1),
    "周岁": ("age", 1),
    "岁": ("age", 1),
    "元": ("yuan", 1),
    "块": ("yuan", 1),
    "倍": ("ratio", 1),
    "%": ("ratio", 0.01),
    "‰": ("ratio", 0.001),
    "成": ("ratio", 0.1),
}
_START = "零〇一二两三四五六七八九十"
_NUM = rf"(?:\d[\d,]*(?:\.\d+)?[百千万亿]*|[{_START}][{NUMERALS}]*)"
_UNIT = (
    r"个?工作日|个(?:半)?月|个?(?:星期|小时|钟头)|周岁|分钟|日(?!常|用|期|子|报|夜)|天(?!然|气|生|天)"
    r"|周(?!年|期|边|围|转|岁|[一二三四五六日])"
    r"|年(?!级|轻|龄|度|代|四季|到头|初|底|纪)|岁|(?:万|亿)?元(?!旦)|块(?:钱)?(?!地|田|板)|倍|%|‰"
    r"|成(?!年|立|为|本|员|功|人|果|份|交|婚|了|绩|效|长)"
)
_RANGE = rf"(?:(?P<low>{_NUM})(?P<low_unit>{_UNIT})?(?:到|至|[-—~～–、或]))?"
_BEFORE = r"(?<![第几数零〇一二两三四五六七八九十百千万亿\d.])(?<!\d,)"
_PATTERN = re.compile(rf"{_BEFORE}{_RANGE}(?P<num>{_NUM})[ ]?(?P<unit>{_UNIT})")
_SPECIAL = re.compile(
    rf"(?P<per>百分之|千分之|万分之)(?P<per_num>{_NUM})(?:(?:至|到)(?P<per_high>{_NUM})(?!{_UNIT}))?"
    rf"|(?P<den>{_NUM})分之(?P<numer>{_NUM})"
    r"|(?P<double>双倍)|(?P<half>(?<![一二两三四五六七八九十\d个])半(?:年|个月))|(?P<a>\d+)/(?P<b>\d+)"
)
_HALVES = re.compile("一半|减半|半数")
_NOT_FIGURES = re.compile(
    r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|[〇零一二三四五六七八九]{4}年"
    rf"|第{_NUM}(?:[天日年月周]|个(?:月|星期|工作日))|{_NUM}月{_NUM}[日号]"
)
_PER = {"百分之": 0.01, "千分之": 0.001, "万分之": 0.0001}


def find_figures(text: str) -> Iterator[Figure]:
    """Yield every figure of ``text`` in the order of kinds, not of place."""
    plain = _NOT_FIGURES.sub("；", re.sub(r"(?<=\d)\s+(?=[^\s\d])", "", to_ascii(text).replace("％", "%")))
    rest: list[str] = []
    last = 0
    for match in _SPECIAL.finditer(plain):
        yield from _special(match)
        rest.append(plain[last : match.start()])
        last = match.end()
    rest.append(plain[last:])
    for match in _PATTERN.finditer("；".join(rest)):
        yield from _plain(match)


def keys_of_law(text: str) -> set[tuple[str, float]]:
    """Return the figures an article states; 一半 and 减半 count as one half there."""
    found = {figure.key for figure in find_figures(text)}
    return found | ({("ratio", 0.5)} if _HALVES.search(text) else set())


def _special(match: re.Match[str]) -> Iterator[Figure]:
    text = match[0]
    if match["per"]:
        for number in filter(None, (match["per_num"], match["per_high"])):
            yield from _figure("ratio", number, _PER[match["per"]], text)
    elif match["den"]:
        yield Figure("ratio", parse_number(match["numer"]) / parse_number(match["den"]), text)
    elif match["double"]:
        yield Figure("ratio", 2, text)
    elif match["half"]:
        yield Figure("month", 6 if "年" in text else 0.5, text)
    elif int(match["b"]):
        yield Figure("ratio", int(match["a"]) / int(match["b"]), text)


def _plain(match: re.Match[str]) -> Iterator[Figure]:
    kind, scale = _unit(match["unit"])
    if match["low"]:
        low_kind, low_scale = _unit(match["low_unit"]) if match["low_unit"] else (kind, scale)
        yield from _figure(low_kind, match["low"], low_scale, match[0])
    extra = 0.5 if match["unit"] == "个半月" else 0
    yield from _figure(kind, match["num"], scale, match[0], extra)


def _unit(text: str) -> tuple[str, float]:
    scale = {"万": 10_000, "亿": 100_000_000}.get(text[0], 1)
    name = text.lstrip("万亿个").lstrip("半") if text[0] in "万亿个" else text
    kind, factor = _UNITS[name.removesuffix("钱")]
    return kind, factor * scale


def _figure(kind: str, number: str, scale: float, text: str, extra: float = 0) -> Iterator[Figure]:
    """Yield the figure; rough counts (两三天) come out with a value no law states, so that the check names them."""
    try:
        yield Figure(kind, (parse_number(number) + extra) * scale, text)
    except ValueError:
        yield Figure("unclear", -1, text)
