"""People who could not be reached by message and must be called, and notices to the desk itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.audit import record_act
from bot.casework.booking_errors import NotFound
from bot.casework.desk_day import mask_phone
from bot.casework.desk_scope import Scope
from bot.casework.outbox import DESK, desk_notices, mark_sent, unreachable
from bot.storage.appointments import BOOKED, CANCELLED, Appointment
from bot.storage.outbox import UNREACHABLE, WAITING, OutboxMessage
from bot.storage.staff import MANAGER, StaffAccount
from knowledge_base.roster import Roster
from knowledge_base.schema import ServiceItem


@dataclass(frozen=True)
class CallOut:
    """One resident to call. ``template`` names the message that did not get through, ``variables`` its content."""

    message_id: int
    visit_id: int
    number: str
    item: str
    start: datetime
    template: str
    variables: Mapping[str, str] = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)


def call_outs(session: Session, scope: Scope, *, now: datetime, items: Mapping[str, ServiceItem]) -> list[CallOut]:
    """Return whom to call about a visit still ahead, soonest visit first."""
    found = []
    for message in unreachable(session):
        visit = _visit_of(session, message)
        if visit is not None and scope.sees(visit) and visit.start > now and visit.state in (BOOKED, CANCELLED):
            found.append(_call_out(message, visit, items))
    return sorted(found, key=lambda call: (call.start, call.message_id))


def mark_called(session: Session, scope: Scope, message_id: int, *, actor: str, now: datetime) -> None:
    """The resident was told by telephone. Raises ``NotFound`` when there is no such call-out (any more)."""
    message = session.get(OutboxMessage, message_id)
    visit = _visit_of(session, message) if message is not None and message.state == UNREACHABLE else None
    if visit is None or not scope.sees(visit):
        raise NotFound()
    mark_sent(session, message_id, now)
    record_act(
        session, actor=actor, action="called", about=f"visit:{visit.id}", reason=f"message:{message_id}", now=now
    )


def notices_for(session: Session, account: StaffAccount, roster: Roster, *, now: datetime) -> list[OutboxMessage]:
    """Return the unread notices of ``account``; a manager outside the roster reads all managers'."""
    found = [notice for who in _recipients(account, roster) for notice in desk_notices(session, who, now=now)]
    return sorted(found, key=lambda notice: (notice.send_after, notice.id))


def read_notice(session: Session, account: StaffAccount, roster: Roster, notice_id: int, *, now: datetime) -> None:
    """Mark a notice as read. Raises ``NotFound`` for one that is not for this account."""
    notice = session.get(OutboxMessage, notice_id)
    ours = notice is not None and notice.channel == DESK and notice.recipient in _recipients(account, roster)
    if notice is None or not ours:
        raise NotFound()
    if notice.state == WAITING:
        mark_sent(session, notice_id, now)
        record_act(session, actor=account.name, action="read_notice", about=f"message:{notice_id}", now=now)


def _recipients(account: StaffAccount, roster: Roster) -> Iterable[str]:
    if account.person_id is not None:
        return (account.person_id,)
    managers = (person for person in roster.people if person.role == MANAGER)
    return tuple(person.id for person in managers) if account.role == MANAGER else ()


def _visit_of(session: Session, message: OutboxMessage) -> Appointment | None:
    kind, _, number = (message.about or "").partition(":")
    if kind != "reminder":
        number = (message.variables or {}).get("number", "")
    query = select(Appointment).where(
        Appointment.number == number,
        Appointment.channel == message.channel,
        Appointment.conversation_id == message.recipient,
    )
    return session.scalars(query).one_or_none() if number else None


def _call_out(message: OutboxMessage, visit: Appointment, items: Mapping[str, ServiceItem]) -> CallOut:
    return CallOut(
        message_id=message.id,
        visit_id=visit.id,
        number=visit.number,
        item=items[visit.item_id].name if visit.item_id in items else visit.item_id,
        start=visit.start,
        template=message.template,
        variables=dict(message.variables),
        name=visit.name,
        phone=mask_phone(visit.phone),
    )
