"""Following a complaint: the wish is named, another wish takes its place, and only steps still allowed are offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from actions.forms.complaint_form import ValidateComplaintForm
from actions.forms.complaint_lookup_form import ValidateComplaintLookupForm, statement_in, task_said
from actions.turn import Turn
from bot.bootstrap import Context
from bot.storage.base import CITY_TIME
from bot.storage.complaints import Complaint
from tests.builders_forms import FormTalk, spoken

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)


@dataclass(frozen=True)
class Receipt:
    number: str
    code: str


@pytest.fixture
def receipt(system: Context) -> Receipt:
    talk = FormTalk(ValidateComplaintForm(), NOW)
    talk.say("我想投诉", intent="file_complaint")
    talk.press("物业")
    for answer in ("向阳物业公司", "电梯坏了两个月没人修", "上个月", "跳过", "匿名", "不留", "确认"):
        talk.say(answer)
    return Receipt(talk.variable("reference_no"), talk.variable("access_code"))


def follow(text: str, intent: str) -> FormTalk:
    talk = FormTalk(ValidateComplaintLookupForm(), NOW)
    talk.say(text, intent=intent)
    return talk


def reasons(system: Context) -> list[str]:
    with system.sessions() as session:
        return [event.reason for event in session.query(Complaint).one().events if event.action == "add_statement"]


@pytest.mark.parametrize(
    ("said", "intent", "wish"),
    [
        ("我的投诉到哪一步了", "query_complaint", "查进度"),
        ("给我催催", "urge_complaint", "催办"),
        ("还想补充点东西", "add_to_complaint", "补充材料"),
        ("投诉我不要了，撤掉", "withdraw_complaint", "撤回投诉"),
    ],
)
def test_number_and_code_are_asked_for_what_was_wished(receipt: Receipt, said: str, intent: str, wish: str) -> None:
    talk = follow(said, intent)
    assert wish in spoken(talk)
    assert talk.say(receipt.number) == ["utter_request_access_code"]
    assert talk.variable("wish") == wish


def test_another_wish_with_number_and_code_takes_the_place_of_the_query(system: Context, receipt: Receipt) -> None:
    talk = follow("查一下进度", "query_complaint")
    said = talk.say(f"补充材料 {receipt.number} {receipt.code} 今早又停了一回，老人下不了楼", intent="add_to_complaint")
    assert said == ["utter_complaint_add"]
    assert reasons(system) == ["今早又停了一回，老人下不了楼"]


def test_a_supplement_told_at_once_waits_for_number_and_code(system: Context, receipt: Receipt) -> None:
    talk = follow("补充一下情况：物业经理昨天骂了我", "add_to_complaint")
    talk.say(receipt.number)
    assert talk.say(receipt.code) == ["utter_complaint_add"]
    assert reasons(system) == ["物业经理昨天骂了我"]


def test_a_bare_code_is_the_code_even_if_it_sounded_like_leaving(receipt: Receipt) -> None:
    talk = follow("查一下进度", "query_complaint")
    talk.say(receipt.number)
    assert talk.say(receipt.code, intent="stop") == ["utter_complaint_query"]


def test_the_word_for_the_code_is_no_wish(receipt: Receipt) -> None:
    talk = follow("催一下", "urge_complaint")
    talk.say(receipt.number)
    assert talk.say(f"查询码是{receipt.code}") == ["utter_complaint_urge"]


def test_only_steps_that_are_still_allowed_are_offered(receipt: Receipt) -> None:
    talk = follow(f"查 {receipt.number} {receipt.code}", "query_complaint")
    assert talk.titles == ["催一催", "补充材料", "撤回投诉"]
    talk = follow(f"撤回 {receipt.number} {receipt.code}", "withdraw_complaint")
    talk.press("确认撤回")
    talk = follow(f"查 {receipt.number} {receipt.code}", "query_complaint")
    assert talk.said[-1]["response"] == "utter_complaint_query" and talk.titles == []


def turn(text: str) -> Turn:
    return Turn(text, "inform", 0.9, (), (), NOW, "resident", "web")


def test_what_stands_beside_the_numbers_is_the_supplement() -> None:
    assert statement_in(turn("我要补充 TS26112400010 531960 证人是隔壁的王婶")) == "证人是隔壁的王婶"
    assert statement_in(turn("补充材料 TS26112400010 531960")) is None
    assert statement_in(turn("TS26112400010 531960")) is None


def test_a_pressed_intent_names_no_task() -> None:
    assert task_said(turn("/add_to_complaint")) is None
