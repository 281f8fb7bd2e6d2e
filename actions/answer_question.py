"""Legal questions: answered from the cards, unless the message belongs to what was asked or offered just before."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.cards import answer
from actions.heard import belongs_to_before
from actions.review_log import note
from actions.turn import turn_of
from knowledge_base.rates import load_rates
from knowledge_base.topic_choice import near_tie


class ActionAnswerQuestion(Action):
    """Answers a legal question with a card."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_answer_question"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Find and send the answer; keep which card it was."""
        turn = turn_of(tracker)
        done = belongs_to_before(dispatcher, tracker, domain)
        if done is not None:
            return done
        calculator = load_rates().asked_for(turn.text)
        if calculator:
            return [SlotSet("calc_kind", calculator), FollowupAction("calculator_form")]
        if near_tie(turn.topics):
            note(turn, "near_tie")
        return answer(turn.text, turn.topics, turn, dispatcher)
