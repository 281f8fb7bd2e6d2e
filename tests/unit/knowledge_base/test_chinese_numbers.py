"""Chinese numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.chinese_numbers import parse_number, to_chinese


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三千五", 3500),
        ("三千零五", 3005),
        ("一千零七十九", 1079),
        ("十二", 12),
        ("两百", 200),
        ("一百二十万", 1_200_000),
        ("１０", 10),
        ("1,000", 1000),
        ("1.5", 1.5),
        ("3千", 3000),
        ("二十", 20),
    ],
)
def test_numeral_is_read(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "两三", "十几", "若干"])
def test_rough_count_is_no_number(text: str) -> None:
    with pytest.raises(ValueError):
        parse_number(text)


@given(st.integers(min_value=1, max_value=9999))
def test_article_numeral_reads_back(number: int) -> None:
    assert parse_number(to_chinese(number)) == number


def test_article_numerals_are_written_as_laws_write_them() -> None:
    assert [to_chinese(n) for n in (10, 12, 20, 101, 110, 1079, 1260)] == [
        "十",
        "十二",
        "二十",
        "一百零一",
        "一百一十",
        "一千零七十九",
        "一千二百六十",
    ]
