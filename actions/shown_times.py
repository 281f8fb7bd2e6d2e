"""The free times shown last: kept in a slot, so that 第二个, 下午那个 or a bare clock time is read against them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from actions.forms.field import Values
from actions.reply import Reply, pressed_value
from actions.turn import Slots, Turn
from actions.visit_wishes import Wished, read_wished
from bot.storage.base import CITY_TIME

SLOT = "shown_times"
TIME, QUEUE = "time:", "queue:"
ONE_MINUTE = timedelta(minutes=1)
PLACES = ("头一1", "二两2", "三3", "四4", "五5", "六6")
BEFORE, AFTER = r"^(?:那?就|我?要|我?选|约|我|吧|，)*", r"(?:时间|空位|的|吧|好了|行|可以|，|。|就行)*$"
NTH = re.compile(rf"{BEFORE}(?:第([一二两三四五六1-6])(?:个|条|项|种)?|(头)一?个|([1-6])|([一二三四五六])号?位){AFTER}")
FIRST = re.compile(rf"{BEFORE}最(?:早|前|前面|上面)(?:的|那)?(?:一?个|那一?个)?{AFTER}")
LAST = re.compile(rf"{BEFORE}(?:最后|最(?:晚|迟|后面|下面)的?)(?:那?一?个){AFTER}")
THAT_ONE = re.compile(r"[那这]一?个")
AGREED = re.compile(r"^(?:行|好|好的|好吧|成|中|可以|嗯|要|就这个|这个)[吧啊的]?$")
IN_LINE = re.compile(r"排队|排个?号|候补|等位|(?:有|空出|让出).{0,6}(?:通知|告诉|叫|喊|说)|(?:空|让)出来")
ALL_FULL = re.compile(r"(?:都|全|全都)?(?:约?满了?|没空位了?|没位子了?|没号了?)[吗么嘛？?]")
"""Words about standing in line, and the question whether nothing is free."""


def options_of(reply: Reply) -> list[str]:
    """The times and the line that the buttons of ``reply`` offer."""
    values = (pressed_value(button.payload) or "" for button in reply.buttons)
    return [value for value in values if value.startswith((TIME, QUEUE))]


def kept(reply: Reply) -> Values:
    """The slot's value once ``reply`` was said; an answer without times leaves the last ones standing."""
    shown = options_of(reply)
    return {SLOT: shown} if shown else {}


def starts(slots: Slots) -> list[datetime]:
    """When the visits shown last begin, in the order shown."""
    return [datetime.fromisoformat(value.removeprefix(TIME)) for value in _shown(slots) if value.startswith(TIME)]


def full_day(slots: Slots) -> date | None:
    """The day for which a place in line was offered."""
    days = [value.removeprefix(QUEUE) for value in _shown(slots) if value.startswith(QUEUE)]
    return date.fromisoformat(days[0]) if days else None


def days_meant(slots: Slots, chosen: str) -> tuple[date, ...]:
    """The days a clock time without a day may belong to: that of the time in slot ``chosen``, else those shown."""
    moments = [datetime.fromisoformat(slots[chosen])] if slots.get(chosen) else starts(slots)
    return tuple(dict.fromkeys(moment.astimezone(CITY_TIME).date() for moment in moments))


def as_pressed(turn: Turn, slots: Slots) -> Turn:
    """The turn as if the button had been pressed that the words mean; unchanged when they mean none."""
    value = None if turn.option is not None else _meant(turn, slots)
    return replace(turn, entities=({"entity": "option", "value": value},)) if value else turn


def agrees_to_several(turn: Turn, slots: Slots) -> bool:
    """A yes that leaves open which of several times is wanted."""
    return turn.option is None and bool(AGREED.match(turn.text)) and len(starts(slots)) > 1


def _shown(slots: Slots) -> list[str]:
    return [str(value) for value in slots.get(SLOT) or ()]


def _meant(turn: Turn, slots: Slots) -> str | None:
    day, times = full_day(slots), starts(slots)
    if day is not None and IN_LINE.search(turn.text):
        return f"{QUEUE}{day.isoformat()}"
    place = counted(turn.text, len(times))
    if place is None and AGREED.match(turn.text) and len(times) == 1:
        place = 0
    if place is not None:
        return f"{TIME}{times[place].isoformat()}" if -1 <= place < len(times) else None
    fitting = [time for time in times if _fits(turn, time)]
    return f"{TIME}{fitting[0].isoformat()}" if len(fitting) == 1 else None


def counted(text: str, shown: int) -> int | None:
    """Which of ``shown`` choices the words count out, from 0; -1 is the last one."""
    if not shown:
        return None
    if FIRST.match(text) and ("的" in text or "个" in text):
        return 0
    if LAST.match(text):
        return -1
    match = NTH.match(text)
    if match is None:
        return None
    said = next(group for group in match.groups() if group)
    return next(place for place, chars in enumerate(PLACES) if said in chars)


def _fits(turn: Turn, time: datetime) -> bool:
    """Whether a clock time, or 下午那个 and 30号那个, means this very time."""
    day = time.astimezone(CITY_TIME).date()
    wished = read_wished(turn.text, turn.now, (day,))
    if wished is None or wished.wish.start is None or wished.refused is not None:
        return False
    if wished.wish.end is None:
        return wished.wish.start == time
    return bool(THAT_ONE.search(turn.text)) and _within(wished, time)


def _within(wished: Wished, time: datetime) -> bool:
    start, end = wished.wish.start, wished.wish.end
    return start is not None and end is not None and start <= time < end
