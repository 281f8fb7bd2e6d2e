"""Where an office is, when it is open, what its number is — as far as the operator has filled it in."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.last_shown import about_shown, office_shown, shown
from actions.reply import Reply, intent
from actions.right_door import door_reply
from actions.turn import turn_of
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.offices import find_hotline, find_offices
from knowledge_base.schema import PLACEHOLDER, Institution


class ActionShowOffice(Action):
    """Tells what is known of up to three bodies named in the question."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_show_office"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer with the bodies, a hotline, or the list of numbers that always work."""
        turn, kb = turn_of(tracker), context().kb
        offices = find_offices(turn.text, kb.institutions)
        hotline = find_hotline(turn.text, kb)
        for office in offices:
            Reply("utter_office", _facts(office)).send(dispatcher)
        if not offices and hotline:
            Reply("utter_hotline", {"number": hotline.number, "name": hotline.name, "use": hotline.use}).send(
                dispatcher
            )
        elif not offices and (
            about := about_shown(turn, tracker.slots, named=office_shown(turn, tracker.slots) is None)
        ):
            about.send(dispatcher)
        elif not offices:
            buttons = (intent(say("utter_next_book_appointment"), "book_appointment"),)
            (door_reply(turn.text) or Reply("utter_which_office", buttons=buttons)).send(dispatcher)
        return [shown(turn, offices[0].id)] if offices else []


def _facts(office: Institution) -> dict[str, str]:
    phone = office.hotline or office.phone
    return {
        "name": office.name,
        "does": office.does,
        "phone": _known(phone),
        "address": _known(office.address),
        "hours": _known(office.hours),
    }


def _known(value: str) -> str:
    return say("utter_word_not_filled") if not value or value.startswith(PLACEHOLDER) else value
