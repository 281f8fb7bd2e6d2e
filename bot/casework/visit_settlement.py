"""What follows from a visit having its seat: officer, reminders, history, all in the same transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.casework.appointment_history import record_change
from bot.casework.reminders import plan_reminders
from bot.casework.roster import assign_officer
from bot.casework.working_days import WorkingDays
from bot.storage.appointments import Appointment
from knowledge_base.roster import Roster
from knowledge_base.schema import ServiceItem


def settle_visit(
    session: Session,
    visit: Appointment,
    item: ServiceItem,
    *,
    kind: str,
    actor: str,
    now: datetime,
    calendar: WorkingDays,
    roster: Roster | None,
    reason: str = "",
    old_start: datetime | None = None,
) -> None:
    """Name the officer of ``visit`` for its present start, plan its reminders and record the change ``kind``."""
    if roster:
        assign_officer(session, visit, item, roster, now=now)
    plan_reminders(session, visit, item, now=now, calendar=calendar)
    record_change(session, visit, kind, actor=actor, now=now, reason=reason, old_start=old_start)
    session.flush()
