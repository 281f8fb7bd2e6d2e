"""What the desk is built from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from bot.bootstrap import Context
from bot.casework.desk_day import ChecklistReader
from bot.casework.working_days import WorkingDays
from bot.storage.appointments import Appointment
from bot.wording import say
from knowledge_base.roster import Roster
from knowledge_base.schema import Institution, ServiceItem


def not_checked(_session: Session, _visit: Appointment) -> str:
    """The checklist reader of a city that does not check papers in chat: nothing is known of any visit."""
    return ""


@dataclass(frozen=True)
class DeskServices:
    """Everything the desk needs, so that tests can build one without settings or a clock of their own."""

    sessions: sessionmaker[Session]
    items: dict[str, ServiceItem]
    institutions: Mapping[str, Institution]
    calendar: WorkingDays
    roster: Roster
    clock: Callable[[], datetime]
    secret_key: bytes = field(repr=False)
    checklist: ChecklistReader = not_checked
    say: Callable[..., str] = say
    """Renders a message of the outbox: response name and variables."""

    def institution_name(self, institution_id: str) -> str:
        """Return the name of a body, its id when the city pack does not know it."""
        found = self.institutions.get(institution_id)
        return found.name if found else institution_id

    def message_text(self, template: str, variables: Mapping[str, Any]) -> str:
        """Return a message as its recipient would have read it; empty when its response is gone."""
        try:
            return self.say(template, **variables)
        except KeyError:
            return ""


def services_of(context: Context, *, checklist: ChecklistReader = not_checked) -> DeskServices:
    """Return the services of a running process."""
    return DeskServices(
        sessions=context.sessions,
        items=dict(context.kb.service_items),
        institutions=context.kb.institutions,
        calendar=context.calendar,
        roster=context.roster,
        clock=context.now,
        secret_key=context.settings.secret_key,
        checklist=checklist,
    )
