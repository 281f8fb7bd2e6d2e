"""Is it still in time? From a stated event to the last day, the days left and what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.casework.working_days import WorkingDays
from bot.nlu.stated_event import StatedEvent, read_event
from bot.storage.base import CITY_TIME
from knowledge_base.deadline_finder import DeadlineFinder
from knowledge_base.deadlines import Count, count
from knowledge_base.schema import Deadline

_UNTIL = re.compile(
    r"(?:[从自打]|(?=(?:\d{4}|[今去前])年))[^，。；,;]{2,12}?(?<![收拿接送])"
    r"[到至](?P<end>[今去前昨上本这\d一二三四五六七八九十].*)",
    re.DOTALL,
)
_NO_DUE_DAY = re.compile("没有?(?:写|约定?|说|定)(?:好|过|明)?(?:还款|还钱|什么时候还|啥时候还|几时还|哪天还)")
State = Literal["in_time", "last_days", "missed", "unsure", "need_event"]
LAST_DAYS = 7
"""With fewer days left, help comes first: legal aid may start before the application is decided (法律援助法 44)."""


@dataclass(frozen=True)
class DeadlineAnswer:
    """One clock's answer. ``counted`` is None when no event day is known (``need_event``).

    ``unsure``: over when counted from the earliest day that may be meant, in time from the latest. ``careful``: only a
    week, month or year was said, so its first day was taken, which ends the period earliest.
    """

    deadline: Deadline
    state: State
    counted: Count | None
    days_left: int | None
    careful: bool = False

    @property
    def urgent(self) -> bool:
        """Whether a lawyer should hear of it now: the resident's own clock has under seven days, or is maybe over."""
        return not self.deadline.on_office and self.state in ("last_days", "unsure")


def event_in(text: str, now: datetime) -> StatedEvent | None:
    """Return the day from which a period in ``text`` runs; of 从去年1月干到今年9月 it is the end.

    Without a day agreed for paying back, the day of the loan starts nothing (诉讼时效规定 4).
    """
    if _NO_DUE_DAY.search(text):
        return None
    plain = text.replace("一直", "，一直")  # 8月一直没给 is no first of August
    until = _UNTIL.search(plain)
    return (read_event(until["end"], now) if until else None) or read_event(plain, now)


def answer_deadlines(
    text: str,
    event_on: date | None,
    *,
    careful: bool,
    finder: DeadlineFinder,
    calendar: WorkingDays,
    now: datetime,
    latest: date | None = None,
    topic: str | None = None,
) -> list[DeadlineAnswer]:
    """Return the clocks that ``text`` asks about, each counted from ``event_on`` where that is known.

    ``latest`` is the last day that the event may have been on when only a month or year was said.
    """
    today = now.astimezone(CITY_TIME).date()
    found = finder.find(text, topic).deadlines
    return [answer_one(d, event_on, careful=careful, calendar=calendar, today=today, latest=latest) for d in found]


def answer_one(
    deadline: Deadline,
    event_on: date | None,
    *,
    careful: bool,
    calendar: WorkingDays,
    today: date,
    latest: date | None = None,
) -> DeadlineAnswer:
    """Count one clock."""
    if event_on is None:
        return DeadlineAnswer(deadline, "need_event", None, None)
    days = statutory(calendar)
    counted = count(deadline, event_on, days)
    left = counted.days_left(today)
    state: State = "missed" if left < 0 else "last_days" if left < LAST_DAYS else "in_time"
    if state == "missed" and latest is not None and count(deadline, latest, days).last_day >= today:
        state = "unsure"
    return DeadlineAnswer(deadline, state, counted, left, careful)


def statutory(calendar: WorkingDays) -> WorkingDays:
    """Return the calendar without the city's own closures and extra days: a closed office moves no legal deadline."""
    return WorkingDays(calendar.city.copy(update={"closures": (), "extra_days": ()}))
