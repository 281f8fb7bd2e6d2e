"""Replies to a card's follow-up question: the answer that holds for this case."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Button, Reply, intent, option
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.card_text import option_text
from knowledge_base.rates import load_rates
from knowledge_base.schema import Card, FollowUpOption


def send_case(card: Card, chosen: FollowUpOption, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Tell the answer for this case, with the card's next steps and the door as buttons."""
    body = option_text(chosen, context().kb, card)
    Reply("utter_card_option", {"body": body}, (*next_steps(card), *beside_card(card))).send(dispatcher)
    return [SlotSet("last_card", card.id), SlotSet("last_topic", context().kb.topic_of[card.id])]


def next_steps(card: Card) -> tuple[Button, ...]:
    """The services that the bot offers right after this card."""
    return tuple(intent(say(f"utter_next_{step.value}"), step.value) for step in card.next)


def beside_card(card: Card) -> tuple[Button, ...]:
    """What stands under every answer from this card: a calculation that belongs to it, and the right door."""
    kinds = load_rates().offered_for(card.id, context().kb.topic_of[card.id])[:1]
    calculators = tuple(option(say(f"utter_calc_title_{kind}"), f"calc:{kind}") for kind in kinds)
    return (*calculators, option(say("utter_button_which_door"), "door:ask"))
