"""Buttons about a visit, without Rasa: standing in line, offered seats, the pass, an answered reminder."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.forms.booking_form import ValidateBookingForm
from bot.bootstrap import Context
from bot.casework.appointments import BookingRequest, book, cancel, history
from bot.casework.slots import free_slots
from bot.storage.appointments import Appointment
from bot.storage.base import CITY_TIME
from bot.storage.engine import transaction
from tests.builders_forms import FormTalk

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)
DAY = datetime(2026, 11, 26, 0, 0, tzinfo=CITY_TIME)
ITEM = "judicial_relief"


def fill_day(system: Context) -> list[Appointment]:
    """Take every seat of the Thursday; return the visits."""
    item, made = system.kb.service_items[ITEM], []
    with transaction(system.sessions) as session:
        for serial in range(100):
            until = DAY + timedelta(days=1)
            free = free_slots(session, item, since=DAY, until=until, now=NOW, limit=1, calendar=system.calendar)
            if not free:
                break
            who, phone = f"other-{serial}", f"139{serial:08d}"
            request = BookingRequest(who, who, "web", ITEM, free[0].start, "示例", phone)
            items = dict(system.kb.service_items)
            made.append(book(session, request, now=NOW, calendar=system.calendar, items=items))
    return made


def in_line(system: Context) -> tuple[FormTalk, list[Appointment]]:
    others = fill_day(system)
    talk = FormTalk(ValidateBookingForm(), NOW)
    talk.say("我要预约司法救助", intent="book_appointment")
    assert talk.say("11月26号上午") == ["utter_seat_taken"]
    talk.press("排队等11月26日（星期四）")
    talk.say("示例人 我叫李桂芳")
    assert talk.say("13911110000") == ["utter_confirm_queue"]
    assert talk.say("确认") == ["utter_queued"]
    return talk, others


def test_a_full_day_offers_to_stand_in_line_and_the_seat_that_frees_is_taken(system: Context) -> None:
    talk, others = in_line(system)
    assert (talk.variable("place"), talk.slots["queue_day"], talk.slots["requested_slot"]) == (1, None, None)
    items = dict(system.kb.service_items)
    with transaction(system.sessions) as session:
        cancel(session, others[0].number, others[0].phone, NOW, calendar=system.calendar, items=items)
    stranger = FormTalk(None, NOW, name="stranger")
    assert stranger.say("我要这个位子", option="waiting:1") == ["utter_nothing_open"]
    mine = FormTalk(None, NOW)
    assert mine.say("我要这个位子", option="waiting:1") == ["utter_booked"]
    number = mine.variable("number")
    assert mine.say("我要这个位子", option="waiting:1") == ["utter_booked"]
    assert mine.variable("number") == number


def test_no_seat_is_offered_to_who_left_the_line(system: Context) -> None:
    talk, _ = in_line(system)
    outside = FormTalk(None, NOW)
    outside.said = talk.said
    assert outside.press("不等了") == ["utter_left_queue"]
    assert outside.say("我要这个位子", option="waiting:1") == ["utter_offer_over"]


def test_odd_button_values_are_answered_kindly(system: Context) -> None:
    talk = FormTalk(None, NOW)
    for option in ("waiting:", "waiting:x", "waiting:99999999999999999999", "waiting_no:７", "pass:", "pass:1"):
        assert talk.say("x", option=option) in (["utter_nothing_open"], ["utter_pass_needs_number"])


def test_a_full_day_in_a_form_is_not_joined_when_a_seat_is_free(system: Context) -> None:
    talk = FormTalk(ValidateBookingForm(), NOW)
    talk.say("我要预约司法救助", intent="book_appointment")
    talk.say("排队", option="queue:2026-11-26")
    talk.say("我叫李桂芳")
    talk.say("13911110000")
    assert talk.say("确认")[0] == "utter_day_has_room"
    assert talk.slots["requested_slot"] == "visit_start"
    talk.press("上午")
    assert talk.slots["queue_day"] is None and talk.said[-1]["response"] == "utter_confirm_booking"


def booked(system: Context, channel: str = "web") -> FormTalk:
    talk = FormTalk(ValidateBookingForm(), NOW, channel=channel)
    talk.say("我要预约司法救助", intent="book_appointment")
    talk.press("上午")
    talk.say("我叫李桂芳")
    talk.say("13911110000")
    assert talk.say("确认") == ["utter_booked"]
    return talk


def test_the_pass_is_shown_to_its_conversation_with_a_link_on_the_web_only(system: Context) -> None:
    talk = booked(system)
    number = talk.variable("number")
    assert "/visit/" in talk.variable("link")
    outside = FormTalk(None, NOW)
    assert outside.say("看凭条", option=f"pass:{number}") == ["utter_visit_pass"]
    assert "授权委托书" in outside.variable("papers") and "【待填】" not in str(outside.said)
    assert FormTalk(None, NOW, name="stranger").say("x", option=f"pass:{number}") == ["utter_pass_needs_number"]
    telegram = FormTalk(None, NOW, channel="telegram")
    telegram.say("看凭条", option=f"pass:{number}")
    assert telegram.variable("link") == ""


def test_will_come_is_kept_once_in_the_history(system: Context) -> None:
    assert FormTalk(None, NOW).say("会来", option="will_come") == ["utter_no_visit_ahead"]
    booked(system)
    for _ in range(2):
        assert FormTalk(None, NOW).say("会来", option="will_come") == ["utter_will_come"]
    with system.sessions() as session:
        visit = session.query(Appointment).one()
        assert [change.kind for change in history(session, visit)].count("will_come") == 1
