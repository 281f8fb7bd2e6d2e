"""What to bring: the 最多跑一次 list of one service item."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.checklist_words import foreign_matter
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import NOT_OPENED, Done, GuidedForm
from actions.forms.items import MORE, find_item, item_buttons
from actions.reply import Button, Reply, intent, option
from actions.turn import Slots, Turn, turn_of
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.checklist_text import checklist_text
from knowledge_base.schema import ServiceItem


def read_item(turn: Turn, slots: Slots) -> Reading:
    """The item asked for."""
    if turn.option == MORE:
        return Problem(ask_item(turn, slots))
    item = find_item(turn.text, turn.option)
    return {"checklist_item": item.id} if item else None


def ask_item(turn: Turn, slots: Slots) -> Reply:
    """Which item?"""
    return Reply("utter_offer_items", buttons=item_buttons(False, turn.option))


class ValidateChecklistForm(GuidedForm):
    """One question at most, then the list."""

    form_name = "checklist_form"
    own_intents = ("ask_checklist",)
    fields = (Field("checklist_item", read_item, spot=read_item, ask=ask_item),)

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Whoever asks to go through the papers one by one gets that dialogue instead of the list."""
        from actions.forms.checklist_dialogue import item_to_check, wants_check

        turn = turn_of(tracker)
        if turn.option is not None or not wants_check(turn.text):
            elsewhere = self._not_ours(turn, tracker)
            if elsewhere is None:
                return super().run(dispatcher, tracker, domain)
            elsewhere.send(dispatcher)
            return [SlotSet(slot, value) for slot, value in NOT_OPENED.items()]
        item = item_to_check(turn, tracker.slots)
        known = {"checklist_item": item.id if item else None, "check_answer": None, "requested_slot": None}
        return [*(SlotSet(slot, value) for slot, value in known.items()), FollowupAction("check_form")]

    @staticmethod
    def _not_ours(turn: Turn, tracker: Tracker) -> Reply | None:
        """Papers asked for a matter that no item here covers (低保, 起诉): say so, and point to the cards."""
        open_now = (tracker.active_loop or {}).get("name") is not None
        if open_now or turn.option is not None or turn.intent != "ask_checklist" or read_item(turn, tracker.slots):
            return None
        matter = foreign_matter(turn.text)
        if matter is None:
            return None
        found = context().cards.find(turn.text, turn.topics)
        cards = found.cards[:2] if found.kind != "none" else ()
        buttons = tuple(option(card.title, f"card:{card.id}") for card in cards)
        return Reply("utter_not_our_item", {}, (*buttons, option(say("utter_button_our_items"), "other_item")))

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Send the list with its place, hours, limit and legal basis."""
        kb = context().kb
        item = kb.service_items[slots["checklist_item"]]
        variables = {"body": checklist_text(item, kb)}
        buttons = _next(item, bookable=not booking_waits(slots))
        return Done(Reply("utter_checklist", variables, buttons), item_kept(item, slots))


def booking_waits(slots: Slots) -> bool:
    """Whether a booking was put aside for this: its item must not be changed, and it is offered again anyway."""
    return slots.get("paused_form") == "booking_form"


def item_kept(item: ServiceItem, slots: Slots) -> Values:
    """The item just shown is the one booked next."""
    return {} if booking_waits(slots) else {"service_item": item.id}


def _next(item: ServiceItem, *, bookable: bool) -> tuple[Button, ...]:
    book = (intent(say("utter_button_book_this"), "book_appointment"),) if item.booking and bookable else ()
    check = (option(say("utter_button_check"), f"check:{item.id}"),) if item.materials else ()
    return (*check, *book, option(say("utter_button_other_item"), "other_item"))
