"""Reminders of a visit: one working day before and two hours before, never at night.

They are outbox rows written with the booking, planned again when it moves and dropped when it is cancelled. Their
buttons (will come, move, cancel) belong to the response.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.casework.outbox import drop_about, enqueue
from bot.casework.quiet_hours import after_night, before_night
from bot.casework.spoken_time import spoken_clock, spoken_day, spoken_moment
from bot.casework.visit_place import known_place
from bot.casework.working_days import WorkingDays
from bot.storage.appointments import Appointment
from knowledge_base.schema import ServiceItem

SHORTLY = timedelta(hours=2)
LATEST = timedelta(minutes=45)
"""A reminder later than this before the visit would find the resident already on the way."""
DAY_BEFORE = "utter_reminder_day_before"
TWO_HOURS_BEFORE = "utter_reminder_two_hours"


def plan_reminders(
    session: Session, appointment: Appointment, item: ServiceItem, *, now: datetime, calendar: WorkingDays
) -> None:
    """Replace the waiting reminders of ``appointment`` by those for its present start.

    Times already over at ``now`` are left out: somebody who books for this afternoon was just told.
    """
    drop_reminders(session, appointment)
    for template, moment in reminder_times(appointment, calendar):
        if moment > now:
            enqueue(
                session,
                channel=appointment.channel,
                recipient=appointment.conversation_id,
                template=template,
                variables=visit_variables(appointment, item),
                dedupe_key=f"{template}:{appointment.number}:{appointment.sequence}",
                send_after=moment,
                about=_about(appointment),
                expires_at=appointment.start,
            )


def reminder_times(appointment: Appointment, calendar: WorkingDays) -> list[tuple[str, datetime]]:
    """Return which reminder is due when, by day; both can fall on one evening and then only the first remains."""
    start = appointment.start
    eve = calendar.previous_working_day(start.date(), appointment.institution)
    day_before = before_night(after_night(start.replace(year=eve.year, month=eve.month, day=eve.day)))
    shortly = after_night(start - SHORTLY)
    if shortly > start - LATEST:
        shortly = before_night(start - SHORTLY)
    return [(DAY_BEFORE, day_before), (TWO_HOURS_BEFORE, shortly)]


def drop_reminders(session: Session, appointment: Appointment) -> None:
    """Drop what is still waiting, as when the visit is cancelled or over."""
    drop_about(session, _about(appointment))


def visit_variables(appointment: Appointment, item: ServiceItem) -> dict[str, str]:
    """What a message about a visit may mention; all texts."""
    return {
        "number": appointment.number,
        "item": item.name,
        "item_id": item.id,
        "place": known_place(item),
        "window": str(appointment.window),
        "officer": appointment.officer_name or "",
        "start": appointment.start.isoformat(),
        "when": spoken_moment(appointment.start),
        "day": spoken_day(appointment.start.date()),
        "clock": spoken_clock(appointment.start),
    }


def _about(appointment: Appointment) -> str:
    return f"reminder:{appointment.number}"
