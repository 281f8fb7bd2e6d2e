"""Tells answer cards: the best one, or an honest question which of two is meant, or an honest "no card fits"."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import matters
from actions.follow_up import beside_card, next_steps
from actions.offers import remember
from actions.reply import Button, Reply, option
from actions.turn import Turn
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.card_text import card_text, option_text
from knowledge_base.follow_up import stated_option
from knowledge_base.schema import Card
from knowledge_base.search import CardResult
from knowledge_base.topic_choice import near_tie

Topics = Sequence[tuple[str, float]]


def answer(text: str, topics: Topics, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Send the card that fits ``text``; which of two when they are close; the general next step when none fits."""
    several = matters.joined(text, topics)
    if several:
        return _tell(several[0], several[1:], (), text, turn, dispatcher)
    found = context().cards.find(text, topics)
    if found.kind == "hit":
        return _answer_with(found, text, topics, turn, dispatcher)
    if found.kind == "close":
        buttons = [option(card.title, f"card:{card.id}") for card in found.cards]
        return _ask_which("card", buttons, text, topics, turn, dispatcher)
    if near_tie(topics):
        names = context().kb.topics
        buttons = [option(names[topic].name, f"topic:{topic}") for topic, _ in topics[:2] if topic in names]
        return _ask_which("topic", buttons, text, topics, turn, dispatcher)
    say_no_card(topics, dispatcher)
    return [*remember(turn, ()), *_about(text, topics, None)]


def say_no_card(topics: Topics, dispatcher: CollectingDispatcher) -> None:
    """No card fits: the topic's general next step, and a person."""
    known = context().kb.topics
    general = known[topics[0][0]].general if topics and topics[0][0] in known else ""
    Reply("utter_no_card", {"general": general}).send(dispatcher)


def send_card(
    card: Card, turn: Turn, dispatcher: CollectingDispatcher, *, question: str = "", further: tuple[Button, ...] = ()
) -> list[EventType]:
    """The card's text with its follow-up question and what else can be done; first the case ``question`` states."""
    kb = context().kb
    further = (*further, *beside_card(card))
    stated = stated_option(card, question) if question else None
    if stated is not None:
        Reply("utter_card_stated", {"case": stated.button, "body": option_text(stated, kb)}).send(dispatcher)
    left = [o for o in card.follow_up.options if o is not stated] if card.follow_up else []
    options = tuple(option(o.button, f"case:{card.id}:{o.id}") for o in left)
    if card.follow_up is None:
        Reply("utter_card", {"body": card_text(card, kb)}, (*further, *next_steps(card))).send(dispatcher)
        return remember(turn, further)
    Reply("utter_card", {"body": card_text(card, kb)}, next_steps(card)).send(dispatcher)
    asked = Reply("utter_follow_up", {"question": card.follow_up.question}, (*options, *further))
    (Reply("utter_follow_up_other", {}, asked.buttons) if stated else asked).send(dispatcher)
    return remember(turn, asked.buttons)


def _answer_with(
    found: CardResult, text: str, topics: Topics, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    second = matters.beside(found, text, topics)
    others = (second,) if second else ()
    perhaps = () if second else tuple(c for c in found.also if c.id != found.cards[0].id)
    return _tell(found.cards[0], others, perhaps, text, turn, dispatcher)


def _tell(
    card: Card,
    others: Sequence[Card],
    perhaps: Sequence[Card],
    text: str,
    turn: Turn,
    dispatcher: CollectingDispatcher,
) -> list[EventType]:
    """The card, after saying which further matters there are; ``perhaps`` may be meant instead."""
    kb = context().kb
    if others:
        names = [kb.topics[kb.topic_of[one.id]].name for one in (card, *others)]
        response = "utter_two_matters" if len(names) == 2 else "utter_more_matters"
        Reply(response, {"first": names[0], "second": "、".join(names[1:]), "count": len(names)}).send(dispatcher)
    further = tuple(option(say("utter_also_about", title=one.title), f"card:{one.id}") for one in others)
    further += tuple(option(say("utter_perhaps", title=one.title), f"card:{one.id}") for one in perhaps)
    sent = send_card(card, turn, dispatcher, question=text, further=further)
    return [*sent, *_about(text, (), card)]


def _ask_which(
    what: str, choices: list[Button], text: str, topics: Topics, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    buttons = (*choices, option(say("utter_none_of_these"), f"{what}:none"))
    Reply("utter_which_card" if what == "card" else "utter_which_topic", buttons=buttons).send(dispatcher)
    return [*remember(turn, buttons), *_about(text, topics, None)]


def _about(text: str, topics: Topics, card: Card | None) -> list[EventType]:
    topic = context().kb.topic_of[card.id] if card else (topics[0][0] if topics else None)
    return [
        SlotSet("pending_question", text),
        SlotSet("last_card", card.id if card else None),
        SlotSet("last_topic", topic),
    ]
