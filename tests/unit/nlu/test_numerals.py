"""Numbers in either script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.numerals import read_integer, read_year, spoken_digits


def in_chinese(number: int) -> str:
    """Write 1 to 9999 as a schoolbook does."""
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + name
        gap = gap or not digit if text else False
        gap = False if digit else bool(text)
    return text


@given(st.integers(1, 9999))
def test_schoolbook_numeral_is_read_back(number: int) -> None:
    assert read_integer(in_chinese(number)) == number


@pytest.mark.parametrize(
    "text, value",
    [
        ("十", 10),
        ("廿九", 29),
        ("两", 2),
        ("三千五", 3500),
        ("一百零五", 105),
        ("二〇〇六", 2006),
        ("一百二", 120),
        ("零", 0),
    ],
)
def test_spoken_numeral_is_read(text: str, value: int) -> None:
    assert read_integer(text) == value


@pytest.mark.parametrize("text", ["", "几", "半", "三个", "万一", "一点"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert read_integer(text) is None


@pytest.mark.parametrize(
    "text, reference, year",
    [("15", 2021, 2015), ("零七", 2017, 2007), ("九零", 2026, 1990), ("2019", 2026, 2019), ("28", 2026, 2028)],
)
def test_short_year_is_the_near_one(text: str, reference: int, year: int) -> None:
    assert read_year(text, reference) == year


def test_spoken_digits_become_arabic_one_for_one() -> None:
    assert spoken_digits("幺三九零") == "1390"
