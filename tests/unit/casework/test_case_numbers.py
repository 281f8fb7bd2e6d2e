from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.case_numbers import (
    COMPLAINT,
    NumbersExhausted,
    draw_until,
    new_number,
    tidy_number,
)
from tests.builders_cases import NOW

DAYS = st.dates(date(2024, 1, 1), date(2099, 12, 31))
SEEDS = st.integers(0, 10**6)


@given(DAYS, SEEDS)
def test_a_number_is_two_letters_the_day_and_five_digits(day: date, seed: int) -> None:
    number = new_number(COMPLAINT, day, Random(seed))
    assert number.startswith(f"TS{day:%y%m%d}")
    assert len(number) == 13
    assert tidy_number(COMPLAINT, number) == number


@given(DAYS, SEEDS, st.integers(2, 12), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(day: date, seed: int, place: int, shift: int) -> None:
    number = new_number(COMPLAINT, day, Random(seed))
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert tidy_number(COMPLAINT, wrong) is None


@given(DAYS, SEEDS, st.integers(2, 11))
def test_any_swap_of_two_neighbours_is_noticed(day: date, seed: int, place: int) -> None:
    number = new_number(COMPLAINT, day, Random(seed))
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or tidy_number(COMPLAINT, swapped) is None


@pytest.mark.parametrize("change", ["{n}", "{l}", "{d}", " {n} ", "TS-{d}", "ｔｓ{d}"])
def test_the_ways_residents_write_a_number_are_understood(change: str) -> None:
    number = new_number(COMPLAINT, date(2026, 7, 13), Random(3))
    written = change.format(n=number, l=number.lower(), d=number[2:])
    assert tidy_number(COMPLAINT, written) == number


@pytest.mark.parametrize("text", ["", "TS", "TS123", "你好", "FY26071312345", "²²²²²²²²²²²"])
def test_other_text_is_no_number(text: str) -> None:
    assert tidy_number(COMPLAINT, text) is None


def test_a_day_without_free_numbers_is_an_error_and_not_an_endless_loop() -> None:
    with pytest.raises(NumbersExhausted):
        draw_until(COMPLAINT, NOW, Random(1), lambda number: False)
