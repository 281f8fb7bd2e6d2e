"""Chinese and Arabic numerals in ordinary text: 二十三, 廿九, 两, 二〇〇六, 15."""

from __future__ import annotations

import re

DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4}
DIGITS |= {"五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
SPOKEN_DIGITS = {**DIGITS, "幺": 1, "洞": 0, "拐": 7, "勾": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5}
SPOKEN_DIGITS |= {"陆": 6, "柒": 7, "捌": 8, "玖": 9}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖", "一二三四五六七八九")

CHINESE = "零〇○一二两三四五六七八九十百千廿卅"
NUMBER = rf"(?:\d+|[{CHINESE}]+)"
"""A pattern for a whole number in either script."""


def read_integer(text: str) -> int | None:
    """Return the whole number that ``text`` is (十五, 15, 二零零三, 三千五 is 3500), or None if it is no number."""
    if text.isascii() and text.isdigit():
        return int(text)
    chinese = text.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    if chinese and all(char in DIGITS for char in chinese):
        return int("".join(str(DIGITS[char]) for char in chinese))
    return _read_with_units(chinese)


def _read_with_units(text: str) -> int | None:
    """Read 三千五百, 一百零五 and the spoken 三千五 (the last digit takes the next smaller unit)."""
    if not re.fullmatch(r"[零〇一二两三四五六七八九十拾百佰千仟]+", text):
        return None
    total, digit, unit, bridged = 0, 0, 10, False
    for char in text:
        if char in _TENS:
            unit = _TENS[char]
            total += (digit or 1) * unit
            digit, bridged = 0, False
        elif char in "零〇":
            bridged = True
        else:
            digit = digit * 10 + DIGITS[char] if digit else DIGITS[char]
    shortened = digit and not bridged and unit >= 100
    return total + digit * (unit // 10 if shortened else 1)


def spoken_digits(text: str) -> str:
    """Replace every single spoken digit by its Arabic one, length kept: 幺三九 becomes 139."""
    return "".join(str(SPOKEN_DIGITS[char]) if char in SPOKEN_DIGITS else char for char in text)


def read_year(text: str, reference_year: int) -> int:
    """Return the year of ``2019``, ``19``, 二〇一九 or 九零; two digits mean the century nearest to ``reference_year``.

    A short year up to ten years ahead is read as coming, any other as past (15年 is 2015, 90年 is 1990).
    """
    year = int(text) if text.isascii() else int("".join(str(DIGITS[char]) for char in text))
    if len(text) > 2:
        return year
    century = reference_year // 100 * 100
    nearest = min((century - 100 + year, century + year), key=lambda option: abs(option - reference_year - 10))
    return nearest if nearest <= reference_year + 20 else nearest - 100
