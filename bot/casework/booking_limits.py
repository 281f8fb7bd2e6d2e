"""Limits against abuse: open bookings, bookings made in a day, missed visits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.booking_errors import NoShowBlocked, TooManyOpen
from bot.casework.booking_rules import BookingLimits
from bot.storage.appointments import BOOKED, NO_SHOW, Appointment


def check_limits(session: Session, *, phone: str, conversation_id: str, now: datetime, limits: BookingLimits) -> None:
    """Raise ``TooManyOpen`` or ``NoShowBlocked`` when this phone or conversation may not book now."""
    still_open = (Appointment.state == BOOKED, Appointment.start > now)
    _at_most(session, limits.open_per_phone, Appointment.phone == phone, *still_open)
    ours = Appointment.conversation_id == conversation_id
    _at_most(session, limits.open_per_conversation, ours, *still_open)
    _at_most(session, limits.made_per_day, ours, Appointment.booked_at > now - timedelta(days=1))
    _check_no_shows(session, phone, now, limits)


def _at_most(session: Session, limit: int, *conditions: Any) -> None:
    if session.execute(select(func.count()).select_from(Appointment).where(*conditions)).scalar_one() >= limit:
        raise TooManyOpen(limit)


def _check_no_shows(session: Session, phone: str, now: datetime, limits: BookingLimits) -> None:
    query = select(Appointment.start).where(
        Appointment.phone == phone, Appointment.state == NO_SHOW, Appointment.start > now - limits.no_show_window
    )
    missed = sorted(session.execute(query).scalars())
    if len(missed) >= limits.no_shows and now < missed[-1] + limits.no_show_pause:
        raise NoShowBlocked((missed[-1] + limits.no_show_pause).date(), len(missed))
