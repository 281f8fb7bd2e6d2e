"""Telephone and identity numbers. All numbers are invented (示例)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.phones import IdentityProblem, PhoneProblem, find_identity_number, find_phone, identity_check_digit

SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
mobiles = st.from_regex(r"\A1[3-9][0-9]{9}\Z")


@pytest.mark.parametrize(
    "text, number",
    [
        ("我的电话13812345678请回电", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 13812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("幺三八幺二三四五六七八", "13812345678"),
        ("幺三八 一二三四 五六七八", "13812345678"),
        ("13812345678或者13987654321", "13812345678"),
        ("13812345678 13987654321", "13812345678"),
        ("座机0937-6223456", "0937-6223456"),
        ("09376223456", "0937-6223456"),
        ("0937 622 3456", "0937-6223456"),
        ("010-62345678", "010-62345678"),
    ],
)
def test_number_is_found_in_its_plain_form(text: str, number: str) -> None:
    assert find_phone(text) == number


@pytest.mark.parametrize(
    "text, problem",
    [
        ("1381234567", PhoneProblem.TOO_SHORT),
        ("我电话是6223456", PhoneProblem.TOO_SHORT),
        ("138123456789", PhoneProblem.TOO_LONG),
        ("12812345678", PhoneProblem.NOT_MOBILE),
        ("手机号1391234", PhoneProblem.TOO_SHORT),
    ],
)
def test_broken_number_says_what_is_wrong(text: str, problem: PhoneProblem) -> None:
    assert find_phone(text) is problem


@pytest.mark.parametrize(
    "text",
    [
        "你好",
        "打12345没人接",
        "拨打110",
        "2026-05-13",
        "20260513",
        "欠我123456元",
        "TS26071200427",
        "26051301",
        "三点五十",
        "一二三四五上山打老虎",
        "第123456789号文件",
        "110101199003074514",
    ],
)
def test_other_digits_are_left_alone(text: str) -> None:
    assert find_phone(text) is None


@given(mobiles, st.sampled_from(["{}", "我的电话{}", "请打{}找我", "王秀兰，{}，石桥村", "{}。"]))
def test_any_mobile_is_found_in_any_company_and_spoken_too(number: str, frame: str) -> None:
    assert find_phone(frame.format(number)) == number
    assert find_phone(frame.format(number.translate(SPOKEN))) == number


@given(mobiles, st.sampled_from([" ", "-", "  ", "·"]))
def test_groups_do_not_matter(number: str, gap: str) -> None:
    assert find_phone(gap.join((number[:3], number[3:7], number[7:]))) == number


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    find_phone(text)
    find_identity_number(text)


def identity(birth: str = "19620307", order: str = "451") -> str:
    body = f"620201{birth}{order}"
    return body + identity_check_digit(body)


@given(st.dates(), st.integers(0, 999))
def test_identity_number_with_right_check_digit_is_accepted(day, order: int) -> None:  # type: ignore[no-untyped-def]
    number = identity(f"{day:%Y%m%d}".zfill(8), f"{order:03d}")
    assert find_identity_number(f"身份证{number}，请查") == number
    assert find_identity_number(number.lower()) == number


@given(st.integers(0, 16), st.integers(1, 9))
def test_identity_number_with_one_wrong_digit_is_refused(place: int, shift: int) -> None:
    number = identity()
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert isinstance(find_identity_number(wrong), IdentityProblem)


def test_identity_number_of_impossible_birth_date_is_refused() -> None:
    assert find_identity_number(identity("19621341")) is IdentityProblem.WRONG_DATE


def test_short_identity_number_is_noticed_only_where_one_is_meant() -> None:
    assert find_identity_number("身份证62020119620307") is IdentityProblem.WRONG_LENGTH
    assert find_identity_number("62020119620307") is None
