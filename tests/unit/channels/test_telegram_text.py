"""Splitting long answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_text import LIMIT, split_text, units


def test_short_text_stays_whole() -> None:
    assert split_text("短。") == ["短。"]


def test_blank_text_gives_nothing() -> None:
    assert split_text(" \n ") == []


def test_cut_is_at_a_paragraph() -> None:
    first, second = "甲" * 3000, "乙" * 3000
    assert split_text(f"{first}\n\n{second}") == [first, second]


def test_cut_is_at_a_sentence_when_there_is_no_paragraph() -> None:
    parts = split_text("这是一句话。" * 1500)
    assert len(parts) > 1
    assert all(part.endswith("。") for part in parts)


def test_emoji_count_twice() -> None:
    assert units("😀") == 2
    assert all(units(part) <= LIMIT for part in split_text("😀" * 5000))


@given(st.text(alphabet=st.sampled_from("甲乙。，\n 😀a"), max_size=400), st.integers(min_value=4, max_value=60))
def test_parts_fit_and_nothing_but_blanks_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(0 < units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
