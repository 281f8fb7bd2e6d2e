"""Replies to a card's follow-up question: the answer that holds for this case."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Reply, intent
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.card_text import option_text
from knowledge_base.follow_up import matching_option
from knowledge_base.schema import Card, FollowUpOption


def typed_reply(turn: Turn, slots: Slots) -> tuple[Card, FollowUpOption] | None:
    """The card asked last and the option that the typed message means, if it means one."""
    card = context().kb.cards.get(str(slots.get("last_card")))
    chosen = matching_option(card, turn.text) if card and turn.option is None else None
    return (card, chosen) if card and chosen else None


def send_case(card: Card, chosen: FollowUpOption, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Tell the answer for this case, with the card's next steps as buttons."""
    steps = tuple(intent(say(f"utter_next_{step.value}"), step.value) for step in card.next)
    Reply("utter_card_option", {"body": option_text(chosen, context().kb)}, steps).send(dispatcher)
    return [SlotSet("last_card", card.id)]
