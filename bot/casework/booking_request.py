"""What a resident confirms, and the row it becomes."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.booking_numbers import new_number
from bot.casework.booking_rules import booking_of
from bot.storage.appointments import BOOKED, COME_AGAIN, Appointment
from bot.storage.insertion import insert_if_absent
from knowledge_base.schema import ServiceItem

SAME_MATTER = timedelta(days=180)
"""A visit after one that ended with "come again" counts as the next trip of that matter for half a year."""
NUMBER_TRIES = 50


@dataclass(frozen=True)
class BookingRequest:
    """A confirmed wish. ``draft_key`` is made when the form starts: confirming twice returns the same visit.

    ``start`` is aware; ``phone`` holds digits only; ``recipient`` of later messages is ``conversation_id`` on
    ``channel``.
    """

    draft_key: str
    conversation_id: str
    channel: str
    item_id: str
    start: datetime
    name: str = field(repr=False)
    phone: str = field(repr=False)
    note: str = field(default="", repr=False)


def lock_phone(session: Session, phone: str) -> None:
    """Let one transaction at a time book for ``phone``, so that limits hold. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(phone))))


def visit_of_draft(session: Session, draft_key: str) -> Appointment | None:
    """Return the visit that came of ``draft_key``, whatever its state."""
    return session.execute(select(Appointment).where(Appointment.draft_key == draft_key)).scalar_one_or_none()


def record_visit(
    session: Session, request: BookingRequest, item: ServiceItem, window: int, *, now: datetime, rng: random.Random
) -> Appointment:
    """Insert the visit under a fresh number, or return the one its ``draft_key`` already made."""
    for _ in range(NUMBER_TRIES):
        number = new_number(now, rng)
        if insert_if_absent(session, Appointment, _values(session, request, item, window, number, now)):
            return session.execute(select(Appointment).where(Appointment.number == number)).scalar_one()
        made = visit_of_draft(session, request.draft_key)
        if made:
            return made
    raise RuntimeError("no free booking number found: this year's numbers are nearly used up")


def _values(
    session: Session, request: BookingRequest, item: ServiceItem, window: int, number: str, now: datetime
) -> dict[str, object]:
    return {
        "number": number,
        "draft_key": request.draft_key,
        "matter": _matter(session, request, now) or number,
        "conversation_id": request.conversation_id,
        "channel": request.channel,
        "item_id": item.id,
        "institution": item.institution,
        "start": request.start,
        "minutes": booking_of(item).visit_minutes,
        "window": window,
        "name": request.name,
        "phone": request.phone,
        "note": request.note,
        "state": BOOKED,
        "sequence": 0,
        "booked_at": now,
        "updated_at": now,
    }


def _matter(session: Session, request: BookingRequest, now: datetime) -> str | None:
    query = (
        select(Appointment.matter)
        .where(
            Appointment.phone == request.phone,
            Appointment.item_id == request.item_id,
            Appointment.state == COME_AGAIN,
            Appointment.start > now - SAME_MATTER,
        )
        .order_by(Appointment.start.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()
