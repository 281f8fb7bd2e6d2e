"""The history of a visit: one row a change, with who and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.appointments import Appointment, AppointmentChange

RESIDENT = "resident"
SYSTEM = "system"


def record_change(
    session: Session,
    appointment: Appointment,
    kind: str,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    old_start: datetime | None = None,
) -> None:
    """Append a change of ``appointment`` and stamp it; ``reason`` is shown to staff and kept."""
    appointment.updated_at = now
    session.add(
        AppointmentChange(
            appointment_id=appointment.id,
            at=now,
            kind=kind,
            actor=actor,
            reason=reason,
            old_start=old_start,
            new_start=appointment.start,
        )
    )


def history(session: Session, appointment: Appointment) -> list[AppointmentChange]:
    """Return all changes of ``appointment``, oldest first."""
    query = select(AppointmentChange).where(AppointmentChange.appointment_id == appointment.id)
    return list(session.execute(query.order_by(AppointmentChange.id)).scalars())
