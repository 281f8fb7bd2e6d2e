"""What the words of time expressions count: 上上 two back, 大后天 three ahead, 周日 the sixth day from Monday."""

from __future__ import annotations

from bot.nlu.moment_spans import NoSuchDate
from bot.nlu.numerals import read_integer

WEEKDAYS = {char: index for index, char in enumerate("一二三四五六")} | {"日": 6, "天": 6, "七": 6, "末": 5}
WEEKDAYS |= {str(index + 1): index for index in range(7)}
"""Monday is 0; 周末 starts on Saturday."""


def number(text: str) -> int:
    """Return a count; of two neighbouring digits (两三天) the lower. Raises ``NoSuchDate`` if it is no number."""
    value = read_integer(text)
    if len(text) == 2 and not text.isascii() and not set(text) & set("十百零〇廿卅"):
        value = read_integer(text[0])
    if value is None:
        raise NoSuchDate(text)
    return value


def direction(prefix: str) -> int:
    """Return how many periods 上上, 下, 这 move."""
    if prefix == "次":
        return 1
    return prefix.count("下") - prefix.count("上")


def year_offset(word: str) -> int:
    """Return how many years 大前年 or 明年 moves."""
    known = {"大前年": -3, "前年": -2, "去年": -1, "明年": 1, "来年": 1, "次年": 1, "后年": 2, "大后年": 3}
    if word in known:
        return known[word]
    return 1 if word.startswith("下") else -1 if word.startswith("上") else 0


def day_offset(word: str) -> int:
    """Return how many days 大大后天 or 昨 moves."""
    if word.startswith(("后", "大")) and "后" in word:
        return 2 + word.count("大")
    if word.startswith(("前", "大")) and "前" in word:
        return -2 - word.count("大")
    if word[0] == "昨":
        return -1
    return 1 if word[0] in "明次翌隔" else 0


def year_part(part: str) -> tuple[int, int]:
    """Return the first month and the length in months of 上半年, 年底, 第三季度."""
    if part == "上半年":
        return 1, 6
    if part == "下半年":
        return 7, 6
    if part[0] == "前":  # 前三季度
        return 1, 9 if "三" in part else 6
    quarter = next((char for char in part if char in "一二三四1234"), None)
    if "季" in part or part[0] in "Qq":
        index = "一二三四".find(quarter or "一") if quarter in tuple("一二三四") else int(quarter or 1) - 1
        return 3 * index + 1, 3
    place = part[-1]
    return {"初": (1, 3), "中": (6, 2)}.get(place, (12, 1))
