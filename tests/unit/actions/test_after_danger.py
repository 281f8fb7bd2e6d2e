"""The turns after a danger: kind, with the number, never refused, and 找人 always reaches a person."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from rasa_sdk import Action

from actions.choose_option import ActionChooseOption
from actions.continue_form import ActionLeaveForm
from actions.decline import ActionDecline
from actions.forms.complaint_form import ValidateComplaintForm
from actions.forms.complaint_lookup_form import ValidateComplaintLookupForm
from actions.small_talk import ActionSmallTalk
from bot.bootstrap import Context
from bot.storage.base import CITY_TIME
from bot.storage.handoffs import Handoff
from tests.builders_context import Turns

NOW = datetime(2026, 11, 24, 21, 30, tzinfo=CITY_TIME)


@pytest.fixture
def talk(system: Context) -> Turns:
    turns = Turns(NOW)
    turns.danger("活着没意思，想走了", "self_harm")
    return turns


@pytest.mark.parametrize("text", ["找人", "帮我找个人", "我想找人说说话", "快找人来"])
@pytest.mark.parametrize("intent", ["out_of_scope", "nlu_fallback"])
def test_the_word_we_taught_hands_over(talk: Turns, system: Context, text: str, intent: str) -> None:
    assert talk.say(ActionDecline(), text, intent)[0].startswith("utter_handed_over")
    with system.sessions() as session:
        assert session.query(Handoff).count() == 1


def test_it_hands_over_also_where_a_form_was_guessed(talk: Turns) -> None:
    assert talk.say(ValidateComplaintForm(), "找个人", "file_complaint") == []
    assert (talk.followed, talk.slots["requested_slot"]) == ("action_hand_over", None)


@pytest.mark.parametrize("text", ["他还在外面", "他从屋里出来了"])
def test_that_the_attacker_is_near_is_no_word_of_safety(system: Context, text: str) -> None:
    turns = Turns(NOW)
    turns.danger("他拿刀砸门", "violence_now")
    assert turns.say(ActionDecline(), text, "out_of_scope") == ["utter_after_danger_here"]


@pytest.mark.parametrize("text", ["阀门已经关了，我在外面", "关了阀门了", "火灭了"])
def test_that_the_gas_is_off_is_no_goodbye(system: Context, text: str) -> None:
    turns = Turns(NOW)
    turns.danger("煤气泄漏了", "gas")
    assert turns.say(ActionSmallTalk(), text, "goodbye") == ["utter_after_danger_safe"]


@pytest.mark.parametrize(
    ("action", "intent"),
    [
        (ActionDecline(), "out_of_scope"),
        (ActionSmallTalk(), "deny"),
        (ActionSmallTalk(), "goodbye"),
        (ActionChooseOption(), "inform"),
        (ActionLeaveForm(), "stop"),
    ],
)
def test_that_all_is_well_is_answered_kindly_with_the_number(talk: Turns, action: Action, intent: str) -> None:
    assert talk.say(action, "我没事了", intent) == ["utter_after_danger_safe"]
    assert talk.said[0]["number"] == "12356"
    assert talk.payload("找真人") == "/talk_to_person"


def test_no_form_is_opened_by_a_guess(talk: Turns) -> None:
    assert talk.say(ValidateComplaintLookupForm(), "家里没人管我", "query_complaint") == ["utter_after_danger_alone"]
    assert (talk.slots["requested_slot"], talk.slots["form_outcome"]) == (None, "not_opened")


def test_a_service_asked_for_by_name_opens(talk: Turns) -> None:
    assert "utter_after_danger_here" not in talk.say(ValidateComplaintForm(), "我要投诉他们村委会", "file_complaint")
    assert talk.slots["requested_slot"] is not None


def test_whatever_is_said_is_not_refused(talk: Turns) -> None:
    assert talk.say(ActionDecline(), "今晚月亮真圆", "out_of_scope") == ["utter_after_danger_here"]


def test_three_messages_later_things_are_as_always(talk: Turns) -> None:
    for _ in range(3):
        assert talk.say(ActionDecline(), "今晚月亮真圆", "out_of_scope") == ["utter_after_danger_here"]
    assert talk.say(ActionDecline(), "今晚月亮真圆", "out_of_scope") == ["utter_out_of_scope_1"]


def test_hours_later_too(talk: Turns) -> None:
    talk.at += timedelta(hours=3)
    assert talk.say(ActionDecline(), "今晚月亮真圆", "out_of_scope") == ["utter_out_of_scope_1"]


def test_without_danger_nothing_changes(system: Context) -> None:
    assert Turns(NOW).say(ActionDecline(), "找人", "out_of_scope") == ["utter_out_of_scope_1"]
