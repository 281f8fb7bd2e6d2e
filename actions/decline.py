"""Refusals and admissions of doubt: short, kind, and not in the same words twice in a row."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import after_danger
from actions.heard import belongs_to_before
from actions.reply import Reply
from actions.review_log import note
from actions.turn import turn_of

OUT_OF_SCOPE_WORDINGS = 4
UNSURE_WORDINGS = 3


def wording(intent: str, refusals: int) -> str:
    """The response's name: each further refusal of a conversation takes the next wording."""
    if intent == "out_of_scope":
        return f"utter_out_of_scope_{refusals % OUT_OF_SCOPE_WORDINGS + 1}"
    return f"utter_unsure_{refusals % UNSURE_WORDINGS + 1}"


class ActionDecline(Action):
    """Says that this is not for us, or that we are not sure, and what we can do."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_decline"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Decline what answers nothing asked before, and keep the message (masked) for ``legalbot nlu review``."""
        turn = turn_of(tracker)
        done = belongs_to_before(dispatcher, tracker, domain)
        if done is not None:
            return done
        if after_danger.danger_near(tracker, turn):
            after_danger.kind_word(turn, tracker.slots).send(dispatcher)
            note(turn, "refused")
            return []
        refusals = int(tracker.slots.get("refusals") or 0)
        Reply(wording(turn.intent, refusals)).send(dispatcher)
        note(turn, "refused")
        return [SlotSet("refusals", float(refusals + 1))]
