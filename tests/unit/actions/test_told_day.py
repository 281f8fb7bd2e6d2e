"""The actions that hear bare facts and legal questions leave a day told after a period to the action of periods."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_question import ActionAnswerQuestion
from actions.choose_option import ActionChooseOption

SAID_AT = 1_795_500_000.0
PERIOD_TOLD = {"event": "slot", "name": "last_deadline", "value": "administrative_reconsideration"}


def told(action: Action, text: str, intent: str, *, before: dict[str, Any] = PERIOD_TOLD) -> list[str]:
    """Return the responses when ``text`` is said after the event ``before``."""
    ranking = [{"name": intent, "confidence": 0.9}]
    message = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": []}
    events: list[dict[str, Any]] = [
        {"event": "user", "text": "行政复议期限多久", "timestamp": SAID_AT},
        before,
        {"event": "user", "text": text, "timestamp": SAID_AT},
    ]
    slots = {"last_deadline": "administrative_reconsideration"}
    tracker = Tracker("resident", slots, message, events, False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    action.run(dispatcher, tracker, {})
    return [one["response"] for one in dispatcher.messages]


@pytest.mark.parametrize(
    ("action", "text", "intent"),
    [
        (ActionChooseOption(), "昨天收到的", "inform"),
        (ActionChooseOption(), "11月20号", "inform"),
        (ActionAnswerQuestion(), "昨天收到处罚决定书", "consult_administrative"),
    ],
)
def test_a_day_after_a_period_is_counted(action: Action, text: str, intent: str) -> None:
    assert told(action, text, intent)[0].startswith("utter_deadline_")


@pytest.mark.parametrize(
    ("action", "text", "intent"),
    [
        (ActionChooseOption(), "石桥村", "inform"),
        (ActionAnswerQuestion(), "老板欠了我三个月工资一直不给", "consult_labor"),
    ],
)
def test_anything_else_is_answered_as_before(action: Action, text: str, intent: str) -> None:
    assert not any(response.startswith("utter_deadline_") for response in told(action, text, intent))


def test_a_day_after_something_else_is_answered_as_before() -> None:
    other = {"event": "action", "name": "action_answer_question"}
    assert told(ActionChooseOption(), "昨天收到的", "inform", before=other) == ["utter_nothing_open"]
