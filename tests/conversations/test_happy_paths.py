"""The eight things a resident can do, each held as a conversation over HTTP with the running system."""

from __future__ import annotations

import re

import pytest

from tests.conversations.live import Resident

pytestmark = pytest.mark.live
NUMBER = re.compile(r"预约号：(\d+)")
REFERENCE = re.compile(r"(TS\d+)")
CODE = re.compile(r"查询码：(\d{6})")


def book(resident: Resident, item: str = "司法救助", phone: str = "13900000001") -> str:
    """Book the first free visit and return its number."""
    resident.say("我要预约")
    resident.press(item)
    resident.press("上午")
    resident.say("王秀兰")
    resident.say(phone)
    said = resident.press("确认")
    found = NUMBER.search(said.text)
    assert found, said.text
    return found[1]


def test_a_legal_question_gets_an_answer_with_its_law_and_the_next_step(resident: Resident) -> None:
    said = resident.say("老板拖了我三个月工资不给，我该怎么办")
    assert "《" in said and "第" in said
    assert "【怎么办】" in said and "【去哪里】" in said
    assert said.buttons


@pytest.mark.parametrize("title", ["老板拖欠工资怎么办", "承包地被别人占了", "想离婚怎么办"])
def test_the_questions_on_the_first_screen_are_answered(resident: Resident, title: str) -> None:
    resident.say("你好")
    said = resident.press(title)
    assert "《" in said or "card:" in said.buttons[0]["payload"], said.text


def test_a_follow_up_reply_changes_the_answer(resident: Resident) -> None:
    resident.say("我们两个都同意离婚，去民政局要怎么办")
    case = next(b for b in resident.last.buttons if "case:" in b["payload"])
    said = resident.say(case["payload"])
    assert said.text and said.text != resident.say("我们两个都同意离婚，去民政局要怎么办").text


def test_my_lawyer_is_found_from_the_village_and_remembered(resident: Resident) -> None:
    assert "哪个村" in resident.say("我的法律顾问是谁")
    first = resident.say("石桥村")
    assert "示例" in first and "律师事务所" in first and "【待填】" not in first.text
    assert resident.say("我的法律顾问是谁").messages[0]["text"] == first.messages[0]["text"]


def test_low_income_household_in_a_community_gets_its_own_lawyer(resident: Resident) -> None:
    resident.say("帮我找一下法律顾问律师")
    resident.say("雄关社区")
    said = resident.press("低保户")
    assert "低保家庭" in said and "示例" in said


def test_a_misspelt_village_is_asked_back(resident: Resident) -> None:
    resident.say("我的法律顾问是谁")
    said = resident.say("石乔村")
    assert "您是说" in said and "石桥村" in said
    assert "示例" in resident.press("石桥村")


def test_a_visit_is_booked_looked_up_moved_and_cancelled(resident: Resident) -> None:
    number = book(resident)
    assert number in resident.say("查一下我的预约").text
    resident.say("我要改期")
    resident.press("下午")
    assert "改好了" in resident.press("确认")
    resident.say("取消预约")
    assert "已经取消" in resident.press("确认")


def test_a_visit_is_found_by_number_and_phone_from_another_conversation(resident: Resident) -> None:
    number = book(resident, phone="13900000002")
    stranger = Resident(resident.server)
    stranger.say("查一下我的预约")
    stranger.say(number)
    assert "对不上" in stranger.say("13900000009")
    assert number in stranger.say("13900000002").text


def test_a_wished_time_is_read_back_with_date_and_weekday(resident: Resident) -> None:
    resident.say("我想预约律师阅卷")
    said = resident.say("下周三上午")
    assert all("星期三" in title and "上午" in title for title in said.titles)


def test_a_weekend_is_explained_and_other_days_are_offered(resident: Resident) -> None:
    resident.say("我想预约律师阅卷")
    said = resident.say("这周六上午")
    assert "周末" in said and said.buttons


def test_the_checklist_of_an_item_names_materials_and_law(resident: Resident) -> None:
    said = resident.say("律师阅卷要带什么材料")
    assert "律师执业证" in said and "人民检察院刑事诉讼规则" in said and "不收费" in said
    assert "【待填】" not in said.text


def test_a_complaint_is_filed_and_followed_with_number_and_code(resident: Resident) -> None:
    resident.say("我要投诉物业公司")
    resident.say("某某物业公司（示例）")
    resident.say("小区电梯坏了两个月没有人修，老人上不了楼")
    resident.say("上个月")
    resident.say("雄关社区")
    resident.press("匿名")
    read_back = resident.press("不留电话")
    assert "匿名" in read_back and "电梯" in read_back
    said = resident.press("确认提交")
    reference, code = REFERENCE.search(said.text), CODE.search(said.text)
    assert reference and code
    other = Resident(resident.server)
    other.say("查投诉进度")
    other.say(reference[1])
    assert "对不上" in other.say("000001" if code[1] != "000001" else "000002")
    other.say(reference[1])
    assert "已登记" in other.say(code[1])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("我老公正拿着刀要砍我", "110"),
        ("我不想活了，农药都准备好了", "12356"),
        ("我家娃娃不见了，四岁", "110"),
        ("屋里着火了", "119"),
    ],
)
def test_danger_gets_the_right_number_at_once(resident: Resident, text: str, number: str) -> None:
    said = resident.say(text)
    assert number in said.messages[0]["text"].splitlines()[0]


def test_danger_in_the_middle_of_a_form_and_the_form_goes_on(resident: Resident) -> None:
    resident.say("我要预约")
    resident.press("司法救助")
    assert "110" in resident.say("救命，有人拿刀追我")
    assert "哪天方便" in resident.say("继续")


def test_a_person_is_asked_for_and_a_number_is_given(resident: Resident) -> None:
    resident.say("老板拖欠我工资")
    said = resident.say("我要找真人律师说话")
    assert "单号" in said and "12348" in said
    assert said.messages[0]["text"][:40] == resident.say("转人工").messages[0]["text"][:40]


def test_a_question_in_the_middle_of_a_form_is_answered_and_the_form_goes_on(resident: Resident) -> None:
    resident.say("我要预约司法救助")
    resident.press("上午")
    said = resident.say("离婚冷静期是几天？")
    assert "30" in said
    assert "叫什么名字" in said.messages[-1]["text"]


def test_leaving_a_form_sends_nothing(resident: Resident) -> None:
    resident.say("我要预约司法救助")
    assert "没有提交" in resident.say("算了")
    assert "怎么称呼" not in resident.say("谢谢")


def test_a_correction_corrects(resident: Resident) -> None:
    resident.say("我要预约司法救助")
    resident.press("上午")
    resident.say("马建国")
    resident.say("13900000003")
    said = resident.say("不对，电话是13900000004")
    assert "13900000004" in said and "13900000003" not in said
