"""What a message has to do with the turn before: a day for a period, a choice typed instead of pressed, the door."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.cards import answer, say_no_card, send_card
from actions.deadline_reply import tell_deadlines, wants_deadline
from actions.follow_up import send_case
from actions.forms.calculator_fields import KINDS as CALCULATORS
from actions.in_context import goes_on
from actions.offers import typed_value
from actions.reply import Reply
from actions.right_door import asks_for_the_door, door_reply, matter_in, no_door_reply
from actions.told_day import hear_day
from actions.turn import Slots, Turn, turn_of
from bot.bootstrap import context

ACCESS_CODE = re.compile(r"[0-9]{6}")
"""Six digits alone are the code that came with a complaint's number."""


def belongs_to_before(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> list[EventType] | None:
    """Answer a typed message that goes on from what was said before; None when it stands for itself."""
    going_on = goes_on(dispatcher, tracker, domain)
    if going_on is not None:
        return going_on
    turn, slots = turn_of(tracker), tracker.slots
    day = hear_day(dispatcher, tracker, domain)
    if day is not None:
        return day
    value = typed_value(turn, slots)
    if value is not None:
        return choose(value, turn, slots, dispatcher)
    if wants_deadline(tracker):
        return tell_deadlines(dispatcher, tracker, domain)
    if turn.option is None and ACCESS_CODE.fullmatch(turn.text.strip()):
        return [FollowupAction("complaint_lookup_form")]
    if turn.option is None and asks_for_the_door(turn.text):
        return _door_asked_for(turn, slots, dispatcher)
    return None


def answers_an_offer(turn: Turn, slots: Slots, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer a message that sounds like a service but only says what was offered: a card or the case of a card."""
    value = typed_value(turn, slots)
    if value is None or not value.startswith(("card:", "case:")):
        return None
    return choose(value, turn, slots, dispatcher)


def choose(value: str, turn: Turn, slots: Slots, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Do what a button under an answer carries; None when it carries nothing of the kind."""
    kind, _, what = value.partition(":")
    if kind == "card":
        return _card(what, turn, slots, dispatcher)
    if kind == "case":
        return _case(what, dispatcher)
    if kind == "topic":
        return _topic(what, turn, slots, dispatcher)
    if kind == "door":
        return _door(str(slots.get("pending_question") or ""), slots.get("last_topic"), dispatcher)
    if kind == "calc" and what in CALCULATORS:
        return [SlotSet("calc_kind", what), FollowupAction("calculator_form")]
    return None


def _card(card_id: str, turn: Turn, slots: Slots, dispatcher: CollectingDispatcher) -> list[EventType]:
    card = context().kb.cards.get(card_id)
    if card is None:
        say_no_card(_topics(slots), dispatcher)
        return []
    question = str(slots.get("pending_question") or "")
    sent = send_card(card, turn, dispatcher, question=question)
    return [*sent, SlotSet("last_card", card.id), SlotSet("last_topic", context().kb.topic_of[card.id])]


def _case(value: str, dispatcher: CollectingDispatcher) -> list[EventType]:
    card_id, _, option_id = value.partition(":")
    card = context().kb.cards.get(card_id)
    options = card.follow_up.options if card and card.follow_up else ()
    chosen = next((o for o in options if o.id == option_id), None)
    if card is None or chosen is None:
        Reply("utter_nothing_open").send(dispatcher)
        return []
    return send_case(card, chosen, dispatcher)


def _topic(topic: str, turn: Turn, slots: Slots, dispatcher: CollectingDispatcher) -> list[EventType]:
    question = slots.get("pending_question")
    if topic == "none" or not question:
        say_no_card(_topics(slots), dispatcher)
        return []
    return answer(str(question), [(topic, 1.0)], turn, dispatcher)


def _door_asked_for(turn: Turn, slots: Slots, dispatcher: CollectingDispatcher) -> list[EventType]:
    """The door of the matter told in the message itself, else of the question before it."""
    matter = matter_in(turn.text)
    if not matter:
        return _door(str(slots.get("pending_question") or ""), slots.get("last_topic"), dispatcher)
    topic = turn.topics[0][0] if turn.topics else None
    return [
        *_door(matter, topic, dispatcher),
        SlotSet("pending_question", matter),
        SlotSet("last_topic", topic),
        SlotSet("last_card", None),
    ]


def _door(question: str, topic: str | None, dispatcher: CollectingDispatcher) -> list[EventType]:
    (door_reply(question, topic) or no_door_reply()).send(dispatcher)
    return []


def _topics(slots: Slots) -> list[tuple[str, float]]:
    return [(str(slots["last_topic"]), 1.0)] if slots.get("last_topic") else []
