"""No message goes out at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.storage.base import CITY_TIME

NIGHT_BEGINS = time(21)
NIGHT_ENDS = time(8)
EVENING = time(20)
"""When a message that would be too late next morning goes out the evening before."""


def is_night(moment: datetime) -> bool:
    """Whether ``moment`` lies in the city's night, 21:00 to 08:00."""
    clock = moment.astimezone(CITY_TIME).time()
    return clock >= NIGHT_BEGINS or clock < NIGHT_ENDS


def after_night(moment: datetime) -> datetime:
    """Return ``moment`` itself by day, else the next 08:00."""
    local = moment.astimezone(CITY_TIME)
    if not is_night(local):
        return moment
    day = local.date() + timedelta(days=1) if local.time() >= NIGHT_BEGINS else local.date()
    return datetime.combine(day, NIGHT_ENDS, tzinfo=CITY_TIME)


def before_night(moment: datetime) -> datetime:
    """Return ``moment`` itself by day, else 20:00 of the evening before."""
    local = moment.astimezone(CITY_TIME)
    if not is_night(local):
        return moment
    day = local.date() if local.time() >= NIGHT_BEGINS else local.date() - timedelta(days=1)
    return datetime.combine(day, EVENING, tzinfo=CITY_TIME)
