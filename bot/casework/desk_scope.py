"""Whose visits a member of staff sees: those of the bodies they are on duty for, a lawyer only their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.booking_errors import NotFound
from bot.storage.appointments import Appointment
from bot.storage.staff import LAWYER, MANAGER, StaffAccount
from knowledge_base.roster import DutyLine, Roster
from knowledge_base.schema import ServiceItem


@dataclass(frozen=True)
class Scope:
    """``institutions`` None means all; ``officer_id`` narrows it to one person's own visits."""

    institutions: frozenset[str] | None = None
    officer_id: str | None = None

    def allows(self, institution: str) -> bool:
        """Whether visits to ``institution`` may be seen at all."""
        return self.institutions is None or institution in self.institutions

    def sees(self, visit: Appointment) -> bool:
        """Whether this visit may be seen."""
        own = self.officer_id is None or visit.officer_id == self.officer_id
        return own and self.allows(visit.institution)

    def narrow(self, query: Any) -> Any:
        """Return ``query`` over ``Appointment`` with only the visits of this scope."""
        if self.institutions is not None:
            query = query.where(Appointment.institution.in_(sorted(self.institutions)))
        return query if self.officer_id is None else query.where(Appointment.officer_id == self.officer_id)


def scope_of(account: StaffAccount, roster: Roster, items: Mapping[str, ServiceItem]) -> Scope:
    """Return what ``account`` may see. Without a place in the roster only a manager sees anything: everything."""
    if account.person_id is None:
        return Scope() if account.role == MANAGER else Scope(frozenset())
    if account.role == LAWYER:
        return Scope(officer_id=account.person_id)
    served = [item for line in roster.lines if account.person_id in _people(line) for item in line.items]
    return Scope(frozenset(items[item].institution for item in served if item in items))


def visit_in_scope(session: Session, scope: Scope, visit_id: int, *, for_change: bool = False) -> Appointment:
    """Return the visit with this id. Raises ``NotFound`` for an unknown one and for one of somebody else's alike."""
    query = scope.narrow(select(Appointment).where(Appointment.id == visit_id))
    visit = session.scalars(query.with_for_update() if for_change else query).one_or_none()
    if visit is None:
        raise NotFound()
    return visit


def _people(line: DutyLine) -> tuple[str, ...]:
    return (*line.officers, *line.assistants, line.manager)
