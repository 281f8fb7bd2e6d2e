"""One written form for what residents type."""

from __future__ import annotations

import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalise import normalise


@pytest.mark.parametrize(
    "typed, clean",
    [
        ("１３８１２３４５６７８", "13812345678"),
        ("ＡＢＣ／１２", "ABC/12"),
        ("断 山 口 村", "断山口村"),
        ("电话 138 1234 5678 谢谢", "电话138 1234 5678谢谢"),
        ("怎么办？？？？！！！", "怎么办？！"),
        ("求求你们了。。。。。。", "求求你们了。"),
        ("急急急急急急急", "急急急"),
        ("😂😂😂😂", "😂"),
        ("請問勞動合同糾紛應該去哪裡", "请问劳动合同纠纷应该去哪里"),
        ("後天裏面說", "后天里面说"),
        ("著作权归谁", "著作权归谁"),
        ("幺三八幺二三四五六七八", "幺三八幺二三四五六七八"),
        ("一三八八八八八八八八八", "一三八八八八八八八八八"),
        ("零\u200b宽\ufeff字\u0000符", "零宽字符"),
        ("（２０２４）甘０２民初１２３号", "（2024）甘02民初123号"),
        ("①交身份证②交合同", "1交身份证2交合同"),
        ("  两头\n\t空  ", "两头空"),
        ("hello   world", "hello world"),
        ("", ""),
    ],
)
def test_typed_text_gets_its_one_form(typed: str, clean: str) -> None:
    assert normalise(typed) == clean


def test_long_text_is_cut_at_the_cap() -> None:
    assert len(normalise("我要投诉他们。" * 1000, cap=100)) <= 100


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["我的电话{}请回电", "电话：{}。", "{}", "叫我{}！！"]),
)
def test_phone_number_survives(number: str, frame: str) -> None:
    assert number in normalise(frame.format(number))


def test_hundred_characters_take_less_than_a_tenth_of_a_millisecond() -> None:
    text = ("我在石橋村的，去年 3 月被厂里辞退了！！！到现在工资还没有给我结清，" * 3)[:100]
    normalise(text)
    assert min(timeit.repeat(lambda: normalise(text), number=200, repeat=5)) / 200 < 0.0001
