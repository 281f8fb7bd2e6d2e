"""What a resident's words about a visit's time ask for, beyond the moment they name: after four, not in the morning."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.casework.appointments import Slot, TimeWish
from bot.nlu.moments import Moment, Wish, read_moment, read_wish
from bot.nlu.numerals import read_integer
from bot.storage.base import CITY_TIME

POINT = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
ONE_DAY = timedelta(days=1)
NEAR = timedelta(days=3)
REWRITTEN = (
    (re.compile(r"(?:下班|收工|放学)(?:以|之)?后"), "晚上"),
    (re.compile(r"(?:后半?晌|下晌)(?!午)"), "下午"),
    (re.compile(r"(?:前半?晌|头晌)(?!午)"), "上午"),
    (re.compile(r"^\s*(\d{1,2})\s*[./-]\s*(\d{1,2})\s*$"), r"\1月\2日"),
    (re.compile(r"^\s*([7-9]|[12]\d|3[01])\s*$"), r"\1号"),
)
"""Said of a visit, a bare 11.26 is a date and a bare 26 a day; up to six it may be the place of a button."""
AFTER = re.compile(r"(?:点|半|分|刻|钟|:\d\d)(?:以|之|过|往)?后")
BEFORE = re.compile(r"(?:点|半|分|刻|钟|:\d\d)(?:以|之)?前(?!后)")
REFUSED_BEFORE = re.compile(r"(?:不要|不想|别|除了|除开|避开|不能|不约)(?:在|约|选|来|安排)?$")
REFUSED_AFTER = re.compile(
    r"(?:我|那天|都|就|可)?(?:不行|没空|没时间|没工夫|来不了|去不了|不方便|不得空|不成|不能[来去]|不去|不来)"
)
WHENEVER_FREE = re.compile(
    r"(?:有|空出)(?:空位|位子|位置|空|号|名额)(?:了|的)?就|(?:啥|什么|哪)(?:时候|天|会儿)有(?:空位|位子|位置|空|号|名额)"
)
SOON = re.compile(r"这[一两几]天|近几天|近期|最近")
NAMES_A_DAY = re.compile(r"[今明昨天日号周月年初节夕]|星期|礼拜|现在|马上|立刻|小时|分钟|钟头|\d[./-]\d")
"""Without any of these a clock time or a half of the day belongs to the day just talked about."""
OF_ANY_DAY = ("minute", "hour", "part_of_day")
DATE = re.compile(
    r"(?<![\d一二三四五六七八九十])([\d一二三四五六七八九十]{1,3})月份?([\d一二三四五六七八九十]{1,3})[号日]"
)
TOO_LATE = re.compile(r"(?<![\d一二三四五六七八九十月])(?:3[2-9]|三十[二三四五六七八九])[号日](?![楼线店院])")
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Wished:
    """A wish; ``other``: the second day that an ambiguous word may mean; ``refused``: a time that does not suit."""

    wish: TimeWish
    said: str = ""
    other: TimeWish | None = None
    refused: Moment | None = None

    def suits(self, slot: Slot) -> bool:
        """Whether a slot keeps clear of what was refused."""
        if self.refused is None:
            return True
        start, end = self.refused.start, self.refused.end
        if self.refused.grain == "part_of_day" and self.refused.text == self.said:
            return not start.time() <= slot.start.astimezone(CITY_TIME).time() < end.time()
        return not start <= slot.start < end


def no_such_day(text: str) -> str | None:
    """The words of a date that no calendar has (2月31号), or None."""
    for match in DATE.finditer(text):
        month, day = (read_integer(part) or 0 for part in match.groups())
        if not 1 <= month <= len(LONGEST) or not 1 <= day <= LONGEST[month - 1]:
            return match[0]
    late = TOO_LATE.search(text)
    return late[0] if late else None


def read_wished(text: str, now: datetime, days: tuple[date, ...] = ()) -> Wished | None:
    """The wish in a message, or None when it says nothing about time; a bare clock time is one of ``days``."""
    for pattern, words in REWRITTEN:
        text = pattern.sub(words, text)
    moment = _on_one_of(days, text, now) or read_moment(text, now)
    if moment is not None and _is_now(moment, now):
        return Wished(TimeWish(grain="soonest"))
    if moment is not None:
        return _of_moment(moment, text, now)
    wish = read_wish(text)
    if wish is not None:
        return Wished(TimeWish(grain="soonest" if wish is Wish.SOONEST else "any"))
    if SOON.search(text):
        return Wished(TimeWish(now, now + NEAR, "week"))
    return Wished(TimeWish(grain="any")) if WHENEVER_FREE.search(text) else None


def _on_one_of(days: tuple[date, ...], text: str, now: datetime) -> Moment | None:
    """A time without a day, on the first of ``days`` where it still lies ahead."""
    if NAMES_A_DAY.search(text):
        return None
    for day in days:
        moment = read_moment(text, datetime.combine(day, time.min, CITY_TIME))
        if moment is None or moment.grain not in OF_ANY_DAY or _is_refused(moment, text):
            return None
        ahead = moment.end if moment.grain == "part_of_day" else moment.start
        if ahead > now:
            return moment
    return None


def _of_moment(moment: Moment, text: str, now: datetime) -> Wished:
    if _is_refused(moment, text):
        return Wished(TimeWish(grain="any"), _bare_part(moment), refused=moment)
    wish = _as_wish(moment, text)
    return Wished(wish, moment.text, _other_reading(moment, wish, now))


def _bare_part(moment: Moment) -> str:
    """The words when they name a part of any day (上午), not of one day (周一上午): such a part is refused always."""
    return moment.text if len(moment.text) <= len("上午") else ""


def _is_now(moment: Moment, now: datetime) -> bool:
    return moment.grain == "second" and abs(moment.start - now) < timedelta(minutes=1)


def _is_refused(moment: Moment, text: str) -> bool:
    """Only reached with a refused time when nothing else was named: the reader prefers what was not refused."""
    place = text.find(moment.text)
    after = text[place + len(moment.text) :]
    return place >= 0 and bool(REFUSED_BEFORE.search(text[:place]) or REFUSED_AFTER.match(after))


def _as_wish(moment: Moment, text: str) -> TimeWish:
    if moment.grain not in POINT:
        return TimeWish(moment.start, moment.end, "day" if moment.grain == "day" else "week")
    midnight = moment.start.replace(hour=0, minute=0, second=0, microsecond=0)
    if AFTER.search(text):
        return TimeWish(moment.start, midnight + ONE_DAY, "part_of_day")
    if BEFORE.search(text):
        return TimeWish(midnight, moment.start, "part_of_day")
    last = moment.end - POINT[moment.grain]
    if last > moment.start:
        return TimeWish(moment.start, last, "part_of_day")
    return TimeWish(moment.start)


def _other_reading(moment: Moment, wish: TimeWish, now: datetime) -> TimeWish | None:
    """周三 on a Wednesday may mean today, 下周三 on a Sunday the week after next."""
    if moment.ambiguous == "next_week_on_sunday":
        return _moved(wish, timedelta(days=7))
    if moment.ambiguous in ("weekday_is_today", "day_is_today") and wish.start is not None:
        return _moved(wish, now.astimezone(CITY_TIME).date() - wish.start.astimezone(CITY_TIME).date())
    return None


def _moved(wish: TimeWish, by: timedelta) -> TimeWish:
    assert wish.start is not None
    return replace(wish, start=wish.start + by, end=wish.end + by if wish.end else None)
