"""How many days one phone may stand in line for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from actions.forms.booking_form import ValidateBookingForm
from bot.bootstrap import Context
from bot.casework.booking_rules import BookingLimits
from bot.casework.waiting_list import TooManyWaits, join, leave
from bot.storage.appointments import WaitingEntry
from bot.storage.base import CITY_TIME
from bot.storage.engine import transaction
from tests.builders_booking import CALENDAR, NOW, at, make_database, make_item, make_visit
from tests.builders_forms import FormTalk

ITEM = make_item(booking_hours=("09:00-10:00",))
DAYS = [date(2026, 4, day) for day in (9, 10, 13, 14)]
MINE, HERS = "13911111111", "13922222222"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with make_database(f"sqlite:///{tmp_path / 'waits.db'}")() as opened:
        for day in DAYS:
            for minute in (0, 30):
                make_visit(opened, ITEM, start=at(day, 9, minute))
        yield opened


def line_up(session: Session, phone: str, day: date, now: datetime = NOW) -> WaitingEntry:
    person = {"name": "示例", "phone": phone, "channel": "web", "conversation_id": f"c-{phone}"}
    return join(session, item=ITEM, day=day, now=now, calendar=CALENDAR, limits=BookingLimits(), **person)


def test_one_phone_waits_for_three_days_at_most(session: Session) -> None:
    entries = [line_up(session, MINE, day) for day in DAYS[:3]]
    with pytest.raises(TooManyWaits) as told:
        line_up(session, MINE, DAYS[3])
    assert told.value.limit == 3
    assert line_up(session, MINE, DAYS[2]).id == entries[2].id
    assert line_up(session, HERS, DAYS[3]).id
    leave(session, entries[0].id, phone=MINE, now=NOW, calendar=CALENDAR, items={ITEM.id: ITEM})
    assert line_up(session, MINE, DAYS[3]).id


def test_lines_of_days_gone_by_do_not_count(session: Session) -> None:
    for day in DAYS[:3]:
        line_up(session, MINE, day)
    assert line_up(session, MINE, DAYS[3], now=at(DAYS[1], 8)).id


def test_who_waits_often_enough_is_told_kindly(system: Context) -> None:
    now = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)
    with transaction(system.sessions) as session:
        for day in (26, 27, 30):
            wait = {"item_id": "file_reading", "day": date(2026, 11, day), "name": "示例", "phone": MINE}
            wait |= {"channel": "web", "conversation_id": "other", "state": "waiting", "joined_at": now}
            session.add(WaitingEntry(active_key=f"key-{day}", **wait))
    talk = FormTalk(ValidateBookingForm(), now)
    talk.say("我要预约司法救助", intent="book_appointment")
    talk.say("排队", option="queue:2026-12-01")
    talk.say("我叫李桂芳")
    talk.say(MINE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.casework.waiting_list.free_slots", lambda *_, **__: [])
        assert talk.say("确认") == ["utter_too_many_waits"]
    assert talk.variable("limit") == 3
    assert (talk.slots["requested_slot"], talk.slots["queue_day"]) == (None, None)
