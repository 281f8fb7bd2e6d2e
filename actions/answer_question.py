"""Legal questions: the best card, or an honest question which of two is meant, or an honest "no card fits"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.deadline_reply import tell_deadlines
from actions.follow_up import send_case, typed_reply
from actions.reply import Button, Reply, intent, option
from actions.review_log import note
from actions.told_day import tells_the_day
from actions.turn import turn_of
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.card_text import card_text
from knowledge_base.rates import load_rates
from knowledge_base.schema import Card
from knowledge_base.search import CardResult
from knowledge_base.topic_choice import near_tie, second_matter

Topics = Sequence[tuple[str, float]]


class ActionAnswerQuestion(Action):
    """Answers a legal question with a card."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_answer_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Find and send the answer; keep which card it was."""
        turn = turn_of(tracker)
        told = tell_deadlines(dispatcher, tracker, domain) if tells_the_day(tracker) else None
        if told is not None:
            return told
        reply = typed_reply(turn, tracker.slots)
        if reply is not None:
            return send_case(*reply, dispatcher)
        calculator = load_rates().asked_for(turn.text)
        if calculator:
            return [SlotSet("calc_kind", calculator), FollowupAction("calculator_form")]
        if near_tie(turn.topics):
            note(turn, "near_tie")
        return answer(turn.text, turn.topics, dispatcher)


def answer(text: str, topics: Topics, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Send the card that fits ``text``; which of two when they are close; the general next step when none fits."""
    found = context().cards.find(text, topics)
    if found.kind == "hit":
        return _answer_with(found, text, topics, dispatcher)
    if found.kind == "close":
        buttons = [option(card.title, f"card:{card.id}") for card in found.cards]
        Reply("utter_which_card", buttons=(*buttons, option(say("utter_none_of_these"), "card:none"))).send(dispatcher)
        return _remember(text, topics, None)
    if near_tie(topics):
        names = context().kb.topics
        buttons = [option(names[topic].name, f"topic:{topic}") for topic, _ in topics[:2] if topic in names]
        Reply("utter_which_topic", buttons=(*buttons, option(say("utter_none_of_these"), "topic:none"))).send(
            dispatcher
        )
        return _remember(text, topics, None)
    say_no_card(topics, dispatcher)
    return _remember(text, topics, None)


def say_no_card(topics: Topics, dispatcher: CollectingDispatcher) -> None:
    """No card fits: the topic's general next step, and a person."""
    known = context().kb.topics
    general = known[topics[0][0]].general if topics and topics[0][0] in known else ""
    Reply("utter_no_card", {"general": general}).send(dispatcher)


def send_card(card: Card, dispatcher: CollectingDispatcher, further: tuple[Button, ...] = ()) -> None:
    """The card's text with buttons: its follow-up question where it has one, and what the bot can do next."""
    kb = context().kb
    steps = tuple(intent(say(f"utter_next_{step.value}"), step.value) for step in card.next)
    if card.follow_up is None:
        Reply("utter_card", {"body": card_text(card, kb)}, (*further, *steps)).send(dispatcher)
        return
    Reply("utter_card", {"body": card_text(card, kb)}, steps).send(dispatcher)
    options = tuple(option(o.button, f"case:{card.id}:{o.id}") for o in card.follow_up.options)
    Reply("utter_follow_up", {"question": card.follow_up.question}, (*options, *further)).send(dispatcher)


def _answer_with(found: CardResult, text: str, topics: Topics, dispatcher: CollectingDispatcher) -> list[EventType]:
    kb, card = context().kb, found.cards[0]
    topic = kb.topic_of[card.id]
    other = second_matter(topic, topics)
    second = context().cards.find(text, [(other, 1.0)]) if other else None
    further = tuple(option(say("utter_perhaps", title=near.title), f"card:{near.id}") for near in found.also)
    if other and second is not None and second.kind != "none":
        names = {"first": kb.topics[topic].name, "second": kb.topics[other].name}
        Reply("utter_two_matters", names).send(dispatcher)
        further = (option(say("utter_also_about", title=second.cards[0].title), f"card:{second.cards[0].id}"),)
    kinds = load_rates().offered_in(topic)[:1]
    calculators = tuple(option(say(f"utter_calc_title_{kind}"), f"calc:{kind}") for kind in kinds)
    door = option(say("utter_button_which_door"), "door:ask")
    send_card(card, dispatcher, (*further, *calculators, door))
    return _remember(text, topics, card)


def _remember(text: str, topics: Topics, card: Card | None) -> list[EventType]:
    topic = context().kb.topic_of[card.id] if card else (topics[0][0] if topics else None)
    return [
        SlotSet("pending_question", text),
        SlotSet("last_card", card.id if card else None),
        SlotSet("last_topic", topic),
    ]
