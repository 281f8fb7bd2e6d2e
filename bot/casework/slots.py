"""Free seats: what the rules allow minus what is booked, held or blocked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.casework.booking_rules import INSTANT, booking_of, earliest_start, last_day, local, starts_between
from bot.casework.slot import Slot
from bot.casework.working_days import ONE_DAY, WorkingDays
from bot.storage.appointments import BlockedPeriod, Seat
from bot.storage.base import CITY_TIME
from knowledge_base.schema import ServiceItem

__all__ = ["ALTERNATIVES", "Slot", "alternatives_near", "free_slots", "free_windows", "spread"]

ALTERNATIVES = 4
"""How many other times a resident is offered: more are hard to hear and to choose from."""
NOON = time(12)

Busy = dict[date, list[tuple[int | None, datetime, datetime]]]
"""Per day, the taken stretches of a window (None: of all windows)."""


def free_slots(
    session: Session,
    item: ServiceItem,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    limit: int,
    calendar: WorkingDays,
) -> list[Slot]:
    """Return the first ``limit`` free slots beginning from ``since`` up to ``until`` (excluded), one per start.

    Only what can really be booked at ``now``: inside hours, after the lead time, within the horizon. Raises
    ``NotBookable`` for an item without appointments.
    """
    since = max(since, earliest_start(item, now, calendar)).astimezone(CITY_TIME)
    until = min(until.astimezone(CITY_TIME), local(last_day(item, now) + ONE_DAY, time.min))
    if since >= until:
        return []
    busy = _busy(session, item, since, until, now)
    found: list[Slot] = []
    for start in starts_between(item, since, until, calendar):
        windows = _open_windows(item, start, busy)
        if windows:
            found.append(Slot(item.id, start, booking_of(item).visit_minutes, windows[0]))
        if len(found) >= limit:
            break
    return found


def free_windows(session: Session, item: ServiceItem, start: datetime, *, now: datetime) -> list[int]:
    """Return the windows that are free for a visit at ``start``, lowest first; the rules are not looked at."""
    return _open_windows(item, start, _busy(session, item, start, start + INSTANT, now))


def alternatives_near(
    session: Session, item: ServiceItem, wanted: datetime, *, now: datetime, calendar: WorkingDays
) -> tuple[Slot, ...]:
    """Return up to ``ALTERNATIVES`` free slots to offer instead of ``wanted``, earliest first.

    On a worked day the nearest ones of that day, then the next days'; for a closed day those of the working days
    before and after it, a morning and an afternoon each.
    """
    wanted = max(wanted, now).astimezone(CITY_TIME)
    day = wanted.date()
    horizon = last_day(item, now)
    if day > horizon:
        return tuple(_on_days(session, item, horizon - timedelta(days=14), horizon, now, calendar)[-ALTERNATIVES:])
    if not calendar.is_working_day(day, item.institution):
        return _around_closed_day(session, item, day, now, calendar)
    same_day = _on_days(session, item, day, day, now, calendar)
    nearest = sorted(same_day, key=lambda slot: abs(slot.start - wanted))[:ALTERNATIVES]
    if len(nearest) < ALTERNATIVES:
        later = free_slots(
            session,
            item,
            since=local(day + ONE_DAY, time.min),
            until=local(last_day(item, now) + ONE_DAY, time.min),
            now=now,
            limit=ALTERNATIVES - len(nearest),
            calendar=calendar,
        )
        nearest += later
    return tuple(sorted(nearest, key=lambda slot: slot.start))


def spread(slots: Iterable[Slot], limit: int) -> list[Slot]:
    """Pick ``limit`` slots so that each half day gets one before any gets two; earliest first."""
    halves: dict[tuple[date, bool], list[Slot]] = defaultdict(list)
    for slot in slots:
        halves[slot.start.date(), slot.start.timetz().replace(tzinfo=None) < NOON].append(slot)
    ranked = [(rank, slot.start, slot) for half in halves.values() for rank, slot in enumerate(half)]
    chosen = sorted(ranked, key=lambda entry: entry[:2])[:limit]
    return sorted((slot for _, _, slot in chosen), key=lambda slot: slot.start)


def _around_closed_day(
    session: Session, item: ServiceItem, day: date, now: datetime, calendar: WorkingDays
) -> tuple[Slot, ...]:
    before = calendar.previous_working_day(day, item.institution)
    earlier = spread(_on_days(session, item, before, before, now, calendar), ALTERNATIVES // 2)
    after = calendar.next_working_day(day, item.institution)
    later = _on_days(session, item, after, after, now, calendar)
    if not later:
        later = _on_days(session, item, after, last_day(item, now), now, calendar)
    return tuple(earlier + spread(later, ALTERNATIVES - len(earlier)))


def _on_days(
    session: Session, item: ServiceItem, first: date, last: date, now: datetime, calendar: WorkingDays
) -> list[Slot]:
    return free_slots(
        session,
        item,
        since=local(first, time.min),
        until=local(last + ONE_DAY, time.min),
        now=now,
        limit=500,
        calendar=calendar,
    )


def _open_windows(item: ServiceItem, start: datetime, busy: Busy) -> list[int]:
    booking = booking_of(item)
    end = start + timedelta(minutes=booking.visit_minutes)
    clashes = {window for window, first, last in busy.get(start.date(), []) if first < end and start < last}
    if None in clashes:
        return []
    return [window for window in range(1, booking.windows + 1) if window not in clashes]


def _busy(session: Session, item: ServiceItem, since: datetime, until: datetime, now: datetime) -> Busy:
    """Seats of visits, live holds and blocks that touch ``since`` to ``until`` or a visit beginning there."""
    until = until + timedelta(minutes=booking_of(item).visit_minutes)
    busy: Busy = defaultdict(list)
    for window, start, end in [*_seats(session, item, since, until, now), *_blocks(session, item, since, until)]:
        day = start.date()
        while day <= end.date():
            busy[day].append((window, start, end))
            day += ONE_DAY
    return busy


def _seats(session: Session, item: ServiceItem, since: datetime, until: datetime, now: datetime) -> Iterator[Any]:
    live = or_(Seat.held_until.is_(None), Seat.held_until > now)
    query = select(Seat.window, Seat.start, Seat.ends_at).where(
        Seat.item_id == item.id, Seat.start < until, Seat.ends_at > since, live
    )
    yield from session.execute(query)


def _blocks(session: Session, item: ServiceItem, since: datetime, until: datetime) -> Iterator[Any]:
    query = select(BlockedPeriod.window, BlockedPeriod.start, BlockedPeriod.ends_at).where(
        BlockedPeriod.institution == item.institution,
        or_(BlockedPeriod.item_id.is_(None), BlockedPeriod.item_id == item.id),
        BlockedPeriod.start < until,
        BlockedPeriod.ends_at > since,
    )
    yield from session.execute(query)
