"""Moving and cancelling a visit from the desk; the resident is told through the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.casework.appointments import cancel_visit, move_visit
from bot.casework.audit import record_act
from bot.casework.booking_rules import booking_of
from bot.casework.desk_scope import Scope, visit_in_scope
from bot.casework.masking import mask
from bot.casework.slot import Slot
from bot.casework.slots import free_slots
from bot.casework.working_days import WorkingDays
from bot.storage.appointments import Appointment
from knowledge_base.roster import Roster
from knowledge_base.schema import ServiceItem

OFFERED_DAYS = 14
OFFERED_SLOTS = 60


class ReasonMissing(ValueError):
    """Moving or cancelling somebody's visit needs a reason that is kept."""


def times_to_offer(
    session: Session, visit: Appointment, items: dict[str, ServiceItem], *, now: datetime, calendar: WorkingDays
) -> list[Slot]:
    """Return free times of the coming fortnight for ``visit``; the lead time does not bind the desk itself."""
    item = items[visit.item_id]
    at_once = item.copy(update={"booking": booking_of(item).copy(update={"lead_working_days": 0})})
    until = max(now, visit.start) + timedelta(days=OFFERED_DAYS)
    return free_slots(session, at_once, since=now, until=until, now=now, limit=OFFERED_SLOTS, calendar=calendar)


def move(
    session: Session,
    scope: Scope,
    visit_id: int,
    start: datetime,
    *,
    reason: str,
    actor: str,
    now: datetime,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
    roster: Roster,
) -> Appointment:
    """Move a visit to ``start`` and tell the resident. Raises ``ReasonMissing`` and what ``move_visit`` raises."""
    reason = _reason(reason)
    visit = visit_in_scope(session, scope, visit_id, for_change=True)
    visit = move_visit(
        session, visit, start, now=now, calendar=calendar, items=items, roster=roster, actor=actor, reason=reason
    )
    record_act(session, actor=actor, action="visit_moved", about=f"visit:{visit.id}", reason=reason, now=now)
    return visit


def cancel(
    session: Session,
    scope: Scope,
    visit_id: int,
    *,
    reason: str,
    actor: str,
    now: datetime,
    calendar: WorkingDays,
    items: dict[str, ServiceItem],
) -> Appointment:
    """Cancel a visit and tell the resident. Raises ``NotFound``, ``NotChangeable``, ``ReasonMissing``."""
    reason = _reason(reason)
    visit = visit_in_scope(session, scope, visit_id, for_change=True)
    visit = cancel_visit(session, visit, now=now, calendar=calendar, items=items, actor=actor, reason=reason)
    record_act(session, actor=actor, action="visit_cancelled", about=f"visit:{visit.id}", reason=reason, now=now)
    return visit


def _reason(text: str) -> str:
    text = mask(" ".join(text.split()))[:200]
    if len(text) < 2:
        raise ReasonMissing("a reason is needed")
    return text
