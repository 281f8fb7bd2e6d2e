from __future__ import annotations

import random

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.casework.booking_numbers import LENGTH, is_valid, new_number, tidy
from tests.builders_booking import NOW

NUMBERS = st.integers(min_value=0).map(lambda seed: new_number(NOW, random.Random(seed)))


@given(NUMBERS)
def test_a_number_is_eight_digits_beginning_with_the_year(number: str) -> None:
    assert number.isdigit()
    assert len(number) == LENGTH
    assert number.startswith("26")
    assert is_valid(number)


@given(NUMBERS, st.integers(0, LENGTH - 1), st.sampled_from("0123456789"))
def test_one_digit_misheard_is_noticed(number: str, place: int, digit: str) -> None:
    assume(number[place] != digit)
    assert not is_valid(number[:place] + digit + number[place + 1 :])


@given(NUMBERS, st.integers(0, LENGTH - 2))
def test_two_neighbours_swapped_are_noticed(number: str, place: int) -> None:
    first, second = number[place], number[place + 1]
    assume(first != second)
    assert not is_valid(number[:place] + second + first + number[place + 2 :])


def test_blanks_and_hyphens_do_not_matter() -> None:
    number = new_number(NOW, random.Random(1))
    assert tidy(f" {number[:4]}-{number[4:6]} {number[6:]}") == number
    assert is_valid(f"{number[:4]} {number[4:]}")
    assert not is_valid("")
