"""Periods are counted as 民法典 200 to 204 say."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.deadline_answers import DeadlineAnswer, answer_deadlines, statutory
from bot.casework.working_days import WorkingDays, load_working_days
from bot.nlu.stated_event import read_event
from bot.storage.base import CITY_TIME
from knowledge_base.city_calendar import CityCalendar, Period
from knowledge_base.deadline_finder import DeadlineFinder
from knowledge_base.deadlines import count
from knowledge_base.loader import load
from knowledge_base.schema import Citation, Deadline, Unit

ROOT = Path(__file__).resolve().parents[3]
CALENDAR = load_working_days(ROOT / "knowledge_base" / "jiayuguan")
KB = load(ROOT / "knowledge_base", "jiayuguan", strict=False)
FINDER = DeadlineFinder(KB.deadlines)
NOW = datetime(2026, 11, 24, 9, tzinfo=CITY_TIME)
CASES = yaml.safe_load((Path(__file__).parent / "deadline_phrases.yml").read_text(encoding="utf-8"))
PHRASES = [(deadline, text) for deadline, texts in CASES.items() for text in texts]
DAYS = st.dates(date(2005, 1, 1), date(2026, 6, 30))


def make(count_: int, unit: Unit, *, moved: bool = True) -> Deadline:
    return Deadline(
        id="x", title="x", event="x", asks=("a", "b", "c"), count=count_, unit=unit, moved_from_holiday=moved,
        citations=(Citation(law="民法典", article="201", says="开始的当日不计入"),),
    )  # fmt: skip


@given(DAYS, st.integers(1, 400))
def test_the_day_of_the_event_is_not_counted(event: date, days: int) -> None:
    assert count(make(days, Unit.DAY, moved=False), event, CALENDAR).last_day == event + timedelta(days=days)


@given(DAYS, st.integers(1, 60))
def test_months_end_on_the_corresponding_day_or_the_months_last(event: date, months: int) -> None:
    last = count(make(months, Unit.MONTH, moved=False), event, CALENDAR).last_day
    year, month = divmod(event.year * 12 + event.month - 1 + months, 12)
    assert (last.year, last.month) == (year, month + 1)
    assert last.day == min(event.day, monthrange(last.year, last.month)[1])


@given(DAYS, st.integers(1, 20))
def test_a_year_is_twelve_months(event: date, years: int) -> None:
    by_years = count(make(years, Unit.YEAR), event, CALENDAR)
    assert by_years == count(make(12 * years, Unit.MONTH), event, CALENDAR)


@given(DAYS, st.integers(1, 400), st.sampled_from([Unit.DAY, Unit.MONTH, Unit.WORKING_DAY]))
def test_a_moved_last_day_is_a_working_day_and_never_earlier(event: date, number: int, unit: Unit) -> None:
    number = number % 24 + 1 if unit is Unit.MONTH else number % 120 + 1
    moved = count(make(number, unit), event, CALENDAR)
    plain = count(make(number, unit, moved=False), event, CALENDAR)
    assert CALENDAR.is_working_day(moved.last_day)
    assert moved.last_day >= plain.last_day
    assert (moved.moved_from is None) == (moved.last_day == plain.last_day)


@given(DAYS, st.integers(1, 60), st.integers(0, 40))
def test_a_later_event_never_ends_sooner(event: date, number: int, later: int) -> None:
    first = count(make(number, Unit.WORKING_DAY), event, CALENDAR).last_day
    assert count(make(number, Unit.WORKING_DAY), event + timedelta(days=later), CALENDAR).last_day >= first


def test_the_national_day_holiday_moves_a_last_day_behind_it() -> None:
    counted = count(make(60, Unit.DAY), date(2026, 8, 4), CALENDAR)
    assert counted.moved_from == date(2026, 10, 3)
    assert counted.last_day == date(2026, 10, 8)


def test_the_end_of_january_plus_a_month_is_the_end_of_february() -> None:
    assert count(make(1, Unit.MONTH, moved=False), date(2024, 1, 31), CALENDAR).last_day == date(2024, 2, 29)


@pytest.mark.parametrize(("deadline", "text"), PHRASES)
def test_the_clock_that_is_meant_is_told(deadline: str, text: str) -> None:
    found = [clock.id for clock in FINDER.find(text).deadlines]
    assert deadline in found if deadline != "none" else not found


def test_no_more_than_two_clocks_are_told_at_once() -> None:
    assert all(len(FINDER.find(text).deadlines) <= 2 for _, text in PHRASES)


def test_clocks_of_one_event_are_told_together() -> None:
    found = [clock.id for clock in FINDER.find("昨天收到处罚决定书").deadlines]
    assert found == ["administrative_reconsideration", "administrative_suit"]


def test_hours_are_counted_in_days_of_the_calendar() -> None:
    assert count(make(72, Unit.HOUR, moved=False), date(2026, 11, 20), CALENDAR).last_day == date(2026, 11, 23)


def test_a_year_without_announced_holidays_is_not_certain() -> None:
    assert count(make(60, Unit.DAY), date(2026, 9, 1), CALENDAR).certain
    assert not count(make(1, Unit.YEAR), date(2026, 11, 24), CALENDAR).certain
    assert count(make(1, Unit.YEAR, moved=False), date(2026, 11, 24), CALENDAR).certain


def test_a_closed_office_moves_no_legal_deadline() -> None:
    closed = Period.parse_obj({"from": "2026-11-30", "to": "2026-12-04", "name": "示例停办"})
    days = WorkingDays(CityCalendar(closures=(closed,)))
    assert count(make(15, Unit.DAY), date(2026, 11, 15), days).last_day == date(2026, 12, 7)
    assert count(make(15, Unit.DAY), date(2026, 11, 15), statutory(days)).last_day == date(2026, 11, 30)


def answer(text: str, event: date | None, latest: date | None = None) -> DeadlineAnswer:
    return answer_deadlines(text, event, careful=False, latest=latest, finder=FINDER, calendar=CALENDAR, now=NOW)[0]


@pytest.mark.parametrize(
    ("event", "state", "urgent"),
    [
        (date(2026, 11, 20), "in_time", False),
        (date(2026, 9, 29), "last_days", True),
        (date(2026, 8, 1), "missed", False),
        (None, "need_event", False),
    ],
)
def test_days_left_and_state_are_told(event: date | None, state: str, urgent: bool) -> None:
    found = answer("收到处罚决定书还能复议吗", event)
    assert (found.state, found.urgent) == (state, urgent)


def test_a_month_that_may_be_in_time_or_not_is_said_to_be_unsure() -> None:
    found = answer("被辞退了还能仲裁吗", date(2025, 11, 1), date(2025, 11, 30))
    assert (found.state, found.urgent) == ("unsure", True)
    assert answer("被辞退了还能仲裁吗", date(2025, 10, 1), date(2025, 10, 31)).state == "missed"


def test_an_office_that_is_late_is_no_alarm_for_the_resident() -> None:
    found = answer("信访受理了还没结果", date(2026, 9, 24))
    assert found.deadline.on_office
    assert not found.urgent


@pytest.mark.parametrize(
    ("text", "event", "precision"),
    [
        ("去年3月被辞退的", "2025-03-01", "earliest"),
        ("昨天收到处罚决定书", "2026-11-23", "day"),
        ("2022年借出去的钱", "2022-01-01", "earliest"),
        ("老板解雇我八个月了", "2026-03-24", "about"),
        ("欠条五年了", "2021-11-24", "about"),
        ("三年前借的", "2023-11-24", "about"),
        ("都过了两个月", "2026-09-24", "about"),
        ("判决生效半年了", "2026-05-24", "about"),
        ("刚拿到判决书", "2026-11-24", "day"),
        ("上周签的调解协议", "2026-11-16", "earliest"),
        ("十天前收到的", "2026-11-14", "day"),
    ],
)
def test_the_day_of_an_event_is_read_as_people_tell_it(text: str, event: str, precision: str) -> None:
    found = read_event(text, NOW)
    assert found is not None
    assert (found.on.isoformat(), found.precision) == (event, precision)


@pytest.mark.parametrize(
    "text",
    ["几天内能上诉", "干了一年被辞退", "判了三年有期徒刑", "被关了一年", "明天去法院", "还来得及吗", "三个月内要起诉"],
)
def test_lengths_of_other_things_and_days_ahead_are_no_event(text: str) -> None:
    assert read_event(text, NOW) is None


@given(DAYS, st.sampled_from(["上个月", "去年", "去年5月", "三年前", "八个月了", "前天", "上周", "五年了"]))
def test_an_event_never_lies_ahead(day: date, words: str) -> None:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=CITY_TIME)
    found = read_event(f"{words}的事", now)
    assert found is not None
    assert found.on <= found.latest <= day


def test_every_clock_told_beside_another_exists() -> None:
    assert {name for clock in KB.deadlines.values() for name in clock.beside} <= set(KB.deadlines)
