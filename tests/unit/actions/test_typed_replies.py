"""What a resident types after an answer: a choice in words, the door, a day that cannot be; and two matters at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.after_form import ActionAfterForm
from actions.answer_question import ActionAnswerQuestion
from actions.choose_option import ActionChooseOption
from actions.continue_form import ActionContinue
from actions.decline import ActionDecline
from actions.forms.lawyer_form import ValidateLawyerForm
from actions.show_deadline import ActionShowDeadline
from actions.small_talk import ActionSmallTalk
from bot.bootstrap import Context
from bot.storage.base import CITY_TIME
from bot.wording import say

NOW = datetime(2026, 11, 24, 10, tzinfo=CITY_TIME)
BY_INTENT: dict[str, Action] = {
    "out_of_scope": ActionDecline(),
    "affirm": ActionContinue(),
    "inform": ActionChooseOption(),
    "ask_deadline": ActionShowDeadline(),
    "find_lawyer": ValidateLawyerForm(),
    **dict.fromkeys(["deny", "goodbye", "thank"], ActionSmallTalk()),
}


@dataclass
class Talk:
    """One conversation; slots and events are kept as Rasa keeps them."""

    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)

    def say(self, text: str, intent: str, option: str | None = None) -> list[str]:
        action = BY_INTENT.get(intent, ActionAnswerQuestion())
        entities = [{"entity": "option", "value": option}] if option else []
        ranking = [{"name": intent, "confidence": 0.9}]
        message = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": entities}
        self.events.append({"event": "user", "text": text, "timestamp": NOW.timestamp(), "input_channel": "web"})
        tracker = Tracker("resident", dict(self.slots), message, list(self.events), False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in action.run(dispatcher, tracker, {}):
            self.events.append(event)
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.said = dispatcher.messages
        return [one["response"] for one in self.said]

    def press(self, value: str) -> list[str]:
        return self.say("/inform", "inform", value)

    @property
    def titles(self) -> list[str]:
        return [button["title"] for one in self.said for button in one["buttons"] or []]

    @property
    def text(self) -> str:
        return "\n".join(say(**one) for one in self.said)


@pytest.fixture
def talk(system: Context) -> Talk:
    return Talk()


def card(talk: Talk, card_id: str) -> Talk:
    talk.press(f"card:{card_id}")
    return talk


@pytest.mark.parametrize(
    ("card_id", "text", "intent"),
    [
        ("labor_dismissal", "都没有", "deny"),
        ("labor_dismissal", "怀孕了", "out_of_scope"),
        ("labor_unpaid_wages", "已经走了", "goodbye"),
        ("labor_unpaid_wages", "第二个", "affirm"),
        ("domestic_violence_emergency", "没受伤", "deny"),
        ("marriage_bride_price", "领证了，住了几个月", "consult_marriage"),
        ("debt_limitation", "已经过了时效", "ask_deadline"),
        ("housing_rent_deposit", "我提前退租", "find_lawyer"),
    ],
)
def test_a_reply_is_understood_whatever_it_was_classified_as(talk: Talk, card_id: str, text: str, intent: str) -> None:
    assert card(talk, card_id).say(text, intent) == ["utter_card_option"]


def test_a_form_opened_by_mistake_is_left_without_a_word(talk: Talk) -> None:
    card(talk, "housing_rent_deposit").say("我提前退租", "find_lawyer")
    assert talk.slots["requested_slot"] is None
    events = [*talk.events, {"event": "active_loop", "name": None}]
    dispatcher = CollectingDispatcher()
    ActionAfterForm().run(dispatcher, Tracker("r", dict(talk.slots), {}, events, False, None, {}, None), {})
    assert not dispatcher.messages


def test_one_of_two_offered_cards_is_chosen_in_words(talk: Talk) -> None:
    talk.slots["offered"] = {"at": NOW.timestamp(), "choices": [["孩子归谁", "card:marriage_custody"], ["x", "y:z"]]}
    assert talk.say("第一个", "affirm")[0].startswith("utter_card")
    assert talk.slots["last_card"] == "marriage_custody"


def test_a_choice_of_long_ago_is_not_meant(talk: Talk) -> None:
    talk.slots["offered"] = {"at": NOW.timestamp() - 3600, "choices": [["孩子归谁", "card:marriage_custody"]]}
    assert talk.say("第一个", "affirm") == ["utter_nothing_open"]


def test_plain_short_talk_keeps_its_sentence(talk: Talk) -> None:
    assert talk.say("再见", "goodbye") == ["utter_goodbye"]
    assert card(talk, "labor_dismissal").say("谢谢", "thank") == ["utter_thank"]
    assert talk.say("今天几度", "out_of_scope") == ["utter_out_of_scope_1"]


@pytest.mark.parametrize(
    ("text", "intent", "response"),
    [
        ("2月30号", "inform", "utter_day_impossible"),
        ("二月三十号", "inform", "utter_day_impossible"),
        ("明年1月1号", "inform", "utter_day_ahead"),
        ("忘了", "out_of_scope", "utter_day_forgotten"),
        ("不记得了", "deny", "utter_day_forgotten"),
    ],
)
def test_a_day_that_cannot_be_counted_is_told_so_and_still_awaited(
    talk: Talk, text: str, intent: str, response: str
) -> None:
    talk.say("劳动仲裁的时效是多久", "ask_deadline")
    assert talk.say(text, intent) == [response]
    assert "{" not in talk.text
    assert talk.say("大概九月份吧", "out_of_scope")[0].startswith("utter_deadline_")


@pytest.mark.parametrize("value", ["card:labor_unpaid_wages", "case:labor_unpaid_wages:left"])
def test_the_door_stands_under_chosen_cards_and_cases(talk: Talk, value: str) -> None:
    talk.press(value)
    assert say("utter_button_which_door") in talk.titles


@pytest.mark.parametrize("text", ["该走哪条路", "走哪条路", "去哪告", "该找谁"])
def test_the_door_is_asked_for_in_words(talk: Talk, text: str) -> None:
    talk.slots |= {"pending_question": "老板拖欠工资三个月了", "last_topic": "labor"}
    assert talk.say(text, "out_of_scope") == ["utter_right_door"]
    assert talk.said[0]["name"] == "劳动监察"


def test_the_door_of_a_matter_told_in_the_same_message(talk: Talk) -> None:
    assert talk.say("派出所一直不立案，该走哪条路", "consult_administrative")[0].startswith("utter_right_door")
    assert talk.slots["pending_question"] == "派出所一直不立案"


@pytest.mark.parametrize(
    ("text", "intent", "first", "second"),
    [
        ("单位拖着工资不发，另外我家的地被邻居占了", "consult_land", "labor", "土地"),
        ("我要离婚，还有老板欠我工资", "consult_labor", "marriage", "劳动"),
    ],
)
def test_two_matters_each_get_their_card(talk: Talk, text: str, intent: str, first: str, second: str) -> None:
    assert talk.say(text, intent)[0] == "utter_two_matters"
    assert talk.slots["last_topic"] == first
    assert second in talk.said[0]["second"]
    assert any(title.startswith("另一件：") for title in talk.titles)


@pytest.mark.parametrize("text", ["法院判了我不服，想去信访", "喝酒开车被抓会不会坐牢", "他打我还骂我，我要离婚"])
def test_one_matter_is_not_called_two(talk: Talk, text: str) -> None:
    talk.say(text, "consult_criminal")
    assert "utter_two_matters" not in [one["response"] for one in talk.said]


def test_the_case_that_the_question_states_is_told_first(talk: Talk) -> None:
    talk.slots["pending_question"] = "我怀孕五个月，单位要开除我"
    said = talk.press("card:labor_maternity")
    assert said == ["utter_card_stated", "utter_card", "utter_follow_up_other"]
    assert "要辞退我" not in talk.titles


def test_a_bare_day_after_a_card_counts_the_cards_clock() -> None:
    talk = Talk(slots={"last_card": "work_injury_recognition", "last_topic": "work_injury"})
    talk.say("去年12月1号", "inform")
    assert "工伤" in " ".join(str(one) for one in talk.said)
    assert talk.slots["last_deadline"]


def test_a_bare_access_code_opens_the_complaint_it_belongs_to() -> None:
    talk = Talk()
    talk.say("531960", "goodbye")
    assert any(event.get("name") == "complaint_lookup_form" for event in talk.events)
