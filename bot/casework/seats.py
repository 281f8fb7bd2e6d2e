"""Taking and giving back seats: the only writers of ``appointment_seats``."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.casework.booking_rules import booking_of
from bot.casework.slots import free_windows
from bot.storage.appointments import Appointment, Seat
from bot.storage.base import CITY_TIME
from bot.storage.insertion import insert_if_absent
from knowledge_base.schema import ServiceItem


def holder_key(phone: str, item_id: str, start: datetime) -> str:
    """Return the digest that lets the database refuse a second seat at one time to one person."""
    text = f"{phone}|{item_id}|{start.astimezone(CITY_TIME).isoformat()}"
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def take_seat(session: Session, item: ServiceItem, start: datetime, *, phone: str, now: datetime) -> int | None:
    """Claim a seat of ``item`` at ``start`` for ``phone`` and return its window, or None when none is left.

    The claim is the insert itself, so of many residents exactly as many succeed as there are windows.
    """
    end = start + timedelta(minutes=booking_of(item).visit_minutes)
    holder = holder_key(phone, item.id, start)
    for window in free_windows(session, item, start, now=now):
        values = {"item_id": item.id, "window": window, "start": start, "ends_at": end, "holder": holder}
        if insert_if_absent(session, Seat, values):
            return window
    return None


def visit_of_holder(session: Session, phone: str, item_id: str, start: datetime) -> Appointment | None:
    """Return the visit that ``phone`` already holds for ``item_id`` at ``start``."""
    query = (
        select(Appointment)
        .join(Seat, Seat.appointment_id == Appointment.id)
        .where(Seat.holder == holder_key(phone, item_id, start))
    )
    return session.execute(query).scalar_one_or_none()


def seat_visit(session: Session, appointment: Appointment, start: datetime, window: int) -> None:
    """Write down that the seat at ``start`` and ``window`` belongs to ``appointment``."""
    holder = holder_key(appointment.phone, appointment.item_id, start)
    values = {"appointment_id": appointment.id, "holder": holder, "waiting_id": None, "held_until": None}
    session.execute(
        update(Seat)
        .where(*_place(appointment.item_id, start, window))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def hold_seat(
    session: Session, item_id: str, start: datetime, window: int, *, waiting_id: int, until: datetime
) -> None:
    """Keep a freed seat for somebody on the waiting list until ``until``."""
    values = {"appointment_id": None, "holder": None, "waiting_id": waiting_id, "held_until": until}
    session.execute(
        update(Seat)
        .where(*_place(item_id, start, window))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def free_seat(session: Session, item_id: str, start: datetime, window: int) -> None:
    """Give a seat back."""
    session.execute(delete(Seat).where(*_place(item_id, start, window)).execution_options(synchronize_session=False))


def _place(item_id: str, start: datetime, window: int) -> tuple[object, ...]:
    return Seat.item_id == item_id, Seat.start == start, Seat.window == window
