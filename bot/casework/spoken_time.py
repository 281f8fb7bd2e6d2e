"""Moments as one says them: dates with weekday, the half of the day, the clock."""

from __future__ import annotations

from datetime import date, datetime

from bot.storage.base import CITY_TIME

WEEKDAYS = "一二三四五六日"
DAY_PARTS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def spoken_day(day: date) -> str:
    """Return ``day`` with its weekday: 4月8日（星期三）."""
    return f"{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def spoken_clock(moment: datetime) -> str:
    """Return the local time of ``moment`` on a twelve-hour clock: 下午2:30."""
    local = moment.astimezone(CITY_TIME)
    part = next(name for before, name in DAY_PARTS if local.hour < before)
    return f"{part}{local.hour - 12 if local.hour > 12 else local.hour}:{local.minute:02d}"


def spoken_moment(moment: datetime) -> str:
    """Return day and time of ``moment`` in the city: 4月8日（星期三）下午2:30."""
    return spoken_day(moment.astimezone(CITY_TIME).date()) + spoken_clock(moment)
