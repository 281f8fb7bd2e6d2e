"""Looking up, moving and cancelling a visit: without the number, with several visits, with a change of mind."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.forms.manage_booking_form import ValidateManageBookingForm
from bot.bootstrap import Context
from bot.casework.appointments import BookingRequest, book
from bot.storage.appointments import Appointment
from bot.storage.base import CITY_TIME
from bot.storage.engine import transaction
from tests.builders_forms import FormTalk

NOW = datetime(2026, 11, 24, 21, 30, tzinfo=CITY_TIME)
MINE = "13911110000"


def visit(system: Context, item: str, day: int, owner: str = "resident") -> str:
    start = datetime(2026, 11, day, 10, 20, tzinfo=CITY_TIME)
    request = BookingRequest(f"{item}{day}", owner, "web", item, start, "李桂芳", MINE)
    items = dict(system.kb.service_items)
    with transaction(system.sessions) as session:
        return book(session, request, now=NOW, calendar=system.calendar, items=items).number


def state(system: Context, number: str) -> tuple[str, datetime]:
    with system.sessions() as session:
        found = session.query(Appointment).filter_by(number=number).one()
        return found.state, found.start


def talk_of(intent: str, text: str) -> FormTalk:
    talk = FormTalk(ValidateManageBookingForm(), NOW)
    talk.say(text, intent=intent)
    return talk


def test_a_wrong_phone_keeps_the_number(system: Context) -> None:
    number = visit(system, "judicial_relief", 26, owner="elsewhere")
    talk = talk_of("query_appointment", "看看我的预约")
    talk.say(number)
    assert talk.say("13900009999")[0] == "utter_booking_not_found"
    assert (talk.slots["booking_number"], talk.slots["requested_slot"]) == (number, "booking_phone")
    assert talk.say(MINE) == ["utter_booking_found"]


def test_a_wrong_number_is_replaced_at_the_phone_question(system: Context) -> None:
    number = visit(system, "judicial_relief", 26, owner="elsewhere")
    talk = talk_of("query_appointment", "看看我的预约")
    talk.say("99999999")
    talk.say(MINE)
    talk.say(number)
    assert talk.say(MINE) == ["utter_booking_found"]


@pytest.mark.parametrize("text", ["预约号弄丢了", "我不记得了", "号码找不着"])
def test_without_the_number_12309_is_named_and_nothing_asked_twice(system: Context, text: str) -> None:
    visit(system, "judicial_relief", 26, owner="elsewhere")
    talk = talk_of("query_appointment", "看看我的预约")
    assert talk.say(text, intent="out_of_scope") == ["utter_booking_number_lost"]
    assert talk.slots["requested_slot"] == "booking_number"


@pytest.mark.parametrize("text", ["申诉那个", "第二个", "30号的"])
def test_one_of_several_own_visits_is_named_in_words(system: Context, text: str) -> None:
    visit(system, "judicial_relief", 26)
    wanted = visit(system, "petition_appeal", 30)
    talk = talk_of("cancel_appointment", "我要取消预约")
    assert [message["response"] for message in talk.said] == ["utter_which_visit"] and len(talk.titles) == 2
    assert talk.say(text) == ["utter_confirm_booking_cancel"]
    assert talk.slots["booking_number"] == wanted


@pytest.mark.parametrize("text", ["都取消", "两个都不去了", "全部取消掉"])
def test_several_visits_are_cancelled_one_after_the_other(system: Context, text: str) -> None:
    first = visit(system, "judicial_relief", 26)
    second = visit(system, "petition_appeal", 30)
    talk = talk_of("cancel_appointment", "我要取消预约")
    assert talk.say(text, intent="cancel_appointment") == ["utter_one_visit_at_a_time"]
    assert talk.press("司法救助") == ["utter_confirm_booking_cancel"]
    assert talk.say("对", intent="affirm") == ["utter_booking_cancelled_others_stand"] and talk.titles == ["取消预约"]
    assert (state(system, first)[0], state(system, second)[0]) == ("cancelled", "booked")


def test_the_visit_named_with_the_wish_is_taken_at_once_and_the_button_too(system: Context) -> None:
    relief = visit(system, "judicial_relief", 26)
    appeal = visit(system, "petition_appeal", 30)
    assert talk_of("cancel_appointment", "把申诉那个取消了").slots["booking_number"] == appeal
    talk = talk_of("query_appointment", "查预约")
    assert talk.press("司法救助") == ["utter_booking_found"] and talk.variable("number") == relief


def test_a_visit_of_another_conversation_cannot_be_pressed(system: Context) -> None:
    number = visit(system, "judicial_relief", 26, owner="elsewhere")
    talk = talk_of("query_appointment", "查预约")
    talk.say("x", option=f"visit:{number}")
    assert talk.slots["booking_phone"] is None and talk.slots["booking_number"] is None


@pytest.mark.parametrize(("text", "intent"), [("算了我还是去", "stop"), ("不取消了", "deny"), ("算了", "stop")])
def test_who_changes_his_mind_is_told_that_the_visit_stands(system: Context, text: str, intent: str) -> None:
    number = visit(system, "judicial_relief", 26)
    talk = talk_of("cancel_appointment", "那天有事，取消预约")
    assert talk.say(text, intent=intent)[0] == "utter_booking_unchanged"
    assert talk.variable("time").startswith("11月26日") and talk.slots["requested_slot"] is None
    assert state(system, number)[0] == "booked"


@pytest.mark.parametrize(
    ("text", "intent"), [("取消吧", "stop"), ("不去了", "deny"), ("确定取消", "cancel_appointment")]
)
def test_a_yes_in_other_words_cancels(system: Context, text: str, intent: str) -> None:
    number = visit(system, "judicial_relief", 26)
    talk = talk_of("cancel_appointment", "取消预约")
    assert talk.say(text, intent=intent) == ["utter_booking_cancelled"]
    assert state(system, number)[0] == "cancelled"


def test_a_clock_time_moves_the_visit_to_the_day_just_shown(system: Context) -> None:
    number = visit(system, "judicial_relief", 26)
    talk = talk_of("change_appointment", "我想改个时间")
    talk.say("下周二上午")
    assert talk.titles[0].startswith("12月1日")
    assert talk.say("9点") == ["utter_confirm_booking_change"]
    assert talk.say("对的", intent="affirm") == ["utter_booking_changed"]
    assert state(system, number)[1] == datetime(2026, 12, 1, 9, 0, tzinfo=CITY_TIME)


def test_the_new_time_may_be_counted_out_and_corrected(system: Context) -> None:
    visit(system, "judicial_relief", 26)
    talk = talk_of("change_appointment", "我想改个时间")
    talk.say("下周二上午")
    talk.say("第二个")
    assert talk.slots["new_start"] == datetime(2026, 12, 1, 9, 40, tzinfo=CITY_TIME).isoformat()
    assert talk.say("改到下周三上午") == ["utter_offer_times"]
    assert talk.slots["requested_slot"] == "new_start" and talk.titles[0].startswith("12月2日")


def test_who_keeps_the_old_time_is_asked_nothing_more(system: Context) -> None:
    number = visit(system, "judicial_relief", 26)
    talk = talk_of("change_appointment", "我想改个时间")
    assert talk.say("还是按原来的时间去") == ["utter_booking_unchanged"]
    assert state(system, number)[1] == datetime(2026, 11, 26, 10, 20, tzinfo=CITY_TIME)
