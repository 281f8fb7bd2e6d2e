"""Short talk: a 没有 or 走了 may answer the question asked just before; else it gets its plain sentence."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.heard import belongs_to_before
from actions.reply import Reply
from actions.turn import turn_of

SAID = {
    "greet": "utter_greet",
    "goodbye": "utter_goodbye",
    "thank": "utter_thank",
    "help": "utter_help",
    "deny": "utter_anything_else",
}


class ActionSmallTalk(Action):
    """Answers greetings, thanks, goodbyes, a call for help and a no outside a form."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_small_talk"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """What the message replies to comes first."""
        done = belongs_to_before(dispatcher, tracker, domain)
        if done is not None:
            return done
        Reply(SAID.get(turn_of(tracker).intent, "utter_anything_else")).send(dispatcher)
        return []
