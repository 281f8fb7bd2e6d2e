"""The calendar file: one UID, a rising SEQUENCE, the city's time, and a cancellation that undoes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.casework.checklists import UNCHECKED
from bot.casework.visit_calendar import CalendarWords, calendar_file
from bot.casework.visit_pass import VisitPass
from bot.storage.appointments import BOOKED, CANCELLED
from tests.builders_booking import NOW, at

WORDS = CalendarWords("去办：示例事项", "预约号26123456；带好材料，\n来不了请改期", "明天要去办：示例事项")
VISIT = VisitPass(
    number="26123456",
    item="示例事项",
    item_id="desk_item",
    start=at(),
    end=at() + timedelta(minutes=30),
    when="4月8日（星期三）上午9:00",
    officer="",
    window=1,
    place="示例检察服务中心，12309大厅",
    hotline="12309",
    state=BOOKED,
    sequence=0,
    updated_at=NOW,
    papers=(),
    checklist=UNCHECKED,
)


def event_of(visit: VisitPass) -> tuple[Calendar, object]:
    calendar = Calendar.from_ical(calendar_file(visit, WORDS))
    return calendar, calendar.walk("VEVENT")[0]


def test_a_booked_visit_is_published_in_the_citys_time_with_an_alarm_a_day_before() -> None:
    raw = calendar_file(VISIT, WORDS).decode()
    assert "METHOD:PUBLISH" in raw and "STATUS:CONFIRMED" in raw
    assert "DTSTART;TZID=Asia/Shanghai:20260408T090000" in raw
    assert "BEGIN:VTIMEZONE" in raw and "TZOFFSETTO:+0800" in raw
    assert "TRIGGER:-P1D" in raw


def test_a_moved_visit_keeps_its_uid_and_raises_its_sequence() -> None:
    _, first = event_of(VISIT)
    _, moved = event_of(replace(VISIT, sequence=1, start=at(hour=15), end=at(hour=16)))
    assert first["UID"] == moved["UID"]
    assert (first["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)


def test_a_cancelled_visit_is_cancelled_under_the_same_uid() -> None:
    calendar, event = event_of(replace(VISIT, state=CANCELLED, sequence=2))
    assert calendar["METHOD"] == "CANCEL" and event["STATUS"] == "CANCELLED"
    assert event["UID"] == event_of(VISIT)[1]["UID"]
    assert not calendar.walk("VALARM")


def test_the_same_visit_gives_the_same_bytes() -> None:
    assert calendar_file(VISIT, WORDS) == calendar_file(VISIT, WORDS)


@pytest.mark.parametrize("line", calendar_file(VISIT, WORDS).split(b"\r\n"))
def test_lines_are_folded_at_75_bytes(line: bytes) -> None:
    assert len(line) <= 75


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31)),  # noqa: DTZ001 - made aware below
    st.integers(10, 120),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=80),
)
def test_what_is_written_is_read_back(start: datetime, minutes: int, text: str) -> None:
    moment = start.replace(second=0, microsecond=0, tzinfo=at().tzinfo)
    visit = replace(VISIT, start=moment, end=moment + timedelta(minutes=minutes), place=text)
    calendar = Calendar.from_ical(calendar_file(visit, replace(WORDS, summary=text)))
    event = calendar.walk("VEVENT")[0]
    assert event.decoded("DTSTART") == moment
    assert event.decoded("DTEND") - moment == timedelta(minutes=minutes)
    assert str(event["SUMMARY"]) == text and str(event["LOCATION"]) == text
