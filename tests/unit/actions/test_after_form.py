"""A form that could not run never sounds as if it were done."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.after_form import ActionAfterForm

USER = {"event": "user", "text": "我要预约"}
FORM = {"event": "action", "name": "booking_form"}
ENTERED, LEFT = {"event": "active_loop", "name": "booking_form"}, {"event": "active_loop", "name": None}


@pytest.mark.parametrize(
    ("events", "response"),
    [
        ([USER, FORM, LEFT], "utter_after_form"),
        ([USER, FORM, ENTERED, LEFT], "utter_after_form"),
        ([USER, FORM], "utter_system_trouble"),
        ([USER, FORM, LEFT, USER, FORM], "utter_system_trouble"),
        ([], "utter_system_trouble"),
    ],
)
def test_only_a_form_that_ended_in_this_turn_is_followed_by_what_else(events: list[Any], response: str) -> None:
    dispatcher = CollectingDispatcher()
    ActionAfterForm().run(dispatcher, Tracker("resident", {}, {}, events, False, None, {}, None), {})
    assert [message["response"] for message in dispatcher.messages] == [response]
