from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.masking import mask


@pytest.mark.parametrize(
    "text",
    [
        "电话13912345678",
        "139 1234 5678",
        "139-1234-5678",
        "座机0937-1234567",
        "身份证62020119900307123X",
        "卡号6222 0212 3456 7890 123",
        "１３９１２３４５６７８",
        "我的号是13912345678你打给我",
    ],
)
def test_long_numbers_are_hidden_but_for_two_digits(text: str) -> None:
    masked = mask(text)
    assert "*****" in masked
    assert not re.search(r"[0-9０-９X]{3}", masked)


@pytest.mark.parametrize("text", ["幺三九一二三四五六七八", "一三九 一二三四 五六七八"])
def test_spoken_numbers_are_hidden(text: str) -> None:
    assert set(mask(text)) <= {"*", " "}


@pytest.mark.parametrize(
    "text",
    [
        "欠我35000块",
        "劳动合同法第82条",
        "2026-07-12上午",
        "2026-07-12 10:30",
        "三千五百块",
        "2026年7月12日",
        "没有数字",
    ],
)
def test_dates_amounts_and_articles_stay(text: str) -> None:
    assert mask(text) == text


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.text("我的电话是，。 ", max_size=8), st.text("谢谢，。 ", max_size=8))
def test_no_mobile_number_survives_whatever_stands_around_it(phone: str, before: str, after: str) -> None:
    masked = mask(before + phone + after)
    assert phone not in masked
    assert not re.search(r"\d{3}", masked)


@given(st.text(max_size=200))
def test_masking_never_fails_and_is_stable(text: str) -> None:
    assert mask(mask(text)) == mask(text)
