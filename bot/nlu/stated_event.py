"""The day on which something happened, as a resident tells it: 去年3月被辞退的, 欠条五年了, 刚拿到判决."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from bot.nlu.moments import CITY_TIME, Moment, read_moment
from knowledge_base.chinese_numbers import NUMERALS, parse_number, to_ascii

Precision = Literal["day", "earliest", "about"]
WIDE = ("week", "month", "quarter", "year")
SLACK = {"年": timedelta(days=60), "月": timedelta(days=15)}
"""How much later than counted a thing may have happened that was 五年 or 三个月 ago."""
_AHEAD = re.compile("(?:以|之)?内$|以后$|之后$")
_NUMBER = rf"(?:[\d]+|[{NUMERALS}]+)"
_AGO = re.compile(
    rf"(?P<passed>过去?了)?(?P<half>半)?(?P<n>{_NUMBER})?(?P<unit>年|个?月|个?星期|周|天)(?P<and_half>半)?(?P<more>多)?"
    r"(?P<after>了|过去|没(?!关系)|还没|不给|不还|之前|以前)?"
)
_NOT_AGO = re.compile(
    "(?:干|做|上班|工作|打工|住|处|认识|结婚|同居|分居|谈|租|签|判|关|拘留|坐牢|养|学|交|存|第|每|再|等|用)"
    "(?:了|过|满|够)*(?:快|有|都|大概|差不多)?$"
)
"""What lasted that long, rather than happened that long ago."""
_JUST = re.compile("刚刚?(?:才)?(?:收到|拿到|接到|签收|送来|下来|送到)|才(?:收到|拿到|接到)")


@dataclass(frozen=True)
class StatedEvent:
    """A day in Asia/Shanghai, and how sure it is.

    ``earliest``: only a week, month or year was said and its first day taken, which ends a period soonest; ``about``:
    counted back from a length of time (五年了). ``latest`` is the last day that may be meant as well, never after now.
    """

    on: date
    precision: Precision
    latest: date


def read_event(text: str, now: datetime) -> StatedEvent | None:
    """Return the day of the event told, or None. Days that lie ahead and lengths of other things are no events."""
    today = now.astimezone(CITY_TIME).date()
    moment = read_moment(text, now, prefer="past")
    if moment is not None and moment.start <= now and not _AHEAD.search(moment.text):
        return _named(moment, today)
    if _JUST.search(text):
        return StatedEvent(today, "day", today)
    return _counted_back(to_ascii(text), today)


def _named(moment: Moment, today: date) -> StatedEvent:
    day = moment.start.date()
    if moment.grain in WIDE:
        return StatedEvent(day, "earliest", min(today, moment.end.date() - timedelta(days=1)))
    if _in_months(moment.text):
        return StatedEvent(day, "about", min(today, day + SLACK["年" if "年" in moment.text else "月"]))
    return StatedEvent(day, "day", day)


def _in_months(text: str) -> bool:
    """三年前 and 两个月前 are not meant to the day."""
    return re.search("[年月](?:半)?(?:多)?(?:以|之)?前$", text) is not None


def _counted_back(text: str, today: date) -> StatedEvent | None:
    for found in _AGO.finditer(text):
        if not (found["passed"] or found["after"]) or _NOT_AGO.search(text[: found.start()]):
            continue
        back = _length(found)
        if back is not None:
            day = today - back
            slack = timedelta(0) if found["more"] else SLACK.get(found["unit"].removeprefix("个"), timedelta(0))
            return StatedEvent(day, "about", min(today, day + slack))
    return None


def _length(found: re.Match[str]) -> relativedelta | timedelta | None:
    unit = found["unit"].removeprefix("个")
    if found["n"] is None and not found["half"]:
        return None
    try:
        count = int(parse_number(found["n"])) if found["n"] else 0
    except ValueError:
        return None
    half = bool(found["half"] or found["and_half"])
    if unit in ("星期", "周", "天"):
        return timedelta(days=count * (1 if unit == "天" else 7))
    months = count * (12 if unit == "年" else 1) + (6 if half and unit == "年" else 0)
    days = 15 if half and unit == "月" else 0
    return relativedelta(months=months, days=days) if 0 < months + days < 1200 else None
