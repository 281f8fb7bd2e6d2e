"""Residents whom no message reached: they must be called."""

from __future__ import annotations

from starlette.responses import Response

from bot.casework.desk_calls import call_outs, mark_called
from bot.desk.routing import Call


def calls(call: Call) -> Response:
    """Show whom to call and what they were to be told."""
    services = call.services
    with call.looking("calls") as session:
        found = call_outs(session, call.scope, now=call.now, items=services.items)
    texts = {one.message_id: services.message_text(one.template, one.variables) for one in found}
    return call.page("calls", here="calls", calls=found, texts=texts)


def called(call: Call) -> Response:
    """Note that the resident was told by telephone."""
    with call.writing() as session:
        mark_called(session, call.scope, call.number("message"), actor=call.actor, now=call.now)
    return call.go("/calls", said="called")
