"""Periods are counted as 民法典 200 to 204 say."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.deadline_answers import answer_deadlines
from bot.casework.working_days import load_working_days
from bot.storage.base import CITY_TIME
from knowledge_base.deadline_finder import DeadlineFinder
from knowledge_base.deadlines import count
from knowledge_base.loader import load
from knowledge_base.schema import Citation, Deadline, Unit

ROOT = Path(__file__).resolve().parents[3]
CALENDAR = load_working_days(ROOT / "knowledge_base" / "jiayuguan")
KB = load(ROOT / "knowledge_base", "jiayuguan")
FINDER = DeadlineFinder(KB.deadlines)
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


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("去年3月被辞退的，还能劳动仲裁吗", "labor_arbitration"),
        ("昨天收到处罚决定书，还能复议吗", "administrative_reconsideration"),
        ("刑事判决书下来了几天内能上诉", "criminal_appeal"),
        ("单位不给报工伤，自己申请工伤认定多久内", "work_injury_worker"),
        ("承包地纠纷申请土地仲裁时效多久", "land_arbitration"),
        ("欠条放了几年还能起诉吗", "civil_limitation"),
        ("信访答复不服，多少天内可以申请复查", "petition_review"),
        ("判决下来对方不给钱，多久内申请强制执行", "execution_application"),
        ("调解协议签了多久内可以去法院司法确认", "mediation_confirmation"),
        ("别人遗嘱里留给我的东西，遗赠多久内要表示接受", "inheritance_renounce_legacy"),
    ],
)
def test_the_clock_that_is_meant_is_found(text: str, deadline: str) -> None:
    assert deadline in [found.id for found in FINDER.find(text).deadlines]


@pytest.mark.parametrize("text", ["今天天气不错", "放首歌", "你叫什么名字"])
def test_other_talk_means_no_clock(text: str) -> None:
    assert not FINDER.find(text).deadlines


def test_days_left_and_state_are_told() -> None:
    from datetime import datetime

    now = datetime(2026, 11, 24, 9, tzinfo=CITY_TIME)
    known = {"careful": False, "finder": FINDER, "calendar": CALENDAR, "now": now}
    text = "收到处罚决定书还能复议吗"
    states = {
        day: answer_deadlines(text, date.fromisoformat(day), **known)[0].state
        for day in ("2026-11-20", "2026-09-29", "2026-08-01")
    }
    assert states == {"2026-11-20": "in_time", "2026-09-29": "last_days", "2026-08-01": "missed"}
    assert answer_deadlines(text, None, **known)[0].state == "need_event"
