"""Clock times, parts of the day and offsets (三天后, 半小时前) of one time expression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.nlu.moment_calendar import add_months, shift_working_days
from bot.nlu.moment_patterns import AMOUNT_PART
from bot.nlu.moment_pieces import Piece
from bot.nlu.moment_words import number

ClockGrain = Literal["second", "minute", "hour"]


@dataclass(frozen=True)
class DayPart:
    """A part of the day: local hours from ``start`` to ``end``; ``end`` may be 24."""

    name: str
    start: int
    end: int


_RANGES = {
    (0, 6): "凌晨 半夜 大半夜 三更半夜 后半夜 下半夜",
    (0, 1): "午夜 子夜",
    (5, 7): "黎明 拂晓",
    (6, 8): "清晨 晨",
    (7, 9): "清早 大清早",
    (8, 10): "早 早上 早晨 大早上 早间 一早 一大早",
    (8, 12): "上午 前半晌 头晌",
    (8, 18): "白天",
    (12, 14): "中午 正午 晌午 午间",
    (13, 15): "午后 午饭后",
    (14, 18): "下午 后晌 后半晌 下晌",
    (18, 20): "傍晚 黄昏 擦黑 天擦黑",
    (19, 23): "晚 晚上",
    (20, 24): "晚间 夜间 夜里 夜晚 夜",
    (23, 24): "深夜 前半夜 上半夜",
}
PARTS = {name: DayPart(name, *hours) for hours, names in _RANGES.items() for name in names.split()}

_MINUTES = ("minute", "minute1", "minute2")
_NOON = {"中午", "正午", "晌午", "午间"}
_AFTERNOON = {"下午", "午后", "午饭后", "后晌", "后半晌", "下晌", "傍晚", "黄昏", "擦黑", "天擦黑"}
_EVENING = {"晚", "晚上", "晚间"}
_NIGHT = {"夜间", "夜里", "夜晚", "夜", "深夜", "半夜", "大半夜", "三更半夜"}


@dataclass(frozen=True)
class ClockTime:
    """A time of day; an ``hour`` over 23 means the following day. ``open_half`` marks 三点 without 上午 or 下午."""

    hour: int
    minute: int
    second: int
    grain: ClockGrain
    open_half: bool

    @property
    def after_midnight(self) -> timedelta:
        return timedelta(hours=self.hour, minutes=self.minute, seconds=self.second)


def read_clock(piece: Piece, part: DayPart | None) -> ClockTime | None:
    """Return the time of a clock piece, its half of the day settled by ``part``; None if the numbers make no time."""
    groups = piece.groups
    hour, minute, second = number(groups["h"]), _minute(groups), number(groups.get("second", "0"))
    if piece.kind in ("clock_to", "clock_less"):
        hour, minute = hour - 1, 60 - minute
    if hour > 24 or not 0 <= minute < 60 or second > 59:
        return None
    grain: ClockGrain = "second" if "second" in groups else "minute" if _has_minute(groups) else "hour"
    if "ap" in groups:
        return ClockTime(_half_by_letter(hour, groups["ap"]), minute, second, grain, False)
    if part is not None:
        return ClockTime(_hour_in_part(hour, part.name), minute, second, grain, False)
    literal = hour == 0 or hour > 12 or groups["h"].startswith("0")
    return ClockTime(hour, minute, second, grain, not literal)


def daytime_hour(hour: int) -> int:
    """Return the hour that offices and daily life mean by a bare one: 1 to 6 are in the afternoon."""
    return hour + 12 if 1 <= hour <= 6 else hour


def _has_minute(groups: dict[str, str]) -> bool:
    return any(key in groups for key in (*_MINUTES, "half", "quarter"))


def _minute(groups: dict[str, str]) -> int:
    if "half" in groups:
        return 30
    if "quarter" in groups:
        return 15 * number(groups["quarter"])
    text = next((groups[key] for key in _MINUTES if key in groups), "0")
    return 15 if text == "一刻" else number(text)


def _half_by_letter(hour: int, letters: str) -> int:
    afternoon = letters[0].lower() == "p"
    return hour % 12 + 12 if afternoon and hour <= 12 else 0 if hour == 12 else hour


def _hour_in_part(hour: int, part: str) -> int:
    if hour > 12 or hour == 0:
        return 24 if hour == 0 and part in _EVENING else hour
    if part in _NOON:
        return hour + 12 if hour < 6 else hour
    if part in _AFTERNOON:
        return hour % 12 + 12
    if part in _EVENING:
        return hour + 12 if 5 <= hour <= 12 else hour + 24
    if part in _NIGHT:
        return 0 if hour == 12 and "半夜" in part else hour + 12 if hour >= 6 else hour
    return 0 if hour == 12 and part in ("凌晨", "午夜", "子夜") else hour


@dataclass(frozen=True)
class Shifted:
    """A moment some time before or after another; ``whole_days`` when only days and longer were counted."""

    at: datetime
    whole_days: bool


_SECONDS = {"秒": 1, "分": 60, "刻": 900, "时": 3600, "钟": 3600}


def shift(reference: datetime, amount: str, sign: int) -> Shifted:
    """Move ``reference`` by a spoken amount: 两天, 一个半小时, 半年, 三个工作日, 两个月零三天."""
    at, whole_days = reference, True
    for match in re.finditer(AMOUNT_PART, amount):
        unit, count = match["unit"].removeprefix("个"), _count(match)
        seconds = next((size for key, size in _SECONDS.items() if key in unit), None)
        if seconds is not None:
            at += sign * timedelta(seconds=count * seconds)
            whole_days = False
        elif unit in ("天", "日") and count % 1:
            at += sign * timedelta(days=count)
            whole_days = False
        else:
            at = _shift_days(at, unit, sign * count)
    return Shifted(at, whole_days)


def _count(match: re.Match[str]) -> float:
    text = match["count"]
    if text == "半":
        return 0.5
    value = 3.0 if text in ("几", "数") else float(text) if "." in text else float(number(text))
    return value + (0.5 if match["half"] or match["tail"] else 0)


def _shift_days(at: datetime, unit: str, count: float) -> datetime:
    if unit == "工作日":
        day = shift_working_days(at.date(), int(count))
        return at.replace(year=day.year, month=day.month, day=day.day)
    months = {"月": 1, "季度": 3, "年": 12}.get(unit)
    if months is None:
        return at + timedelta(days=count * (7 if unit in ("周", "星期", "礼拜") else 1))
    whole = int(count * months)
    rest = timedelta(days=round((count * months - whole) * 30))
    day = add_months(at.date(), whole)
    return at.replace(year=day.year, month=day.month, day=day.day) + rest
