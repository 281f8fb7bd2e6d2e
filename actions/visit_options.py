"""Buttons about a visit outside a form: its checklist, its pass, an offered seat, an answered reminder."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.checklist_dialogue import start_anew
from actions.forms.items import find_item
from actions.forms.visit_times import wish_of
from actions.reply import Reply
from actions.turn import Slots, Turn
from actions.visit_pass import pass_reply
from actions.waiting_list import accept, decline
from bot.bootstrap import context
from bot.casework.visits import confirm_coming
from bot.storage.engine import transaction

BOOKING_WORDS = ("预约", "约一", "我要约", "想约", "约个", "挂号", "挂个号", "排个号")
KINDS = ("check", "check_anew", "pass", "waiting", "waiting_no", "will_come")


def visit_option(
    kind: str, value: str, turn: Turn, slots: Slots, dispatcher: CollectingDispatcher, *, in_form: bool = False
) -> list[EventType]:
    """Do what a button of ``KINDS`` says; ``in_form``: another form is open, whose answers must stay its own."""
    if kind in ("check", "check_anew"):
        return _check(kind, value, turn)
    if kind == "will_come":
        _will_come(turn).send(dispatcher)
        return []
    if kind == "pass":
        pass_reply(turn, slots, value).send(dispatcher)
        return []
    reply, values = accept(turn, value) if kind == "waiting" else decline(turn, value)
    reply.send(dispatcher)
    return [] if in_form else [SlotSet(slot, known) for slot, known in values.items()]


def wants_a_visit(turn: Turn) -> bool:
    """Whether a sentence of bare facts is a booking: an item to book, and a time ahead or a word of booking."""
    item = find_item(turn.text)
    if item is None or item.booking is None:
        return False
    wish = wish_of(turn)
    ahead = wish is not None and wish.start is not None and wish.start > turn.now
    return ahead or any(word in turn.text for word in BOOKING_WORDS)


def _check(kind: str, value: str, turn: Turn) -> list[EventType]:
    item = context().kb.service_items.get(value)
    if item is not None and kind == "check_anew":
        start_anew(turn, item)
    known: dict[str, Any] = {"checklist_item": item.id if item else None, "check_answer": None, "check_said": None}
    return [*(SlotSet(slot, given) for slot, given in known.items()), FollowupAction("check_form")]


def _will_come(turn: Turn) -> Reply:
    with transaction(context().sessions) as session:
        visit = confirm_coming(session, turn.conversation_id, now=turn.now)
    return Reply("utter_will_come" if visit else "utter_no_visit_ahead")
