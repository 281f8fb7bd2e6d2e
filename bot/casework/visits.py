"""What became of a visit, as the desk records it, and periods in which nobody is received."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.casework.appointment_history import RESIDENT, history, record_change
from bot.casework.booking_errors import NotChangeable, NotFound
from bot.casework.booking_rules import local
from bot.casework.reminders import drop_reminders
from bot.casework.working_days import ONE_DAY
from bot.storage.appointments import ARRIVED, BOOKED, COME_AGAIN, DONE, NO_SHOW, Appointment, BlockedPeriod

WILL_COME = "will_come"
ALLOWED: dict[str, tuple[str, ...]] = {
    BOOKED: (ARRIVED, DONE, COME_AGAIN, NO_SHOW),
    ARRIVED: (DONE, COME_AGAIN),
    NO_SHOW: (ARRIVED, DONE, COME_AGAIN),
    DONE: (COME_AGAIN,),
    COME_AGAIN: (DONE,),
}
"""State to states that may follow. No-show can be taken back when the resident comes late."""


def record_outcome(
    session: Session, number: str, outcome: str, *, actor: str, now: datetime, reason: str = ""
) -> Appointment:
    """Move a visit to ``arrived``, ``done``, ``come_again`` (``reason`` says why) or ``no_show``.

    Raises ``NotFound``; ``NotChangeable`` when the outcome does not follow from the present state; ``ValueError`` for
    ``come_again`` without a reason, because repeated reasons are how a checklist is mended.
    """
    visit = session.execute(
        select(Appointment).where(Appointment.number == number).with_for_update()
    ).scalar_one_or_none()
    if visit is None:
        raise NotFound()
    if outcome == visit.state:
        return visit
    if outcome not in ALLOWED.get(visit.state, ()):
        raise NotChangeable(visit.state)
    if outcome == COME_AGAIN and not reason:
        raise ValueError("come_again needs a reason")
    visit.state = outcome
    drop_reminders(session, visit)
    record_change(session, visit, outcome, actor=actor, now=now, reason=reason)
    session.flush()
    return visit


def record_will_come(session: Session, visit: Appointment, *, now: datetime) -> None:
    """The resident answered a reminder: they will come."""
    record_change(session, visit, WILL_COME, actor=RESIDENT, now=now)


def confirm_coming(session: Session, conversation_id: str, *, now: datetime) -> Appointment | None:
    """Record that the resident comes to the next visit of this conversation, and return it; None when there is none.

    Pressed twice it is kept once, but once more after the visit has moved.
    """
    query = select(Appointment).where(
        Appointment.conversation_id == conversation_id, Appointment.state == BOOKED, Appointment.start > now
    )
    visit = session.execute(query.order_by(Appointment.start).limit(1).with_for_update()).scalar_one_or_none()
    if visit is None:
        return None
    kinds = [change.kind for change in history(session, visit)]
    if kinds[-1:] != [WILL_COME]:
        record_will_come(session, visit, now=now)
    return visit


def visits_between(session: Session, first: date, last: date, *, institution: str | None = None) -> list[Appointment]:
    """Return all visits from ``first`` to ``last``, both days included, by time and window."""
    start, end = local(first, time.min), local(last + ONE_DAY, time.min)
    query = select(Appointment).where(Appointment.start >= start, Appointment.start < end)
    if institution:
        query = query.where(Appointment.institution == institution)
    return list(session.execute(query.order_by(Appointment.start, Appointment.window)).scalars())


def block_period(
    session: Session,
    *,
    institution: str,
    start: datetime,
    end: datetime,
    reason: str,
    actor: str,
    item_id: str | None = None,
    window: int | None = None,
) -> list[Appointment]:
    """Receive nobody from ``start`` to ``end``; return the booked visits inside, which must be moved and told."""
    session.add(
        BlockedPeriod(
            institution=institution,
            item_id=item_id,
            window=window,
            start=start,
            ends_at=end,
            reason=reason,
            actor=actor,
        )
    )
    session.flush()
    query = select(Appointment).where(
        Appointment.institution == institution,
        or_(item_id is None, Appointment.item_id == item_id),
        or_(window is None, Appointment.window == window),
        Appointment.state == BOOKED,
        Appointment.start < end,
    )
    return [visit for visit in session.execute(query).scalars() if visit_end(visit) > start]


def visit_end(visit: Appointment) -> datetime:
    """When ``visit`` is planned to be over."""
    end: datetime = visit.start + timedelta(minutes=visit.minutes)
    return end
