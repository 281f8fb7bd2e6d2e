"""The waiting list: on a full day the first in line is offered a seat that frees, with a time to answer.

An offered seat is held, so nobody else can take it. Offers not answered in time pass on to the next in line: the worker
calls ``expire_offers`` every minute, and booking does it for its own item.
"""

from __future__ import annotations

import hashlib
import random
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.casework.appointment_history import RESIDENT
from bot.casework.booking_errors import BookingError, NotFound
from bot.casework.booking_request import BookingRequest, lock_phone, record_visit
from bot.casework.booking_rules import DEFAULT_LIMITS, BookingLimits, earliest_start, local, refusal
from bot.casework.outbox import drop_about, enqueue
from bot.casework.quiet_hours import after_night
from bot.casework.seats import free_seat, hold_seat, seat_visit
from bot.casework.slots import free_slots
from bot.casework.spoken_time import spoken_clock, spoken_moment
from bot.casework.visit_settlement import settle_visit
from bot.casework.working_days import ONE_DAY, WorkingDays
from bot.storage.appointments import Appointment, WaitingEntry
from bot.storage.base import CITY_TIME
from bot.storage.insertion import insert_if_absent
from knowledge_base.roster import Roster
from knowledge_base.schema import ServiceItem

WAITING, OFFERED, TAKEN, EXPIRED, LEFT = "waiting", "offered", "taken", "expired", "left"
TIME_TO_ANSWER = timedelta(hours=1)
SHORTEST_ANSWER = timedelta(minutes=15)
BEFORE_VISIT = timedelta(minutes=45)
"""A seat is not offered any more when its taker could not get there in time."""
SEAT_OFFER = "utter_waiting_offer"
OFFER_LAPSED = "utter_waiting_offer_lapsed"
SECURE = random.SystemRandom()


class DayHasRoom(BookingError):
    """The day is not full: ``alternatives`` are its free slots, nobody needs to wait."""


class TooManyWaits(BookingError):
    """This phone already stands in line ``limit`` times."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit


class OfferLapsed(BookingError):
    """The seat was not taken in time and went to the next in line."""


def join(
    session: Session,
    *,
    item: ServiceItem,
    day: date,
    name: str,
    phone: str,
    channel: str,
    conversation_id: str,
    now: datetime,
    calendar: WorkingDays,
    limits: BookingLimits = DEFAULT_LIMITS,
) -> WaitingEntry:
    """Put somebody in line for ``day``; the same phone twice keeps its place.

    Raises ``DayHasRoom`` when there are free seats, ``TooManyWaits`` when the phone stands in line often enough, and
    whatever ``refusal`` says of the day (``Closed`` ...).
    """
    start, end = local(day, time.min), local(day + ONE_DAY, time.min)
    problem = refusal(item, start, end, now=now, calendar=calendar)
    if problem:
        raise problem
    free = free_slots(session, item, since=start, until=end, now=now, limit=6, calendar=calendar)
    if free:
        room = DayHasRoom()
        room.alternatives = tuple(free)
        raise room
    key = _active_key(item.id, day, phone)
    lock_phone(session, phone)
    _check_waits(session, phone, key, day=now.astimezone(CITY_TIME).date(), limit=limits.waiting_per_phone)
    values = {"item_id": item.id, "day": day, "name": name, "phone": phone, "channel": channel}
    values |= {"conversation_id": conversation_id, "state": WAITING, "active_key": key, "joined_at": now}
    insert_if_absent(session, WaitingEntry, values)
    return session.execute(select(WaitingEntry).where(WaitingEntry.active_key == key)).scalar_one()


def _check_waits(session: Session, phone: str, key: str, *, day: date, limit: int) -> None:
    """Raise ``TooManyWaits`` unless there is room for one more; the line one already stands in does not count."""
    others = (WaitingEntry.phone == phone, WaitingEntry.active_key != key, WaitingEntry.day >= day)
    query = select(func.count()).select_from(WaitingEntry).where(*others, WaitingEntry.state.in_((WAITING, OFFERED)))
    if session.execute(query).scalar_one() >= limit:
        raise TooManyWaits(limit)


def day_is_full(session: Session, item: ServiceItem, day: date, *, now: datetime, calendar: WorkingDays) -> bool:
    """Return whether ``day`` can be booked for ``item`` but has no free slot left, so that one can only wait."""
    start, end = local(day, time.min), local(day + ONE_DAY, time.min)
    if refusal(item, start, end, now=now, calendar=calendar):
        return False
    return not free_slots(session, item, since=start, until=end, now=now, limit=1, calendar=calendar)


def place_in_line(session: Session, entry: WaitingEntry) -> int:
    """Return how many wait before ``entry`` plus one."""
    query = select(func.count()).select_from(WaitingEntry)
    ahead = query.where(*_line(entry.item_id, entry.day), WaitingEntry.id < entry.id)
    return int(session.execute(ahead).scalar_one()) + 1


def give_away(
    session: Session, item: ServiceItem, start: datetime, window: int, *, now: datetime, calendar: WorkingDays
) -> WaitingEntry | None:
    """Offer a freed seat to the first in line for its day and hold it, or give it back when nobody can take it."""
    answer_by = _answer_by(start, now)
    entry = _first_in_line(session, item.id, start.date())
    bookable = start >= earliest_start(item, now, calendar)
    if entry is None or answer_by is None or not bookable:
        free_seat(session, item.id, start, window)
        return None
    entry.state, entry.offered_start, entry.offered_window, entry.answer_by = OFFERED, start, window, answer_by
    hold_seat(session, item.id, start, window, waiting_id=entry.id, until=answer_by)
    _tell(session, entry, item, SEAT_OFFER, send_after=after_night(now))
    return entry


def accept_offer(
    session: Session,
    entry_id: int,
    *,
    phone: str,
    now: datetime,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
    roster: Roster | None = None,
    rng: random.Random = SECURE,
) -> Appointment:
    """Turn the held seat into a visit; accepting twice returns the same one. Raises ``NotFound``, ``OfferLapsed``."""
    entry = _own(session, entry_id, phone)
    if entry.state not in (OFFERED, TAKEN) or (entry.state == OFFERED and entry.answer_by <= now):
        raise OfferLapsed()
    item = items[entry.item_id]
    request = _request(entry)
    visit = record_visit(session, request, item, entry.offered_window, now=now, rng=rng)
    if entry.state == OFFERED:
        entry.state, entry.active_key = TAKEN, None
        seat_visit(session, visit, entry.offered_start, entry.offered_window)
        settle_visit(
            session,
            visit,
            item,
            kind="booked",
            actor=RESIDENT,
            now=now,
            calendar=calendar,
            roster=roster,
            reason="queue",
        )
    return visit


def accept_for_conversation(
    session: Session,
    entry_id: int,
    conversation_id: str,
    *,
    now: datetime,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
    roster: Roster | None = None,
    rng: random.Random = SECURE,
) -> Appointment:
    """Accept as ``accept_offer`` does, for the conversation that joined the line: a button needs no phone number."""
    phone = _phone_of(session, entry_id, conversation_id)
    return accept_offer(session, entry_id, phone=phone, now=now, calendar=calendar, items=items, roster=roster, rng=rng)


def leave_for_conversation(
    session: Session,
    entry_id: int,
    conversation_id: str,
    *,
    now: datetime,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
) -> None:
    """Leave as ``leave`` does, for the conversation that joined the line. Raises ``NotFound``."""
    phone = _phone_of(session, entry_id, conversation_id)
    leave(session, entry_id, phone=phone, now=now, calendar=calendar, items=items)


def leave(
    session: Session, entry_id: int, *, phone: str, now: datetime, calendar: WorkingDays, items: dict[str, ServiceItem]
) -> None:
    """Step out of the line, or decline an offer: the seat passes on at once."""
    entry = _own(session, entry_id, phone)
    if entry.state in (WAITING, OFFERED):
        _close(session, entry, LEFT, items[entry.item_id], now=now, calendar=calendar)


def expire_offers(
    session: Session, *, now: datetime, calendar: WorkingDays, items: dict[str, ServiceItem], item_id: str | None = None
) -> int:
    """Pass on every offer whose time to answer is over and close the lines of days gone by.

    Returns how many offers lapsed. ``item_id`` narrows it to one item.
    """
    query = select(WaitingEntry).where(WaitingEntry.state == OFFERED, WaitingEntry.answer_by <= now)
    if item_id:
        query = query.where(WaitingEntry.item_id == item_id)
    lapsed = list(session.execute(query.with_for_update(skip_locked=True)).scalars())
    for entry in lapsed:
        item = items[entry.item_id]
        _close(session, entry, EXPIRED, item, now=now, calendar=calendar)
        _tell(session, entry, item, OFFER_LAPSED, send_after=after_night(now))
    over = update(WaitingEntry).where(
        WaitingEntry.state == WAITING, WaitingEntry.day < now.astimezone(CITY_TIME).date()
    )
    session.execute(over.values(state=EXPIRED, active_key=None).execution_options(synchronize_session="fetch"))
    return len(lapsed)


def _close(
    session: Session, entry: WaitingEntry, state: str, item: ServiceItem, *, now: datetime, calendar: WorkingDays
) -> None:
    offered = entry.state == OFFERED
    entry.state, entry.active_key = state, None
    session.flush()
    if offered:
        drop_about(session, _about(entry))
        give_away(session, item, entry.offered_start, entry.offered_window, now=now, calendar=calendar)


def _first_in_line(session: Session, item_id: str, day: date) -> WaitingEntry | None:
    query = select(WaitingEntry).where(*_line(item_id, day)).order_by(WaitingEntry.id).limit(1)
    return session.execute(query.with_for_update(skip_locked=True)).scalar_one_or_none()


def _line(item_id: str, day: date) -> tuple[object, ...]:
    return WaitingEntry.item_id == item_id, WaitingEntry.day == day, WaitingEntry.state == WAITING


def _own(session: Session, entry_id: int, phone: str) -> WaitingEntry:
    query = select(WaitingEntry).where(WaitingEntry.id == entry_id, WaitingEntry.phone == phone)
    entry = session.execute(query.with_for_update()).scalar_one_or_none()
    if entry is None:
        raise NotFound()
    return entry


def _phone_of(session: Session, entry_id: int, conversation_id: str) -> str:
    query = select(WaitingEntry.phone).where(
        WaitingEntry.id == entry_id, WaitingEntry.conversation_id == conversation_id
    )
    phone = session.execute(query).scalar_one_or_none()
    if phone is None:
        raise NotFound()
    return str(phone)


def _answer_by(start: datetime, now: datetime) -> datetime | None:
    """When an offer sent now (or after the night) must be answered; None when there is no time for an answer."""
    sent = after_night(now)
    answer_by = min(sent + TIME_TO_ANSWER, start - BEFORE_VISIT)
    return answer_by if answer_by - sent >= SHORTEST_ANSWER else None


def _tell(session: Session, entry: WaitingEntry, item: ServiceItem, template: str, *, send_after: datetime) -> None:
    variables = {"entry": str(entry.id), "item": item.name, "item_id": item.id}
    variables |= {"when": spoken_moment(entry.offered_start), "answer_by": spoken_clock(entry.answer_by)}
    enqueue(
        session,
        channel=entry.channel,
        recipient=entry.conversation_id,
        template=template,
        variables=variables,
        dedupe_key=f"{template}:{entry.id}:{entry.offered_start.isoformat()}",
        send_after=send_after,
        about=_about(entry) if template == SEAT_OFFER else None,
        expires_at=entry.answer_by if template == SEAT_OFFER else entry.offered_start,
    )


def _active_key(item_id: str, day: date, phone: str) -> str:
    return hashlib.sha256(f"{item_id}|{day}|{phone}".encode()).hexdigest()[:40]


def _about(entry: WaitingEntry) -> str:
    return f"waiting:{entry.id}"


def _request(entry: WaitingEntry) -> BookingRequest:
    return BookingRequest(
        draft_key=f"waiting:{entry.id}",
        conversation_id=entry.conversation_id,
        channel=entry.channel,
        item_id=entry.item_id,
        start=entry.offered_start,
        name=entry.name,
        phone=entry.phone,
    )
