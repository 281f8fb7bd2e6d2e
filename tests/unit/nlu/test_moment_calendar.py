"""Festivals, working days and calendar arithmetic."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from chinese_calendar import is_holiday
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.moment_calendar import (
    _statutory_days,
    add_months,
    festival,
    festival_names,
    is_working_day,
    nth_weekday,
    shift_working_days,
)

days = st.dates(min_value=date(2005, 1, 1), max_value=date(2050, 1, 1))


@pytest.mark.parametrize(
    "name, year, day",
    [
        ("春节", 2026, date(2026, 2, 17)),
        ("除夕", 2026, date(2027, 2, 5)),
        ("端午节", 2026, date(2026, 6, 19)),
        ("中秋", 2025, date(2025, 10, 6)),
        ("清明节", 2026, date(2026, 4, 5)),
        ("复活节", 2024, date(2024, 3, 31)),
        ("父亲节", 2026, date(2026, 6, 21)),
        ("冬至", 2026, date(2026, 12, 22)),
        ("国庆节", 2026, date(2026, 10, 1)),
    ],
)
def test_festival_falls_on_its_day(name: str, year: int, day: date) -> None:
    assert festival(name, year) == day


@pytest.mark.parametrize("name", festival_names())
def test_every_festival_has_a_day_in_every_year(name: str) -> None:
    assert all(festival(name, year) for year in (2020, 2024, 2025, 2026, 2033))


@pytest.mark.parametrize("year", [2025, 2026])
def test_recurring_days_off_agree_with_the_published_calendar(year: int) -> None:
    assert all(is_holiday(day) for day in _statutory_days(year))


def test_make_up_workday_counts_as_working() -> None:
    assert is_working_day(date(2026, 2, 14))
    assert not is_working_day(date(2026, 10, 1))


def test_new_years_day_is_free_also_beyond_the_published_calendar() -> None:
    assert not is_working_day(date(2031, 1, 1))


@given(days, st.integers(1, 10))
def test_shifting_working_days_there_lands_on_one_with_that_many_between(day: date, count: int) -> None:
    later = shift_working_days(day, count)
    assert is_working_day(later)
    passed = [day + timedelta(days=step) for step in range(1, (later - day).days + 1)]
    assert sum(is_working_day(each) for each in passed) == count


@given(days, st.integers(-40, 40))
def test_month_arithmetic_keeps_the_day_where_the_month_has_it(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


def test_month_without_a_fifth_such_weekday_has_none() -> None:
    assert nth_weekday(2026, 2, 5, 0) is None
    assert nth_weekday(2026, 2, -1, 0) == date(2026, 2, 23)
