"""Periods in which nobody is received."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from bot.casework.desk_blocks import block, blocks_ahead, lift_block, visits_inside
from bot.casework.desk_day import visit_rows
from bot.desk.errors import Refusal
from bot.desk.routing import Call
from bot.storage.base import CITY_TIME


def blocks(call: Call) -> Response:
    """Show the periods ahead with the visits inside them, and the form for a new one."""
    services = call.services
    with call.looking("blocks") as session:
        shown = []
        for period in blocks_ahead(session, call.scope, now=call.now):
            inside = visits_inside(session, call.scope, period, now=call.now)
            rows = visit_rows(session, inside, now=call.now, items=services.items, checklist=services.checklist)
            shown.append((period, services.institution_name(period.institution), rows))
    items = [item for item in services.items.values() if item.booking and call.scope.allows(item.institution)]
    bodies = {item.institution: services.institution_name(item.institution) for item in items}
    windows = max((item.booking.windows for item in items if item.booking), default=1)
    return call.page("blocks", here="blocks", blocks=shown, items=items, bodies=bodies, windows=windows)


def add(call: Call) -> Response:
    """Block a period; the page then lists the visits inside."""
    form = call.form
    item = call.services.items.get(form.get("item", ""))
    institution = item.institution if item else form.get("institution", "")
    window = form.get("window", "")
    if (form.get("item") and item is None) or (window and not window.isdecimal()):
        raise Refusal("bad_input", 422)
    with call.writing() as session:
        block(
            session,
            call.scope,
            institution=institution,
            item_id=item.id if item else None,
            window=int(window) if window else None,
            start=_moment(form.get("start", "")),
            end=_moment(form.get("end", "")),
            reason=form.get("reason", ""),
            actor=call.actor,
            now=call.now,
        )
    return call.go("/blocks", said="blocked")


def lift(call: Call) -> Response:
    """Receive again in a period."""
    with call.writing() as session:
        lift_block(session, call.scope, call.number("block"), actor=call.actor, now=call.now)
    return call.go("/blocks", said="lifted")


def _moment(text: str) -> datetime:
    """Read a browser's local date and time, which is the city's."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)
    except ValueError:
        raise Refusal("wrong_period", 422) from None
