"""Periods in which nobody is received, as the desk sets and lifts them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.casework.audit import record_act
from bot.casework.booking_errors import NotFound
from bot.casework.desk_scope import Scope
from bot.casework.visits import block_period, visit_end
from bot.storage.appointments import BOOKED, Appointment, BlockedPeriod


class WrongPeriod(ValueError):
    """The period ends before it begins, is over, or lacks a reason."""


def block(
    session: Session,
    scope: Scope,
    *,
    institution: str,
    item_id: str | None,
    window: int | None,
    start: datetime,
    end: datetime,
    reason: str,
    actor: str,
    now: datetime,
) -> list[Appointment]:
    """Receive nobody from ``start`` to ``end``; return the booked visits inside, soonest first, to be moved.

    Raises ``NotFound`` for a body outside ``scope``, ``WrongPeriod``.
    """
    if not scope.allows(institution) or scope.officer_id is not None:
        raise NotFound()
    reason = reason.strip()
    if start >= end or end <= now or len(reason) < 2:
        raise WrongPeriod("the period must end after it begins, lie ahead and have a reason")
    visits = block_period(
        session,
        institution=institution,
        item_id=item_id,
        window=window,
        start=start,
        end=end,
        reason=reason[:200],
        actor=actor,
    )
    record_act(session, actor=actor, action="blocked", about=f"institution:{institution}", reason=reason, now=now)
    return sorted(visits, key=lambda visit: visit.start)


def blocks_ahead(session: Session, scope: Scope, *, now: datetime) -> list[BlockedPeriod]:
    """Return the blocked periods not yet over, earliest first."""
    query = select(BlockedPeriod).where(BlockedPeriod.ends_at > now).order_by(BlockedPeriod.start, BlockedPeriod.id)
    return [period for period in session.scalars(query) if scope.allows(period.institution)]


def visits_inside(session: Session, scope: Scope, period: BlockedPeriod, *, now: datetime) -> list[Appointment]:
    """Return the booked visits that ``period`` touches and that still lie ahead, soonest first."""
    query = select(Appointment).where(
        Appointment.institution == period.institution,
        or_(period.item_id is None, Appointment.item_id == period.item_id),
        or_(period.window is None, Appointment.window == period.window),
        Appointment.state == BOOKED,
        Appointment.start > now,
        Appointment.start < period.ends_at,
    )
    inside = [visit for visit in session.scalars(scope.narrow(query)) if visit_end(visit) > period.start]
    return sorted(inside, key=lambda visit: visit.start)


def lift_block(session: Session, scope: Scope, block_id: int, *, actor: str, now: datetime) -> None:
    """Receive again in a blocked period. Raises ``NotFound``."""
    period = session.get(BlockedPeriod, block_id)
    if period is None or not scope.allows(period.institution) or scope.officer_id is not None:
        raise NotFound()
    session.delete(period)
    about = f"institution:{period.institution}"
    record_act(session, actor=actor, action="block_lifted", about=about, reason=period.reason, now=now)
