from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.casework.handoff_summary import MAX_CHARACTERS, MAX_MESSAGES, Turn, summarise


def said(*texts: str) -> list[Turn]:
    return [Turn("resident", text) for text in texts]


def test_the_first_and_the_last_messages_are_kept_in_order() -> None:
    summary = summarise(said(*[f"第{i}件事情说一下" for i in range(12)]))
    lines = summary.text.splitlines()
    assert len(lines) == MAX_MESSAGES
    assert lines[0] == "· 第0件事情说一下"
    assert lines[-1] == "· 第11件事情说一下"


def test_greetings_buttons_repetitions_and_the_bot_are_left_out() -> None:
    turns = [
        *said("你好", "/talk_to_person", "房东不退我押金", "房东不退我押金", "好的"),
        Turn("bot", "请问您在哪个村？"),
    ]
    assert summarise(turns).text == "· 房东不退我押金"


def test_short_messages_stay_when_nothing_else_was_said() -> None:
    assert summarise(said("你好", "找律师")).text == "· 你好\n· 找律师"


def test_numbers_are_masked_before_anything_is_cut() -> None:
    text = "我的电话是13912345678，身份证620201199003071234"
    assert "139" not in summarise(said(text)).text
    cut = summarise(said("说" * (MAX_CHARACTERS - 6) + "13912345678")).text
    assert "139" not in cut


def test_the_latest_topic_of_the_resident_is_named() -> None:
    turns = [
        Turn("resident", "离婚怎么办", "marriage"),
        Turn("resident", "房子归谁呢", "housing"),
        Turn("resident", "嗯"),
    ]
    assert summarise(turns).topic == "housing"
    assert summarise([]).topic is None


def test_repr_shows_no_words_of_the_resident() -> None:
    turns = said("房东不退我押金")
    assert "房东" not in repr((turns, summarise(turns)))


@given(st.lists(st.text(max_size=300), max_size=40))
def test_it_always_fits_on_one_screen(texts: list[str]) -> None:
    lines = summarise(said(*texts)).text.split("\n")
    assert len(lines) <= MAX_MESSAGES
    assert all(len(line) <= MAX_CHARACTERS + 2 for line in lines)
