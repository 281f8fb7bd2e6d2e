"""Answers to times just shown: counted out, agreed to, or a clock time whose day is the one on the screen."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.forms.booking_form import ValidateBookingForm
from bot.bootstrap import Context
from bot.storage.base import CITY_TIME
from tests.builders_forms import FormTalk
from tests.unit.actions.test_visit_buttons import fill_day

EVENING = datetime(2026, 11, 24, 21, 30, tzinfo=CITY_TIME)
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)


def at(day: int, hour: int, minute: int = 0) -> str:
    return datetime(2026, 11, day, hour, minute, tzinfo=CITY_TIME).isoformat()


def monday_morning_shown() -> FormTalk:
    talk = FormTalk(ValidateBookingForm(), EVENING)
    talk.say("我要预约控告", intent="book_appointment")
    assert talk.say("下周一上午") == ["utter_offer_times"]
    assert talk.titles[0] == "11月30日（星期一）上午9:00"
    return talk


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("九点半", at(30, 9, 30)),
        ("早上10点", at(30, 10)),
        ("就十点吧", at(30, 10)),
        ("第二个", at(30, 9, 30)),
        ("要第3个", at(30, 10)),
        ("2", at(30, 9, 30)),
        ("头一个", at(30, 9)),
        ("最早的那个", at(30, 9)),
        ("最后一个", at(30, 11, 30)),
        ("9点那个", at(30, 9)),
        ("明天上午十点", at(25, 10)),
    ],
)
def test_words_are_read_against_what_is_on_the_screen(system: Context, text: str, start: str) -> None:
    talk = monday_morning_shown()
    talk.say(text)
    assert (talk.slots["visit_start"], talk.slots["requested_slot"]) == (start, "visitor_name")


def test_a_clock_time_that_is_not_free_stays_on_its_day(system: Context) -> None:
    talk = monday_morning_shown()
    talk.say("10点20")
    assert talk.slots["visit_start"] is None
    assert {title.partition("）")[0] for title in talk.titles} == {"11月30日（星期一"}


def test_the_other_half_of_the_shown_day(system: Context) -> None:
    talk = monday_morning_shown()
    assert talk.say("下午") == ["utter_offer_times"]
    assert talk.titles[0] == "11月30日（星期一）下午2:30"


@pytest.mark.parametrize(("text", "said"), [("行", "utter_which_shown"), ("第九个", ""), ("看着日子再说", "")])
def test_what_chooses_none_finds_the_same_times_again(system: Context, text: str, said: str) -> None:
    talk = monday_morning_shown()
    shown = talk.titles
    answers = talk.say(text, intent="affirm" if said else "inform")
    assert answers == ([said] if said else ["utter_not_understood_in_form", "utter_when_to_come"])
    assert talk.titles == shown


def test_a_correction_without_a_day_keeps_the_day_and_shows_one_list(system: Context) -> None:
    talk = monday_morning_shown()
    talk.say("第一个")
    talk.say("我叫李桂芳")
    assert talk.say("13911110000") == ["utter_confirm_booking"]
    talk.say("时间改成十一点")
    assert talk.slots["visit_start"] == at(30, 11)
    assert talk.say("改到后天") == ["utter_offer_times"]
    assert talk.titles[0].startswith("11月26日") and talk.slots["requested_slot"] == "visit_start"
    talk.say("第二个")
    assert talk.said[-1]["response"] == "utter_confirm_booking"


def test_an_item_changed_afterwards_shows_its_own_times(system: Context) -> None:
    talk = monday_morning_shown()
    talk.say("第一个")
    talk.say("我叫李桂芳")
    talk.say("13911110000")
    talk.say("x", option="change:item")
    assert talk.slots["shown_times"] is None


def test_everything_in_one_sentence_is_read_back_at_once(system: Context) -> None:
    outside = FormTalk(None, EVENING)
    sentence = "约后天下午三点十分办司法救助，我叫李桂芳，电话13911110000"
    outside.say(sentence)
    assert outside.followed == "booking_form"
    talk = FormTalk(ValidateBookingForm(), EVENING)
    assert talk.say(sentence) == ["utter_confirm_booking"]
    assert talk.slots["visit_start"] == at(26, 15, 10)


@pytest.mark.parametrize("text", ["司法救助", "昨天去办了司法救助", "我叫李桂芳"])
def test_a_bare_item_or_name_opens_no_booking(system: Context, text: str) -> None:
    outside = FormTalk(None, EVENING)
    outside.say(text)
    assert outside.followed != "booking_form"


def test_a_day_without_a_date_opens_the_booking_and_is_named(system: Context) -> None:
    outside = FormTalk(None, EVENING)
    outside.say("预约申诉，4月31号")
    assert outside.followed == "booking_form"
    talk = FormTalk(ValidateBookingForm(), EVENING)
    assert talk.say("预约申诉，4月31号") == ["utter_no_such_day", "utter_when_to_come"]


def test_facts_told_early_are_kept(system: Context) -> None:
    talk = FormTalk(ValidateBookingForm(), MORNING)
    talk.say("我要预约", intent="book_appointment")
    assert talk.say("后天上午", intent="out_of_scope") == ["utter_time_kept"]
    talk.press("司法救助")
    assert talk.titles[0].startswith("11月26日")
    assert talk.say("李桂芳", intent="out_of_scope") == ["utter_name_kept", "utter_when_to_come"]
    talk.say("第一个")
    assert (talk.slots["visitor_name"], talk.slots["requested_slot"]) == ("李桂芳", "visitor_phone")


@pytest.mark.parametrize(
    ("text", "said"),
    [("老李", "utter_name_in_full"), ("王师傅", "utter_name_in_full"), ("我姓赵", "utter_name_in_full")],
)
def test_half_a_name_is_asked_for_the_rest(system: Context, text: str, said: str) -> None:
    talk = monday_morning_shown()
    talk.say("第一个")
    assert talk.say(text, intent="out_of_scope")[0] == said
    assert talk.slots["requested_slot"] == "visitor_name"


def test_who_has_no_phone_hears_what_to_do(system: Context) -> None:
    talk = monday_morning_shown()
    talk.say("第一个")
    talk.say("李桂芳")
    assert talk.say("我没得手机", intent="out_of_scope")[0] == "utter_phone_needed"


@pytest.mark.parametrize("text", ["能不能排队", "有位子了通知我一声", "有空位就告诉我"])
def test_the_waiting_list_is_explained_in_the_booking(system: Context, text: str) -> None:
    talk = monday_morning_shown()
    said = talk.say(text, intent="subscribe_news")
    assert said[0] == "utter_line_explained" and talk.titles[0].startswith("11月30日")


def test_the_question_whether_all_is_full_shows_what_is_free(system: Context) -> None:
    talk = monday_morning_shown()
    assert talk.say("全都满了吗", intent="out_of_scope")[0] == "utter_still_free"


def test_standing_in_line_said_in_words_is_the_button(system: Context) -> None:
    fill_day(system)
    talk = FormTalk(ValidateBookingForm(), MORNING)
    talk.say("我要预约司法救助", intent="book_appointment")
    assert talk.say("11月26号上午") == ["utter_seat_taken"]
    talk.say("那我排队吧")
    assert (talk.slots["queue_day"], talk.slots["requested_slot"]) == ("2026-11-26", "visitor_name")
