"""Pressed buttons and bare facts outside a form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_question import answer, say_no_card, send_card
from actions.deadline_reply import tell_deadlines
from actions.follow_up import send_case, typed_reply
from actions.forms.calculator_fields import KINDS as CALCULATORS
from actions.rate import ActionRate
from actions.reply import Reply
from actions.review_log import note
from actions.right_door import door_reply, no_door_reply
from actions.told_day import tells_the_day
from actions.turn import Slots, Turn, turn_of
from actions.visit_options import KINDS, visit_option
from bot.bootstrap import context
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
        told = tell_deadlines(dispatcher, tracker, domain) if tells_the_day(tracker) else None
        if told is not None:
            return told
        if turn.option is None:
            return _bare_fact(turn, slots, dispatcher)
        kind, _, value = turn.option.partition(":")
        if value == "none":
            note_corrected(turn, slots)
        if kind == "card":
            return _card(value, slots, dispatcher)
        if kind == "case":
            return _case(value, dispatcher)
        if kind == "topic":
            return _topic(value, slots, dispatcher)
        if kind == "calc" and value in CALCULATORS:
            return [SlotSet("calc_kind", value), FollowupAction("calculator_form")]
        if kind == "door":
            (door_reply(str(slots.get("pending_question") or ""), slots.get("last_topic")) or no_door_reply()).send(
                dispatcher
            )
            return []
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


def _card(card_id: str, slots: Slots, dispatcher: CollectingDispatcher) -> list[EventType]:
    card = context().kb.cards.get(card_id)
    if card is None:
        say_no_card(_topics(slots), dispatcher)
        return []
    send_card(card, dispatcher)
    return [SlotSet("last_card", card.id), SlotSet("last_topic", context().kb.topic_of[card.id])]


def _checklist(item_id: str, in_form: bool, dispatcher: CollectingDispatcher) -> list[EventType]:
    """The list is one answer: an open form need not wait for it."""
    item = context().kb.service_items.get(item_id)
    if not in_form or item is None:
        return [SlotSet("checklist_item", item_id if item else None), FollowupAction("checklist_form")]
    Reply("utter_checklist", {"body": checklist_text(item, context().kb)}).send(dispatcher)
    return []


def _case(value: str, dispatcher: CollectingDispatcher) -> list[EventType]:
    card_id, _, option_id = value.partition(":")
    card = context().kb.cards.get(card_id)
    options = card.follow_up.options if card and card.follow_up else ()
    chosen = next((o for o in options if o.id == option_id), None)
    if card is None or chosen is None:
        Reply("utter_nothing_open").send(dispatcher)
        return []
    return send_case(card, chosen, dispatcher)


def _topic(topic: str, slots: Slots, dispatcher: CollectingDispatcher) -> list[EventType]:
    question = slots.get("pending_question")
    if topic == "none" or not question:
        say_no_card(_topics(slots), dispatcher)
        return []
    return answer(str(question), [(topic, 1.0)], dispatcher)


def _topics(slots: Slots) -> list[tuple[str, float]]:
    return [(str(slots["last_topic"]), 1.0)] if slots.get("last_topic") else []


def _bare_fact(turn: Turn, slots: Slots, dispatcher: CollectingDispatcher) -> list[EventType]:
    reply = typed_reply(turn, slots)
    if reply is not None:
        return send_case(*reply, dispatcher)
    if find_complaint_number(turn.text):
        return [FollowupAction("complaint_lookup_form")]
    if find_place(turn.text, context().places).kind is not None:
        return [FollowupAction("lawyer_form")]
    Reply("utter_nothing_open").send(dispatcher)
    return []
