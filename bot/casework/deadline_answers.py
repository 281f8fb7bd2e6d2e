"""Is it still in time? From a stated event to the last day, the days left and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.casework.working_days import WorkingDays
from bot.storage.base import CITY_TIME
from knowledge_base.deadline_finder import DeadlineFinder
from knowledge_base.deadlines import Count, count
from knowledge_base.schema import Deadline

State = Literal["in_time", "last_days", "missed", "need_event"]
LAST_DAYS = 7
"""With fewer days left, help comes first: legal aid may start before the application is decided (法律援助法 44)."""


@dataclass(frozen=True)
class DeadlineAnswer:
    """One clock's answer. ``counted`` is None when no event day is known (``need_event``).

    ``careful``: only a month or year was said, so its first day was taken, which ends the period earliest.
    """

    deadline: Deadline
    state: State
    counted: Count | None
    days_left: int | None
    careful: bool = False


def answer_deadlines(
    text: str, event_on: date | None, *, careful: bool, finder: DeadlineFinder, calendar: WorkingDays, now: datetime
) -> list[DeadlineAnswer]:
    """Return the clocks that ``text`` asks about, each counted from ``event_on`` where that is known."""
    today = now.astimezone(CITY_TIME).date()
    return [
        answer_one(d, event_on, careful=careful, calendar=calendar, today=today) for d in finder.find(text).deadlines
    ]


def answer_one(
    deadline: Deadline, event_on: date | None, *, careful: bool, calendar: WorkingDays, today: date
) -> DeadlineAnswer:
    """Count one clock."""
    if event_on is None:
        return DeadlineAnswer(deadline, "need_event", None, None)
    counted = count(deadline, event_on, calendar)
    left = counted.days_left(today)
    state: State = "missed" if left < 0 else "last_days" if left < LAST_DAYS else "in_time"
    return DeadlineAnswer(deadline, state, counted, left, careful)
