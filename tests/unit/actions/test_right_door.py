"""The right door as a reply: which door, why, the article, what it asks for, what the bot can do next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.choose_option import ActionChooseOption
from actions.reply import Reply
from actions.right_door import NEXT, door_reply, no_door_reply
from bot.bootstrap import context
from bot.wording import say


def reply(text: str, topic: str | None = None) -> Reply:
    found = door_reply(text, topic)
    assert found is not None
    return found


def payloads(found: Reply) -> list[str]:
    return [button.payload for button in found.buttons]


def test_the_door_is_told_with_reason_article_and_what_it_asks_for() -> None:
    found = reply("老板拖欠工资三个月了")
    assert found.response == "utter_right_door"
    assert found.variables["name"] == "劳动监察"
    assert "两条路都不收费" in found.variables["reason"]
    assert "《保障农民工工资支付条例》第10条" in found.variables["basis"]
    assert "身份证" in found.variables["asks_for"]
    assert "劳动仲裁" in found.variables["second"]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("官司赢了，他就是不给钱", "/book_appointment"),
        ("报警半年了派出所不立案", "/book_appointment"),
        ("老板拖欠工资三个月了", "/file_complaint"),
        ("村支书把扶贫款贪了", "/file_complaint"),
        ("网购买到假货，商家不退款", "/file_complaint"),
        ("我想离婚，他不同意", "/apply_legal_aid"),
        ("干了六年突然把我辞退了，一分补偿没有", "/apply_legal_aid"),
        ("昨天收到城管的处罚决定书，我不服", "/apply_legal_aid"),
        ("承包地被村里收回去给了别人", "/apply_legal_aid"),
        ("楼上邻居漏水把我家顶泡了", "/request_mediation"),
        ("物业费涨了一倍，服务还那么差", "/request_mediation"),
    ],
)
def test_the_next_step_belongs_to_the_door(text: str, service: str) -> None:
    assert payloads(reply(text)) == [service, "/talk_to_person"]


def test_the_police_are_reached_by_telephone_and_not_by_a_form() -> None:
    assert payloads(reply("昨晚在夜市被打了，脸肿了")) == ["/talk_to_person"]


def test_a_guess_by_topic_is_told_as_a_guess() -> None:
    found = reply("我该去哪", "labor")
    assert found.response == "utter_right_door_unsure"
    assert payloads(found)[-1] == "/talk_to_person"


def test_two_doors_that_are_close_are_both_named() -> None:
    found = reply("被车撞了对方保险公司不赔")
    assert found.response == "utter_right_door_unsure"
    assert "保险" in found.variables["second"]


def test_without_words_or_topic_there_is_no_door_but_a_person() -> None:
    assert door_reply("今天天气怎么样") is None
    assert payloads(no_door_reply()) == ["/talk_to_person"]


def test_a_wrong_door_asked_for_by_name_comes_first() -> None:
    found = reply("想去信访，厂里欠我两个月工资")
    text = say(found.response, **found.variables)
    assert text.startswith("您说到信访，先提醒一句：能打官司、仲裁、复议的事")
    assert "\n这件事该走的门是：劳动监察。" in text


def test_without_a_wrong_name_nothing_stands_before_the_door() -> None:
    found = reply("老板拖欠工资三个月了")
    assert say(found.response, **found.variables).startswith("这件事该走的门是：劳动监察。")


def test_no_variable_is_left_unfilled_for_any_row() -> None:
    for door in context().kb.doors.values():
        for rule in door.rules:
            cue = rule.cues[0].split("+-")[0].replace("+", "").split("/")[0]
            found = door_reply(cue)
            if found is not None:
                assert "{" not in say(found.response, **found.variables)


def test_every_door_with_a_service_exists() -> None:
    assert set(NEXT) <= set(context().kb.doors)
    assert all(say(f"utter_next_{service}") for service in NEXT.values())


@dataclass
class Talk:
    """The button under an answer card: 该走哪条路."""

    slots: dict[str, Any] = field(default_factory=dict)

    def press(self) -> dict[str, Any]:
        message = {
            "text": "/inform",
            "intent": {"name": "inform"},
            "entities": [{"entity": "option", "value": "door:ask"}],
        }
        tracker = Tracker("resident", self.slots, message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        ActionChooseOption().run(dispatcher, tracker, {})
        told: dict[str, Any] = dispatcher.messages[-1]
        return told


def test_the_button_under_a_card_tells_the_door_of_the_question() -> None:
    told = Talk({"pending_question": "判决下来一年多了一分钱没还", "last_topic": "debt"}).press()
    assert (told["response"], told["name"]) == ("utter_right_door", "法院执行接访（立案执行）")


def test_the_button_without_a_question_is_honest() -> None:
    assert Talk().press()["response"] == "utter_right_door_unknown"


def test_a_judgment_not_accepted_leads_to_appeal_or_retrial_by_its_stage() -> None:
    reply = door_reply("法院的判决我不认，我要去上访")
    assert reply is not None
    text = say(reply.response, **reply.variables)
    assert all(word in text for word in ("15天", "再审申请书", "判决书", "送达证明"))
    assert "起诉状" not in text
    cases = [button.payload for button in reply.buttons if "case:" in button.payload]
    assert len(cases) == 2


def test_every_button_of_a_door_shows_an_answer_that_exists() -> None:
    kb = context().kb
    named = [one.case for door in kb.doors.values() for rule in door.rules for one in rule.buttons]
    for case in named:
        card, _, choice = case.partition(":")
        follow_up = kb.cards[card].follow_up
        assert follow_up is not None
        assert choice in {one.id for one in follow_up.options}
