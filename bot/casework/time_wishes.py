"""From a wish in ordinary words (already read into moments) to free slots, before anything is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from bot.casework.booking_errors import BookingError, SeatTaken
from bot.casework.booking_rules import INSTANT, last_day, local, refusal, starts_on
from bot.casework.slots import Slot, alternatives_near, free_slots, spread
from bot.casework.working_days import ONE_DAY, WorkingDays
from bot.storage.base import CITY_TIME
from knowledge_base.schema import ServiceItem

OFFERED = 6
SOONEST = 3
LOOK_AHEAD = timedelta(days=7)
MANY = 500

Grain = Literal["minute", "part_of_day", "day", "week", "any", "soonest"]


@dataclass(frozen=True)
class TimeWish:
    """When a resident would like to come. ``start`` and ``end`` (excluded) are aware; None only for any and soonest.

    A ``minute`` wish needs no ``end``. Any other grain with moments is taken as the stretch from start to end.
    """

    start: datetime | None = None
    end: datetime | None = None
    grain: Grain = "minute"


@dataclass(frozen=True)
class Offer:
    """What can be had. ``exact``: the very time that was asked for. Else ``slots`` to choose from, earliest first.

    ``within``: the slots lie inside the wish; False: no visit begins at the wished minute, these are the nearest.
    """

    exact: Slot | None
    slots: tuple[Slot, ...]
    within: bool = True


def check_time(session: Session, item: ServiceItem, wanted: TimeWish, *, now: datetime, calendar: WorkingDays) -> Offer:
    """Return what can be offered for ``wanted``, or raise the ``BookingError`` that says why nothing can.

    Raised errors carry the nearest free slots in ``alternatives``: ``InPast``, ``BeyondHorizon``, ``Closed``,
    ``OutsideHours``, ``TooSoon``, ``SeatTaken``, ``NotBookable``.
    """
    if wanted.start is None or wanted.grain in ("any", "soonest"):
        return _whenever(session, item, wanted.grain, now=now, calendar=calendar)
    start = wanted.start.astimezone(CITY_TIME)
    if wanted.grain == "minute" or wanted.end is None:
        return _at_minute(session, item, start, now=now, calendar=calendar)
    return _within(session, item, start, wanted.end.astimezone(CITY_TIME), now=now, calendar=calendar)


def refuse(
    session: Session, item: ServiceItem, error: BookingError, wanted: datetime, *, now: datetime, calendar: WorkingDays
) -> BookingError:
    """Put the free slots near ``wanted`` into ``error`` and return it for raising."""
    error.alternatives = alternatives_near(session, item, wanted, now=now, calendar=calendar)
    return error


def _at_minute(session: Session, item: ServiceItem, start: datetime, *, now: datetime, calendar: WorkingDays) -> Offer:
    problem = refusal(item, start, start + INSTANT, now=now, calendar=calendar)
    if problem:
        raise refuse(session, item, problem, start, now=now, calendar=calendar)
    exact = free_slots(session, item, since=start, until=start + INSTANT, now=now, limit=1, calendar=calendar)
    if exact:
        return Offer(exact[0], (exact[0],))
    return _nearest(session, item, start, now=now, calendar=calendar)


def _nearest(session: Session, item: ServiceItem, start: datetime, *, now: datetime, calendar: WorkingDays) -> Offer:
    if start in starts_on(item, start.date()):
        raise refuse(session, item, SeatTaken(), start, now=now, calendar=calendar)
    near = alternatives_near(session, item, start, now=now, calendar=calendar)
    if not near:
        raise SeatTaken()
    return Offer(None, near, within=False)


def _within(
    session: Session, item: ServiceItem, start: datetime, end: datetime, *, now: datetime, calendar: WorkingDays
) -> Offer:
    problem = refusal(item, start, end, now=now, calendar=calendar)
    if problem:
        raise refuse(session, item, problem, start, now=now, calendar=calendar)
    free = free_slots(session, item, since=start, until=end, now=now, limit=MANY, calendar=calendar)
    if not free:
        raise refuse(session, item, SeatTaken(), start, now=now, calendar=calendar)
    return Offer(None, tuple(spread(free, OFFERED)))


def _whenever(session: Session, item: ServiceItem, grain: Grain, *, now: datetime, calendar: WorkingDays) -> Offer:
    horizon = local(last_day(item, now) + ONE_DAY, time.min)
    free = free_slots(session, item, since=now, until=horizon, now=now, limit=MANY, calendar=calendar)
    if not free:
        raise SeatTaken()
    if grain == "soonest":
        return Offer(None, tuple(free[:SOONEST]))
    soon = [slot for slot in free if slot.start < free[0].start + LOOK_AHEAD]
    return Offer(None, tuple(spread(soon, OFFERED)))
