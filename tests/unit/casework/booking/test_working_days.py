from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.working_days import LAST_KNOWN_YEAR, DayReason, WorkingDays, load_working_days
from knowledge_base.city_calendar import CalendarError
from tests.builders_booking import ROOT, make_calendar

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31))
CALENDAR = WorkingDays()


@pytest.mark.parametrize(
    "day, reason, name",
    [
        (date(2026, 4, 8), DayReason.WORKDAY, ""),
        (date(2026, 4, 11), DayReason.WEEKEND, ""),
        (date(2026, 2, 16), DayReason.PUBLIC_HOLIDAY, "春节"),
        (date(2026, 10, 1), DayReason.PUBLIC_HOLIDAY, "国庆节"),
        (date(2026, 2, 14), DayReason.MAKE_UP_WORKDAY, ""),
        (date(2026, 10, 10), DayReason.MAKE_UP_WORKDAY, ""),
    ],
)
def test_a_day_of_a_known_year_is_told_with_its_reason(day: date, reason: DayReason, name: str) -> None:
    status = CALENDAR.describe(day)
    assert (status.reason, status.name, status.certain) == (reason, name, True)


def test_beyond_the_known_years_weekdays_count_and_the_calendar_says_it_is_not_sure() -> None:
    monday = date(LAST_KNOWN_YEAR + 3, 3, 5)
    while monday.weekday():
        monday += timedelta(days=1)
    assert CALENDAR.describe(monday).working
    assert not CALENDAR.describe(monday).certain
    assert not CALENDAR.describe(monday - timedelta(days=1)).working


def test_beyond_the_known_years_national_day_is_still_a_holiday() -> None:
    status = CALENDAR.describe(date(LAST_KNOWN_YEAR + 2, 10, 1))
    assert (status.working, status.name, status.certain) == (False, "国庆节", False)


def test_the_city_can_enter_a_holiday_of_an_unknown_year_with_certainty() -> None:
    day = date(2029, 2, 13)
    calendar = make_calendar(holidays=[(day, day, "春节")])
    status = calendar.describe(day)
    assert (status.working, status.name, status.certain) == (False, "春节", True)


def test_a_closure_holds_only_for_the_institution_it_names() -> None:
    day = date(2026, 4, 8)
    calendar = make_calendar(closures=[(day, day, "窗口搬家", ("court",))])
    assert calendar.describe(day, "court").reason is DayReason.CLOSURE
    assert calendar.is_working_day(day, "legal_aid_center")
    assert calendar.is_working_day(day)


def test_an_extra_day_opens_a_saturday_and_a_closure_shuts_it_again() -> None:
    saturday = date(2026, 4, 11)
    extra = {"extra_days": [(saturday, saturday, "接待日")]}
    assert make_calendar(**extra).is_working_day(saturday)
    assert not make_calendar(**extra, closures=[(saturday, saturday, "停电")]).is_working_day(saturday)


def test_a_closure_on_a_make_up_workday_wins() -> None:
    day = date(2026, 2, 14)
    assert not make_calendar(closures=[(day, day, "停电")]).is_working_day(day)


def test_counting_leaves_out_the_first_day_and_the_national_holiday() -> None:
    assert CALENDAR.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)


@given(DAYS)
def test_between_a_day_and_the_next_working_day_nothing_is_worked(day: date) -> None:
    following = CALENDAR.next_working_day(day)
    assert following > day
    assert CALENDAR.is_working_day(following)
    gap = (following - day).days
    assert not any(CALENDAR.is_working_day(day + timedelta(days=step)) for step in range(1, gap))


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_adding_and_taking_away_as_many_working_days_returns_to_the_start(day: date, count: int) -> None:
    start = CALENDAR.on_or_after(day)
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, count), -count) == start


@given(DAYS, st.integers(min_value=0, max_value=40))
def test_adding_counts_exactly_the_working_days_passed(day: date, count: int) -> None:
    last = CALENDAR.add_working_days(day, count)
    assert len(list(CALENDAR.days_between(day + timedelta(days=1), last))) == count


def test_the_shipped_calendar_loads() -> None:
    assert load_working_days(ROOT / "knowledge_base" / "jiayuguan").is_working_day(date(2026, 4, 8))


def test_a_wrong_calendar_names_the_field(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "calendar.yml").write_text("closures:\n  - {from: 2026-05-02, to: 2026-05-01, name: x}\n")
    with pytest.raises(CalendarError, match=r"closures\.0\.to"):
        load_working_days(tmp_path)
