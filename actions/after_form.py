"""The last word after a form, and the first of trouble: a form that could not run must not sound as if it were done."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Reply


class ActionAfterForm(Action):
    """Asks what else there is. An action of ours and no plain response: it is silent when the action server is dead.

    Rasa goes on after a failed form as if it were complete; then nothing is said and the channel apologises.
    """

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_after_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask what else there is if a form really ended in this turn; not after one that was opened by mistake."""
        if tracker.slots.get("form_outcome") == "not_opened" and form_ended(tracker):
            return [SlotSet("form_outcome", None)]
        Reply("utter_after_form" if form_ended(tracker) else "utter_system_trouble").send(dispatcher)
        return []


def form_ended(tracker: Tracker) -> bool:
    """Whether a form was left since the resident's latest message."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "active_loop" and event.get("name") is None:
            return True
    return False
