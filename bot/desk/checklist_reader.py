"""How far a resident's papers were checked in chat, as the desk shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.casework.desk_day import ChecklistReader
from bot.casework.visit_pass import checklist_of
from bot.storage.appointments import Appointment
from knowledge_base.schema import ServiceItem

UNCHECKED = "unchecked"


def checklist_reader(
    items: Mapping[str, ServiceItem], clock: Callable[[], datetime], say: Callable[..., str]
) -> ChecklistReader:
    """Return a reader that gives 齐了, 差N样 or 没对完; an empty text when nobody checked."""

    def read(session: Session, visit: Appointment) -> str:
        state = checklist_of(session, visit, items.get(visit.item_id), now=clock())
        if state.code == UNCHECKED:
            return ""
        return say(f"utter_check_word_{state.code}", missing=len(state.missing))

    return read
