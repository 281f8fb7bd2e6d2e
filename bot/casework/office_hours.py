"""Whether somebody can be expected to answer now."""

from __future__ import annotations

from datetime import datetime

from bot.casework.working_days import WorkingDays
from bot.storage.base import CITY_TIME
from knowledge_base.opening_hours import parse_hours


def is_open(calendar: WorkingDays, now: datetime, hours: tuple[str, ...], institution: str | None = None) -> bool:
    """Whether ``now`` falls on a working day and reception is open, or opens again later that day."""
    here = now.astimezone(CITY_TIME)
    if not calendar.is_working_day(here.date(), institution):
        return False
    return here.time() < parse_hours(hours)[-1].end
