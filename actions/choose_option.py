"""Pressed buttons and bare facts outside a form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.deadline_reply import tell_deadlines
from actions.heard import belongs_to_before, choose
from actions.rate import ActionRate
from actions.reply import Reply
from actions.review_log import note
from actions.turn import Slots, Turn, turn_of
from actions.visit_options import KINDS, visit_option, wants_a_visit
from bot.bootstrap import context
from bot.casework.deadline_answers import event_in
from bot.nlu.place_finder import find_place
from bot.nlu.reference_numbers import find_complaint_number
from knowledge_base.checklist_text import checklist_text

MARKS = ("1", "2", "3", "4", "5")


class ActionChooseOption(Action):
    """Does what a button says, or takes a bare fact as the start of what it belongs to."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_choose_option"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Dispatch on what the button carries."""
        turn, slots = turn_of(tracker), tracker.slots
        in_form = bool((tracker.active_loop or {}).get("name"))
        done = belongs_to_before(dispatcher, tracker, domain)
        if done is not None:
            return done
        if turn.option is None:
            return _day_for_card(turn, dispatcher, tracker, domain) or _bare_fact(turn, dispatcher)
        kind, _, value = turn.option.partition(":")
        if value == "none":
            note_corrected(turn, slots)
        chosen = choose(turn.option, turn, slots, dispatcher)
        if chosen is not None:
            return chosen
        if kind == "checklist":
            return _checklist(value, in_form, dispatcher)
        if kind == "rate" and value in MARKS:
            return ActionRate().run(dispatcher, tracker, domain)
        if kind in KINDS:
            return visit_option(kind, value, turn, slots, dispatcher, in_form=in_form)
        if turn.option == "other_place":
            return [FollowupAction("lawyer_form")]
        if turn.option == "other_item":
            return [SlotSet("checklist_item", None), FollowupAction("checklist_form")]
        Reply("utter_already_done").send(dispatcher)
        return []


def note_corrected(turn: Turn, slots: Slots) -> None:
    """The resident said that none of what was offered is meant: keep the question for review."""
    if slots.get("pending_question"):
        note(replace(turn, text=str(slots["pending_question"])), "corrected")


def _checklist(item_id: str, in_form: bool, dispatcher: CollectingDispatcher) -> list[EventType]:
    """The list is one answer: an open form need not wait for it."""
    item = context().kb.service_items.get(item_id)
    if not in_form or item is None:
        return [SlotSet("checklist_item", item_id if item else None), FollowupAction("checklist_form")]
    Reply("utter_checklist", {"body": checklist_text(item, context().kb)}).send(dispatcher)
    return []


def _day_for_card(
    turn: Turn, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> list[EventType] | None:
    """A bare day after a card that has a clock is the day that clock runs from."""
    card = context().kb.cards.get(str(tracker.slots.get("last_card")))
    if card is None or not card.clock or wants_a_visit(turn) or event_in(turn.text, turn.now) is None:
        return None
    return tell_deadlines(dispatcher, tracker, domain)


def _bare_fact(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    if find_complaint_number(turn.text):
        return [FollowupAction("complaint_lookup_form")]
    if wants_a_visit(turn):
        return [FollowupAction("booking_form")]
    if find_place(turn.text, context().places).kind is not None:
        return [FollowupAction("lawyer_form")]
    Reply("utter_nothing_open").send(dispatcher)
    return []
