"""Dates that need a calendar: festivals by name, lunar dates, solar terms, working days, n-th weekdays."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from functools import lru_cache

from bot.nlu.jionlp_library import jionlp

FIXED = {
    "元旦": (1, 1), "新年": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "三八": (3, 8), "植树节": (3, 12),
    "消费者权益日": (3, 15), "愚人节": (4, 1), "劳动节": (5, 1), "五一": (5, 1), "青年节": (5, 4),
    "五四": (5, 4), "护士节": (5, 12), "儿童节": (6, 1), "六一": (6, 1), "建党节": (7, 1), "七一": (7, 1),
    "建军节": (8, 1), "八一": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1), "万圣节": (10, 31),
    "万圣夜": (10, 31), "光棍节": (11, 11), "双十一": (11, 11), "双11": (11, 11), "双十二": (12, 12),
    "平安夜": (12, 24), "圣诞": (12, 25), "圣诞夜": (12, 24), "跨年夜": (12, 31), "跨年": (12, 31),
    "世界读书日": (4, 23), "宪法日": (12, 4), "世界地球日": (4, 22), "地球日": (4, 22), "记者节": (11, 8),
    "国家公祭日": (12, 13), "环境日": (6, 5), "白色情人节": (3, 14), "艾滋病日": (12, 1),
    "烈士纪念日": (9, 30), "抗战胜利纪念日": (9, 3),
}  # fmt: skip
"""Month and day of festivals with a fixed date in the solar calendar."""

LUNAR = {
    "春节": (1, 1), "大年初一": (1, 1), "过年": (1, 1), "农历新年": (1, 1), "元宵": (1, 15), "上元节": (1, 15),
    "破五": (1, 5), "龙抬头": (2, 2), "端午": (5, 5), "端阳": (5, 5), "七夕": (7, 7), "乞巧节": (7, 7),
    "中元": (7, 15), "鬼节": (7, 15), "盂兰盆节": (7, 15), "中秋": (8, 15), "八月节": (8, 15), "重阳": (9, 9),
    "寒衣节": (10, 1), "下元节": (10, 15), "腊八": (12, 8), "小年": (12, 23), "北方小年": (12, 23),
    "南方小年": (12, 24), "除夕": (12, 0), "大年三十": (12, 0), "年三十": (12, 0), "年夜": (12, 0),
    "大年夜": (12, 0), "大年除夕": (12, 0), "上巳节": (3, 3), "老人节": (9, 9),
}  # fmt: skip
"""Lunar month and day; day 0 is the last day of the month."""

NTH_WEEKDAY = {
    "母亲节": (5, 2, 6), "父亲节": (6, 3, 6), "感恩节": (11, 4, 3), "全国助残日": (5, 3, 6),
    "助残日": (5, 3, 6), "黑色星期五": (11, 4, 4), "世界住房日": (10, 1, 0),
}  # fmt: skip
"""Month, which one, weekday (Monday is 0)."""

TERMS = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip

LAST_KNOWN_YEAR = 2026
"""chinesecalendar knows the holidays to this year; later ones fall back to plain weekdays."""


def festival(name: str, year: int) -> date | None:
    """Return the day of a festival or solar term in ``year`` (a lunar one: of the lunar year that begins in it)."""
    key = name if name in FIXED or name in LUNAR or name in NTH_WEEKDAY or name in TERMS else name.removesuffix("节")
    if key in FIXED:
        return date(year, *FIXED[key])
    if key in NTH_WEEKDAY:
        month, which, weekday = NTH_WEEKDAY[key]
        return nth_weekday(year, month, which, weekday)
    if key in LUNAR:
        return lunar_date(year, *LUNAR[key])
    if key == "复活节" or name == "复活节":
        return _easter(year)
    return _solar_term(key, year) if key in TERMS else None


def festival_names() -> tuple[str, ...]:
    """Return every festival and solar term, longest first."""
    names = {*FIXED, *LUNAR, *NTH_WEEKDAY, *TERMS, "复活节"}
    names |= {name + "节" for name in (*FIXED, *LUNAR, "清明") if not name.endswith(("节", "日", "夜", "初一", "十"))}
    return tuple(sorted(names, key=len, reverse=True))


@lru_cache(maxsize=512)
def lunar_date(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """Return the solar date of a lunar one; day 0 is the month's last day. None where the month has no such day."""
    if day == 0:
        return lunar_date(year, month, 30, leap) or lunar_date(year, month, 29, leap)
    with contextlib.suppress(ValueError, IndexError, KeyError):
        moment = jionlp().lunar2solar(year, month, day, leap)
        return date(moment.year, moment.month, moment.day)
    return None


def _solar_term(name: str, year: int) -> date | None:
    from chinese_calendar import get_solar_terms

    found = get_solar_terms(date(year, 1, 1), date(year, 12, 31))
    return next((day for day, term in found if term == name), None)


def _easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, which: int, weekday: int) -> date | None:
    """Return the ``which``-th ``weekday`` (Monday 0) of a month, from its end if negative; None if there is none."""
    if which > 0:
        first = date(year, month, 1)
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
    else:
        last = month_end(year, month)
        day = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-which - 1))
    return day if day.month == month else None


def month_end(year: int, month: int) -> date:
    """Return the month's last day."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """Move by calendar months; a day that the month lacks becomes its last (31 January + 1: 28 or 29 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def is_working_day(day: date) -> bool:
    """Tell whether offices work, statutory holidays and make-up workdays counted as far as they are published."""
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5 and day not in _statutory_days(day.year)


@lru_cache(maxsize=32)
def _statutory_days(year: int) -> frozenset[date]:
    """Return the days off that recur every year, as chinesecalendar has them for 2025 and 2026.

    Only for reading 国庆后 in years whose calendar is not yet published: the rest is unknown.
    """
    days = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2), *(date(year, 10, day) for day in (1, 2, 3))}
    new_year = festival("春节", year)
    if new_year:
        days |= {new_year + timedelta(days=shift) for shift in range(-1, 3)}
    days |= {day for name in ("清明", "端午", "中秋") if (day := festival(name, year))}
    return frozenset(days)


def holiday_end(day: date) -> date:
    """Return the last day of the holiday that ``day`` stands in (1 October: 7 or 8 October), or ``day`` itself."""
    if is_working_day(day):
        return day
    while not is_working_day(day + timedelta(days=1)):
        day += timedelta(days=1)
    return day


def shift_working_days(day: date, count: int) -> date:
    """Move ``count`` working days forward, or back if negative; ``day`` itself is not counted."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def next_holiday(day: date) -> date:
    """Return the first day, from ``day`` on, of a statutory holiday; beyond the published years the next weekend."""
    from chinese_calendar import get_holiday_detail

    for ahead in range(200):
        candidate = day + timedelta(days=ahead)
        try:
            free, name = get_holiday_detail(candidate)
        except NotImplementedError:
            return candidate + timedelta(days=(5 - candidate.weekday()) % 7)
        if free and name:
            return candidate
    return day
