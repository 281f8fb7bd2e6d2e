"""One visit: its history, the phone number for a reason, moving and cancelling."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

from starlette.responses import Response

from bot.casework import desk_moves
from bot.casework.appointment_history import history
from bot.casework.desk_day import reveal_phone, visit_rows
from bot.casework.desk_moves import ReasonMissing, times_to_offer
from bot.casework.desk_scope import visit_in_scope
from bot.casework.slot import Slot
from bot.casework.trip_reasons import TripReason
from bot.desk.rights import Right, may
from bot.desk.routing import Call
from bot.storage.appointments import BOOKED, COME_AGAIN, AppointmentChange
from bot.storage.base import CITY_TIME


def visit(call: Call) -> Response:
    """Show one visit."""
    return _page(call, "")


def phone(call: Call) -> Response:
    """Show one visit with the whole phone number; who asked and why is kept first."""
    with call.writing() as session:
        try:
            number = reveal_phone(
                session,
                call.scope,
                call.number("visit"),
                actor=call.actor,
                reason=call.form.get("reason", ""),
                now=call.now,
            )
        except ValueError as error:
            raise ReasonMissing("a reason is needed") from error
    return _page(call, number)


def move(call: Call) -> Response:
    """Move the visit to the chosen time."""
    services = call.services
    start = _offered_start(call.form.get("start", ""))
    with call.writing() as session:
        moved = desk_moves.move(
            session,
            call.scope,
            call.number("visit"),
            start,
            reason=call.form.get("reason", ""),
            actor=call.actor,
            now=call.now,
            calendar=services.calendar,
            items=services.items,
            roster=call.roster,
        )
    return call.go(f"/visits/{moved.id}", said="moved")


def cancel(call: Call) -> Response:
    """Cancel the visit."""
    services = call.services
    with call.writing() as session:
        gone = desk_moves.cancel(
            session,
            call.scope,
            call.number("visit"),
            reason=call.form.get("reason", ""),
            actor=call.actor,
            now=call.now,
            calendar=services.calendar,
            items=services.items,
        )
    return call.go(f"/visits/{gone.id}", said="cancelled")


def _offered_start(text: str) -> datetime:
    """Read a moment that a page offered. Raises ``ValueError`` for anything else, as one without its time zone."""
    start = datetime.fromisoformat(text)
    if start.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return start.astimezone(CITY_TIME)


def _page(call: Call, number: str) -> Response:
    services = call.services
    with call.looking(f"visit:{call.number('visit')}", "saw_visit") as session:
        found = visit_in_scope(session, call.scope, call.number("visit"))
        (row,) = visit_rows(session, [found], now=call.now, items=services.items, checklist=services.checklist)
        movable = found.state == BOOKED and found.start > call.now and may(call.staff.role, Right.MOVE)
        offered = (
            times_to_offer(session, found, services.items, now=call.now, calendar=services.calendar) if movable else []
        )
        changes = [(change, _why(change)) for change in history(session, found)]
    return call.page(
        "visit",
        here="day",
        visit=row,
        full_phone=number,
        institution=services.institution_name(found.institution),
        movable=movable,
        offered=_by_day(offered),
        changes=changes,
    )


def _why(change: AppointmentChange) -> str:
    if change.kind != COME_AGAIN:
        return str(change.reason)
    reason = TripReason.unpack(change.reason)
    return f"{reason.label}：{reason.detail}" if reason.detail else reason.label


def _by_day(slots: list[Slot]) -> list[tuple[date, list[Slot]]]:
    return [(day, list(those)) for day, those in groupby(slots, key=lambda slot: slot.start.date())]
