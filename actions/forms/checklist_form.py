"""What to bring: the 最多跑一次 list of one service item."""

from __future__ import annotations

from actions.forms.field import Field, Problem, Reading
from actions.forms.guided_form import Done, GuidedForm
from actions.forms.items import MORE, find_item, item_buttons
from actions.reply import Button, Reply, intent, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.checklist_text import checklist_text


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

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Send the list with its place, hours, limit and legal basis."""
        kb = context().kb
        item = kb.service_items[slots["checklist_item"]]
        variables = {"body": checklist_text(item, kb)}
        return Done(Reply("utter_checklist", variables, _next(item.booking is not None)), {"service_item": item.id})


def _next(bookable: bool) -> tuple[Button, ...]:
    book = (intent(say("utter_button_book_this"), "book_appointment"),) if bookable else ()
    return (*book, option(say("utter_button_other_item"), "other_item"))
