"""Reads ordinary Chinese time expressions with the sense that appointments need.

``read_moment("下周三上午", reference)`` is Wednesday morning of the next calendar week; weeks start on Monday. Own
rules read the grammar first; what they do not know is given to JioNLP, whose lunar calendar they use as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from bot.nlu.moment_fallback import read_season, read_whole
from bot.nlu.moment_pieces import Expression, find_expressions, has_time_words
from bot.nlu.moment_rules import Grain, Reading, resolve
from bot.nlu.moment_spans import Ambiguity, Prefer

CITY_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Moment:
    """A point or stretch of time that a text names.

    ``start`` and ``end`` are aware (Asia/Shanghai), ``end`` not included. ``grain`` is the finest unit that was said.
    ``text`` are the words that were read. ``ambiguous`` names why the bot should read the full date back:
    ``weekday_is_today`` (周三 said on a Wednesday: the next one is taken), ``next_week_on_sunday`` (下周三 said on a
    Sunday), ``day_is_today`` (5号 said on the 5th), ``lunar_or_solar`` (八月十五), ``am_or_pm`` (七点),
    ``approximate`` (过几天).
    """

    start: datetime
    end: datetime
    grain: Grain
    text: str
    ambiguous: Ambiguity | None = None


class Wish(str, Enum):
    """A wish that names no time."""

    ANY = "any"
    SOONEST = "soonest"


_SOONEST = re.compile(
    "越快越好|越早越好|尽快|尽早|最快|最早|第一时间|赶紧|赶快|早点(?:儿)?(?:的|吧|最好|行|办)?|快点(?:儿)?(?:的|吧|最好|行|办)?|最近的(?:一个|时间|号)?|能早就早|马上就?想?[去来办]|急"
)
_ANY = re.compile(
    "随便|(?:哪|那|啥|什么|任何|任意)(?:一)?(?:天|个?时间|时候|个?时段|会儿|日子)都|都(?:可以|行|成|能|中|有空|有时间|方便|没问题)"
    "|(?:你|您)(?:们)?(?:看着|定|安排|说了算)|听(?:你|您)(?:们)?的|无所谓|不挑|看(?:你|您)(?:们)?(?:方便|安排)|啥时候都|时间(?:不限|随意)|任选|都好"
)
_REFUSED_AFTER = re.compile(
    "(?:我|俺)?(?:那天|当天)?(?:不行|没空|没时间|来不了|去不了|不可以|不方便|有事|不得空|不成|不能[来去])"
)
_REFUSED_BEFORE = re.compile("(?:不要|不是|不想|别|除了|除去|避开|不能)(?:在|约|选|安排|约在)?$")
_MOVED_TO = re.compile("(?:改|换|挪|推迟|提前|延|调|变|改约)(?:到|成|在|为|至)")
_JOINED = re.compile(r"(?:到|至|-|~|—|–)+")


def read_moment(text: str, reference: datetime, prefer: Prefer = "future") -> Moment | None:
    """Return the moment that ``text`` names, or None.

    ``reference`` is when it was said (aware). ``prefer="past"`` reads 三月, 周三 and 八点 as the last ones, for
    deadlines. Of several moments the one on the preferred side counts, after 改到 the new one, and never one that is
    refused (周三不行). Of a range (周一到周三, 8点到10点) ``start`` is its first and ``end`` its last end.
    """
    if reference.tzinfo is None:
        raise ValueError("reference must be aware")
    if not has_time_words(text):
        return None
    local = reference.astimezone(CITY_TIME).replace(tzinfo=None)
    season = read_season(text, local)
    if season:
        return _moment(season.reading, season.text)
    found = _readings(text, local, prefer)
    if found:
        expression, reading = _choose(text, found, local, prefer)
        return _moment(reading, text[expression.start : expression.end])
    whole = read_whole(text, local)
    return _moment(whole.reading, whole.text) if whole else None


def read_wish(text: str) -> Wish | None:
    """Return whether a text leaves the time open (随便哪天都行) or wants the first one there is (越快越好)."""
    if _SOONEST.search(text):
        return Wish.SOONEST
    return Wish.ANY if _ANY.search(text) else None


def _moment(reading: Reading, text: str) -> Moment:
    start, end = (moment.replace(tzinfo=CITY_TIME) for moment in (reading.start, reading.end))
    return Moment(start, end, reading.grain, text, reading.ambiguous)


Found = list[tuple[Expression, Reading]]


def _readings(text: str, local: datetime, prefer: Prefer) -> Found:
    found: Found = []
    for expression in find_expressions(text):
        joined = bool(found) and _JOINED.fullmatch(text[found[-1][0].end : expression.start]) is not None
        reading = resolve(expression, found[-1][1].start if joined else local, prefer)
        if reading is None:
            continue
        if joined:
            found[-1] = _join(found[-1], expression, reading)
        else:
            found.append((expression, reading))
    return found


def _join(first: tuple[Expression, Reading], expression: Expression, reading: Reading) -> tuple[Expression, Reading]:
    whole = Expression((*first[0].pieces, *expression.pieces), first[0].approximate)
    return whole, replace(first[1], end=max(reading.end, first[1].end))


def _choose(text: str, found: Found, local: datetime, prefer: Prefer) -> tuple[Expression, Reading]:
    kept = [item for item in found if not _refused(text, item[0])] or found
    moved = _MOVED_TO.search(text)
    if moved:
        kept = [item for item in kept if item[0].start >= moved.end()] or kept
    return min(kept, key=lambda item: _rank(item, local, prefer))


def _rank(item: tuple[Expression, Reading], local: datetime, prefer: Prefer) -> tuple[bool, bool, int]:
    expression, reading = item
    is_now = expression.pieces[0].kind == "now"
    wrong_side = reading.end <= local if prefer == "future" else reading.start > local
    return is_now, wrong_side, expression.start


def _refused(text: str, expression: Expression) -> bool:
    return bool(_REFUSED_AFTER.match(text, expression.end) or _REFUSED_BEFORE.search(text[: expression.start]))
