"""How long there is for a step, and whether it is still in time."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.cards import answer
from actions.deadline_reply import tell_deadlines
from actions.heard import answers_an_offer
from actions.turn import turn_of


class ActionShowDeadline(Action):
    """Finds the clock, counts it from the event that was told, and says what to do next."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_show_deadline"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer; without a clock that fits, the question is answered like any other."""
        offered = answers_an_offer(turn_of(tracker), tracker.slots, dispatcher)
        if offered is not None:
            return offered
        told = tell_deadlines(dispatcher, tracker, domain)
        if told is not None:
            return told
        turn = turn_of(tracker)
        return answer(turn.text, turn.topics, turn, dispatcher)
