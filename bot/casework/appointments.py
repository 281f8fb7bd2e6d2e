"""Booking a visit, finding it again, moving and cancelling it.

A seat is claimed by inserting its row, so of many residents confirming the last one exactly one gets it. Confirming the
same draft twice, or asking again for the same time with the same phone, returns the visit that was made.
"""

from __future__ import annotations

import random
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.appointment_history import RESIDENT, history, record_change
from bot.casework.booking_errors import (
    BeyondHorizon,
    BookingError,
    Closed,
    InPast,
    NoShowBlocked,
    NotBookable,
    NotChangeable,
    NotFound,
    OutsideHours,
    SeatTaken,
    TooManyOpen,
    TooSoon,
)
from bot.casework.booking_limits import check_limits
from bot.casework.booking_numbers import tidy
from bot.casework.booking_request import BookingRequest, lock_phone, record_visit, visit_of_draft
from bot.casework.booking_rules import DEFAULT_LIMITS, INSTANT, BookingLimits, booking_of, refusal, starts_on
from bot.casework.outbox import enqueue
from bot.casework.quiet_hours import after_night
from bot.casework.reminders import drop_reminders, visit_variables
from bot.casework.seats import free_seat, seat_visit, take_seat, visit_of_holder
from bot.casework.slots import Slot
from bot.casework.time_wishes import Offer, TimeWish, check_time, refuse
from bot.casework.visit_settlement import settle_visit
from bot.casework.waiting_list import expire_offers, give_away
from bot.casework.working_days import WorkingDays
from bot.storage.appointments import BOOKED, CANCELLED, Appointment
from bot.storage.base import CITY_TIME
from knowledge_base.roster import Roster
from knowledge_base.schema import ServiceItem

__all__ = [
    "Appointment",
    "BeyondHorizon",
    "BookingError",
    "BookingRequest",
    "Closed",
    "InPast",
    "NoShowBlocked",
    "NotBookable",
    "NotChangeable",
    "NotFound",
    "Offer",
    "OutsideHours",
    "SeatTaken",
    "Slot",
    "TimeWish",
    "TooManyOpen",
    "TooSoon",
    "book",
    "cancel",
    "cancel_visit",
    "check_time",
    "find",
    "find_by_conversation",
    "find_by_phone",
    "history",
    "move_visit",
    "reschedule",
]

SECURE = random.SystemRandom()
MOVED_BY_STAFF = "utter_visit_moved"
CANCELLED_BY_STAFF = "utter_visit_cancelled"


def book(
    session: Session,
    request: BookingRequest,
    *,
    now: datetime,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
    roster: Roster | None = None,
    limits: BookingLimits = DEFAULT_LIMITS,
    rng: random.Random = SECURE,
) -> Appointment:
    """Return the visit for ``request``: the one already made for its draft or its time, else a new one.

    Writes the visit, its seat, officer, reminders and history in the caller's transaction. Raises ``NotBookable``,
    ``TooManyOpen``, ``NoShowBlocked``, and with free slots to offer instead ``InPast``, ``BeyondHorizon``, ``Closed``,
    ``OutsideHours``, ``TooSoon``, ``SeatTaken``. After an error nothing is written.
    """
    lock_phone(session, request.phone)
    made = visit_of_draft(session, request.draft_key)
    if made is None:
        made = visit_of_holder(session, request.phone, request.item_id, request.start)
    if made:
        return made
    item = _bookable(items, request.item_id)
    check_limits(session, phone=request.phone, conversation_id=request.conversation_id, now=now, limits=limits)
    expire_offers(session, now=now, calendar=calendar, items=items, item_id=item.id)
    window = _claim(session, item, request.start, phone=request.phone, now=now, calendar=calendar)
    visit = record_visit(session, request, item, window, now=now, rng=rng)
    if visit.start != request.start:
        # The same draft was confirmed with another time in this very moment: the first confirmation stands.
        free_seat(session, item.id, request.start, window)
        return visit
    seat_visit(session, visit, visit.start, window)
    settle_visit(session, visit, item, kind="booked", actor=RESIDENT, now=now, calendar=calendar, roster=roster)
    return visit


def find(session: Session, number: str, phone: str) -> Appointment:
    """Return the visit with this number and phone, in any state. Raises ``NotFound`` without saying which is wrong."""
    return _find(session, number, phone, for_change=False)


def find_by_phone(session: Session, phone: str, *, now: datetime) -> list[Appointment]:
    """Return the coming visits of ``phone``, soonest first. Show them only to somebody known to own the phone."""
    query = select(Appointment).where(
        Appointment.phone == tidy(phone), Appointment.state == BOOKED, Appointment.start > now
    )
    return list(session.execute(query.order_by(Appointment.start)).scalars())


def find_by_conversation(session: Session, conversation_id: str, *, now: datetime) -> list[Appointment]:
    """Return the coming visits booked in this conversation, soonest first."""
    query = select(Appointment).where(
        Appointment.conversation_id == conversation_id, Appointment.state == BOOKED, Appointment.start > now
    )
    return list(session.execute(query.order_by(Appointment.start)).scalars())


def reschedule(
    session: Session,
    number: str,
    phone: str,
    new_start: datetime,
    now: datetime,
    *,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
    roster: Roster | None = None,
) -> Appointment:
    """Move a visit to ``new_start``; the old seat is only given back once the new one is had.

    Moving to the present time changes nothing. Raises ``NotFound``, ``NotChangeable`` and whatever ``book`` raises
    about the new time; the visit then stays as it was.
    """
    visit = _find(session, number, phone, for_change=True)
    return move_visit(session, visit, new_start, now=now, calendar=calendar, items=items, roster=roster, actor=RESIDENT)


def move_visit(
    session: Session,
    visit: Appointment,
    new_start: datetime,
    *,
    now: datetime,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
    roster: Roster | None,
    actor: str,
    reason: str = "",
) -> Appointment:
    """Move ``visit`` as ``reschedule`` does. When staff move it the lead time is waived and the resident is told."""
    _must_be_ahead(visit, now)
    item = _bookable(items, visit.item_id)
    old_start, old_window = visit.start, visit.window
    if new_start == old_start:
        return visit
    by_staff = actor != RESIDENT
    window = _claim(session, item, new_start, phone=visit.phone, now=now, calendar=calendar, waive_lead=by_staff)
    visit.start, visit.window, visit.minutes = new_start.astimezone(CITY_TIME), window, booking_of(item).visit_minutes
    visit.sequence += 1
    seat_visit(session, visit, new_start, window)
    settle_visit(
        session,
        visit,
        item,
        kind="rescheduled",
        actor=actor,
        now=now,
        calendar=calendar,
        roster=roster,
        reason=reason,
        old_start=old_start,
    )
    give_away(session, item, old_start, old_window, now=now, calendar=calendar)
    if by_staff:
        _tell_resident(session, visit, item, MOVED_BY_STAFF, now)
    return visit


def cancel(
    session: Session,
    number: str,
    phone: str,
    now: datetime,
    *,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
    reason: str = "",
) -> Appointment:
    """Cancel a visit; its seat goes to the waiting list or becomes free. Cancelling twice is no error.

    Raises ``NotFound``, and ``NotChangeable`` when the visit is over.
    """
    visit = _find(session, number, phone, for_change=True)
    return cancel_visit(session, visit, now=now, calendar=calendar, items=items, actor=RESIDENT, reason=reason)


def cancel_visit(
    session: Session,
    visit: Appointment,
    *,
    now: datetime,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
    actor: str,
    reason: str = "",
) -> Appointment:
    """Cancel ``visit`` on behalf of ``actor``; a resident whose visit staff cancels is told."""
    if visit.state == CANCELLED:
        return visit
    _must_be_ahead(visit, now)
    item = items[visit.item_id]
    visit.state = CANCELLED
    visit.sequence += 1
    drop_reminders(session, visit)
    record_change(session, visit, CANCELLED, actor=actor, now=now, reason=reason, old_start=visit.start)
    session.flush()
    give_away(session, item, visit.start, visit.window, now=now, calendar=calendar)
    if actor != RESIDENT:
        _tell_resident(session, visit, item, CANCELLED_BY_STAFF, now)
    return visit


def _claim(
    session: Session,
    item: ServiceItem,
    start: datetime,
    *,
    phone: str,
    now: datetime,
    calendar: WorkingDays,
    waive_lead: bool = False,
) -> int:
    start = start.astimezone(CITY_TIME)
    problem = refusal(item, start, start + INSTANT, now=now, calendar=calendar)
    if problem and not (waive_lead and isinstance(problem, TooSoon)):
        raise refuse(session, item, problem, start, now=now, calendar=calendar)
    window = take_seat(session, item, start, phone=phone, now=now) if start in starts_on(item, start.date()) else None
    if window is None:
        raise refuse(session, item, SeatTaken(), start, now=now, calendar=calendar)
    return window


def _find(session: Session, number: str, phone: str, *, for_change: bool) -> Appointment:
    query = select(Appointment).where(Appointment.number == tidy(number), Appointment.phone == tidy(phone))
    visit = session.execute(query.with_for_update() if for_change else query).scalar_one_or_none()
    if visit is None:
        raise NotFound()
    return visit


def _must_be_ahead(visit: Appointment, now: datetime) -> None:
    if visit.state != BOOKED or visit.start <= now:
        raise NotChangeable(visit.state)


def _bookable(items: dict[str, ServiceItem], item_id: str) -> ServiceItem:
    item = items.get(item_id)
    if item is None or item.booking is None:
        raise NotBookable(item_id)
    return item


def _tell_resident(session: Session, visit: Appointment, item: ServiceItem, template: str, now: datetime) -> None:
    enqueue(
        session,
        channel=visit.channel,
        recipient=visit.conversation_id,
        template=template,
        variables=visit_variables(visit, item),
        dedupe_key=f"{template}:{visit.number}:{visit.sequence}",
        send_after=after_night(now),
    )
