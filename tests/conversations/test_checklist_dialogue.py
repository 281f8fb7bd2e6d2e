"""帮我对一下, the pass and its page, held as conversations over HTTP with the running system."""

from __future__ import annotations

import httpx
import pytest

from tests.conversations.live import Resident
from tests.conversations.test_happy_paths import NUMBER, book

pytestmark = pytest.mark.live
MOST_QUESTIONS = 30


def through_conditions(resident: Resident) -> None:
    for _ in range(MOST_QUESTIONS):
        if "不是" not in resident.last.titles:
            return
        resident.press("不是")


def through_papers(resident: Resident, answer: str) -> None:
    for _ in range(MOST_QUESTIONS):
        if "第" not in resident.last.text or "有别的" not in resident.last.titles:
            return
        resident.say(answer)


def test_the_papers_are_gone_through_left_taken_up_and_end_with_a_visit_and_its_pass(resident: Resident) -> None:
    resident.say("司法救助要带什么材料")
    resident.press("帮我对一下")
    through_conditions(resident)
    assert "第1样" in resident.last
    assert "第2样" in resident.say("有哩")
    assert "先对到这里" in resident.say("算了")
    assert "第2样" in resident.press("接着对")
    said = resident.say("没得")
    assert "还差" in said and "第3样" in said
    through_papers(resident, "有")
    assert "还差1样" in resident.last
    resident.press("先把时间约上")
    resident.press("上午")
    resident.say("王秀兰")
    resident.say("13900000021")
    number = NUMBER.search(resident.press("确认").text)
    assert number
    shown = resident.press("看凭条")
    assert number[1] in shown and "差1样" in shown and "【待填】" not in shown.text
    page = httpx.post(
        f"{resident.server.url}/visit", data={"number": number[1], "phone": "13900000021"}, trust_env=False
    )
    assert page.status_code == 200 and "差1样" in page.text


def test_with_everything_at_hand_one_trip_will_do(resident: Resident) -> None:
    resident.say("司法救助要带什么材料")
    resident.press("帮我对一下")
    through_conditions(resident)
    through_papers(resident, "有")
    assert "跑一趟就行" in resident.last and "现在就预约" in resident.last.titles


def test_asked_in_words_with_the_item_the_dialogue_begins_at_once(resident: Resident) -> None:
    said = resident.say("帮我对一下办司法救助要带的材料")
    assert "不是" in said.titles and "您是替别人来申请吗" in said


def test_a_question_in_between_is_answered_and_the_check_goes_on(resident: Resident) -> None:
    resident.say("司法救助要带什么材料")
    resident.press("帮我对一下")
    through_conditions(resident)
    said = resident.say("老板拖欠工资怎么办")
    assert "《" in said and "第1样" in said


def test_the_answer_to_a_reminder_is_kept(resident: Resident) -> None:
    book(resident, phone="13900000022")
    assert "到时候见" in resident.say('/inform{"option": "will_come"}')
