"""Numbers that the bot gave out, as residents give them back."""

from __future__ import annotations

import pytest

from bot.nlu.reference_numbers import (
    find_access_code,
    find_booking_number,
    find_complaint_number,
    find_request_number,
)


@pytest.mark.parametrize(
    "text",
    [
        "TS26071200427",
        "编号ts26071200427，查一下",
        "TS 260712 00427",
        "TS-260712-00427",
        "我的是26071200427",
        "T S 26071200427",
    ],
)
def test_complaint_number_is_read_however_it_is_written(text: str) -> None:
    assert find_complaint_number(text) == "TS26071200427"


@pytest.mark.parametrize("text", ["13812345678", "26051301", "查进度", "TSA", "2607120042"])
def test_other_numbers_are_no_complaint(text: str) -> None:
    assert find_complaint_number(text) is None


@pytest.mark.parametrize("text", ["482913", "查询码是482913", "TS26071200427 482913", "482 913", "四八二九一三"])
def test_access_code_is_read_beside_the_number(text: str) -> None:
    assert find_access_code(text) == "482913"


@pytest.mark.parametrize("text", ["TS26071200427", "13812345678", "48291", "欠我123456元"])
def test_other_numbers_are_no_access_code(text: str) -> None:
    assert find_access_code(text) is None


@pytest.mark.parametrize(
    "text", ["26513013", "预约号26513013", "2651 3013", "2651-3013", "二六五一三零一三", "取消26513013吧"]
)
def test_booking_number_is_read(text: str) -> None:
    assert find_booking_number(text) == "26513013"


@pytest.mark.parametrize("text", ["20260513", "13812345678", "TS26071200427", "2026年05月13日", "改到下周三"])
def test_other_numbers_are_no_booking(text: str) -> None:
    assert find_booking_number(text) is None


def test_mistyped_booking_number_is_passed_on_where_it_is_meant_as_one() -> None:
    assert find_booking_number("预约号2651301") == "2651301"
    assert find_booking_number("我家有2651301只羊") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("TJ26112400427", "TJ26112400427"),
        ("查fy 261124 00427", "FY26112400427"),
        ("我的单号zr-26112400427", "ZR26112400427"),
        ("HD二六一一二四零零四二七", "HD26112400427"),
    ],
)
def test_request_numbers_are_read_and_are_no_complaint(text: str, number: str) -> None:
    assert find_request_number(text) == number
    assert find_complaint_number(text) is None
    assert find_booking_number(text) is None


@pytest.mark.parametrize("text", ["TS26112400427", "26112400427", "TJ2611240", "13812345678"])
def test_other_numbers_are_no_request(text: str) -> None:
    assert find_request_number(text) is None
