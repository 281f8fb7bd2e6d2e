"""Ways to answer 哪天来: what is offered, taken, read back or explained."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.forms.booking_form import ValidateBookingForm
from bot.bootstrap import Context
from bot.storage.base import CITY_TIME
from tests.builders_forms import FormTalk


def moment(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CITY_TIME)


TUESDAY, WEDNESDAY, SUNDAY = moment(11, 24), moment(11, 25), moment(11, 29, 15)
FEBRUARY, SEPTEMBER = moment(2, 3), moment(9, 21)

OFFERED = [
    # what is said, when, the first and the last time offered
    ("下周三上午", TUESDAY, "12月2日（星期三）上午9:00", "12月2日（星期三）上午11:30"),
    ("这个月最后一个周五", TUESDAY, "11月27日（星期五）上午9:00", "11月27日（星期五）下午3:30"),
    ("国庆后第一个工作日", SEPTEMBER, "10月8日（星期四）上午9:00", "10月8日（星期四）下午3:30"),
    ("明早", TUESDAY, "11月25日（星期三）上午9:00", "11月25日（星期三）上午9:30"),
    ("今天下午", TUESDAY, "11月24日（星期二）下午2:30", "11月24日（星期二）下午5:00"),
    ("下礼拜三后晌", TUESDAY, "12月2日（星期三）下午2:30", "12月2日（星期三）下午5:00"),
    ("随便哪天都行", TUESDAY, "11月24日（星期二）上午10:30", "11月26日（星期四）下午2:30"),
    ("你看着安排", TUESDAY, "11月24日（星期二）上午10:30", "11月26日（星期四）下午2:30"),
    ("哪天有空位就哪天", TUESDAY, "11月24日（星期二）上午10:30", "11月26日（星期四）下午2:30"),
    ("啥时候有位子", TUESDAY, "11月24日（星期二）上午10:30", "11月26日（星期四）下午2:30"),
    ("越快越好", TUESDAY, "11月24日（星期二）上午10:30", "11月24日（星期二）上午11:30"),
    ("现在就来", TUESDAY, "11月24日（星期二）上午10:30", "11月24日（星期二）上午11:30"),
    ("马上", TUESDAY, "11月24日（星期二）上午10:30", "11月24日（星期二）上午11:30"),
    ("这两天", TUESDAY, "11月24日（星期二）上午10:30", "11月26日（星期四）下午2:30"),
    ("下周都行", TUESDAY, "11月30日（星期一）上午9:00", "12月2日（星期三）下午2:30"),
    ("下午四点以后", TUESDAY, "11月24日（星期二）下午4:00", "11月24日（星期二）下午5:00"),
    ("明天上午十点之前", TUESDAY, "11月25日（星期三）上午9:00", "11月25日（星期三）上午9:30"),
    ("后天9点到10点", TUESDAY, "11月26日（星期四）上午9:00", "11月26日（星期四）上午9:30"),
    ("不要上午", TUESDAY, "11月24日（星期二）下午2:30", "11月26日（星期四）下午2:30"),
    ("周三不行", TUESDAY, "11月24日（星期二）上午10:30", "11月26日（星期四）下午2:30"),
    ("明天上午不行，后天吧", TUESDAY, "11月26日（星期四）上午9:00", "11月26日（星期四）下午3:30"),
    ("11.26", TUESDAY, "11月26日（星期四）上午9:00", "11月26日（星期四）下午3:30"),
    ("26", TUESDAY, "11月26日（星期四）上午9:00", "11月26日（星期四）下午3:30"),
    ("下周三", WEDNESDAY, "12月2日（星期三）上午9:00", "12月2日（星期三）下午3:30"),
]
TAKEN = [
    ("后天下午三点半", TUESDAY, moment(11, 26, 15, 30)),
    ("大后天上午十点", TUESDAY, moment(11, 27, 10)),
    ("三点", TUESDAY, moment(11, 24, 15)),
    ("9点半", TUESDAY, moment(11, 25, 9, 30)),
    ("周四九点半", TUESDAY, moment(11, 26, 9, 30)),
]
REFUSED = [
    ("周末", TUESDAY, "utter_closed", ["11月27日（星期五）", "11月30日（星期一）"]),
    ("星期天", SUNDAY, "utter_closed", ["12月4日（星期五）", "12月7日（星期一）"]),
    ("除夕", FEBRUARY, "utter_closed", ["2月14日（星期六）", "2月24日（星期二）"]),
    ("昨天上午", TUESDAY, "utter_in_past", ["11月24日（星期二）"]),
    ("今天上午九点", TUESDAY, "utter_in_past", ["11月24日（星期二）"]),
    ("上周三", TUESDAY, "utter_in_past", ["11月24日（星期二）"]),
    ("明天晚上八点", TUESDAY, "utter_outside_hours", ["11月25日（星期三）"]),
    ("明天早上七点", TUESDAY, "utter_outside_hours", ["11月25日（星期三）"]),
    ("明天中午12点半", TUESDAY, "utter_outside_hours", ["11月25日（星期三）"]),
    ("明天下班以后", TUESDAY, "utter_outside_hours", ["11月25日（星期三）"]),
    ("明年三月", TUESDAY, "utter_beyond_horizon", ["12月24日（星期四）"]),
    ("今天", moment(11, 27, 16, 40), "utter_too_soon_today", ["11月30日（星期一）"]),
]
READ_BACK = [
    ("周三", WEDNESDAY, "11月25日（星期三），还是12月2日（星期三）"),
    ("周三下午三点", WEDNESDAY, "11月25日（星期三），还是12月2日（星期三）"),
    ("25号", WEDNESDAY, "11月25日（星期三），还是12月25日（星期五）"),
    ("下周三", SUNDAY, "12月2日（星期三），还是12月9日（星期三）"),
    ("下周三上午九点", SUNDAY, "12月2日（星期三），还是12月9日（星期三）"),
]


def answer(text: str, at: datetime) -> tuple[FormTalk, list[str]]:
    talk = FormTalk(ValidateBookingForm(), at)
    assert talk.say("我要预约控告", intent="book_appointment") == ["utter_when_to_come"]
    return talk, talk.say(text)


@pytest.mark.parametrize(("text", "at", "first", "last"), OFFERED)
def test_free_times_within_the_wish_are_offered(
    system: Context, text: str, at: datetime, first: str, last: str
) -> None:
    talk, said = answer(text, at)
    assert said == ["utter_offer_times"]
    assert (talk.titles[0], talk.titles[-1]) == (first, last)


def test_a_refused_day_or_half_is_not_offered(system: Context) -> None:
    assert not [title for title in answer("不要上午", TUESDAY)[0].titles if "上午" in title]
    assert not [title for title in answer("周三不行", TUESDAY)[0].titles if "星期三" in title]


@pytest.mark.parametrize(("text", "at", "start"), TAKEN)
def test_a_free_minute_is_taken(system: Context, text: str, at: datetime, start: datetime) -> None:
    talk, _ = answer(text, at)
    assert (talk.slots["visit_start"], talk.slots["requested_slot"]) == (start.isoformat(), "visitor_name")


@pytest.mark.parametrize(("text", "at", "why", "days"), REFUSED)
def test_what_cannot_be_is_explained_with_other_times(
    system: Context, text: str, at: datetime, why: str, days: list[str]
) -> None:
    talk, said = answer(text, at)
    assert said == [why]
    assert list(dict.fromkeys(title.partition("）")[0] + "）" for title in talk.titles)) == days


@pytest.mark.parametrize(("text", "at", "days"), READ_BACK)
def test_a_word_that_may_mean_two_days_is_read_back_with_both(
    system: Context, text: str, at: datetime, days: str
) -> None:
    talk, said = answer(text, at)
    assert (said, talk.variable("days"), talk.slots["visit_start"]) == (["utter_which_day"], days, None)
    talk.press(days.rpartition("还是")[2])
    assert talk.slots["requested_slot"] == "visitor_name"


def test_the_second_day_is_not_brought_up_when_it_is_over(system: Context) -> None:
    talk, said = answer("周三上午九点", WEDNESDAY)
    assert (said, talk.slots["visit_start"]) == ([], moment(12, 2, 9).isoformat())


@pytest.mark.parametrize("text", ["赶集那天", "等我儿子回来", "星期八"])
def test_what_names_no_time_is_asked_again(system: Context, text: str) -> None:
    assert answer(text, TUESDAY)[1] == ["utter_not_understood_in_form", "utter_when_to_come"]


@pytest.mark.parametrize(
    ("text", "named"), [("2月30号", "2月30号"), ("十一月三十一日上午九点", "十一月三十一日"), ("32号", "32号")]
)
def test_a_date_no_calendar_has_is_named_as_such(system: Context, text: str, named: str) -> None:
    talk, said = answer(text, TUESDAY)
    assert (said, talk.said[0]["said"]) == (["utter_no_such_day", "utter_when_to_come"], named)
    assert talk.slots["visit_start"] is None


def test_a_time_named_before_the_item_is_taken_with_it(system: Context) -> None:
    talk = FormTalk(ValidateBookingForm(), TUESDAY)
    assert talk.say("我想预约后天上午九点", intent="book_appointment") == ["utter_offer_bookable_items"]
    talk.press("控告")
    assert (talk.slots["visit_start"], talk.slots["requested_slot"]) == (moment(11, 26, 9).isoformat(), "visitor_name")


def test_a_day_named_before_the_item_is_offered_once(system: Context) -> None:
    talk = FormTalk(ValidateBookingForm(), TUESDAY)
    talk.say("我想预约后天", intent="book_appointment")
    assert talk.press("控告") == ["utter_offer_times"]
    assert {title.partition("）")[0] for title in talk.titles} == {"11月26日（星期四"}
    assert talk.say("越快越好") == ["utter_offer_times"] and "11月24日" in talk.titles[0]


@pytest.mark.parametrize("option", ["time:", "time:x", "time:2026-11-26T09:00:00", "queue:x"])
def test_odd_buttons_name_no_time(system: Context, option: str) -> None:
    talk = FormTalk(ValidateBookingForm(), TUESDAY)
    talk.say("我要预约控告", intent="book_appointment")
    assert talk.say(f'/inform{{"option": "{option}"}}', option=option)[0] == "utter_not_understood_in_form"
