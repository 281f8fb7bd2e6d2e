"""Sums of money as residents say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.money import find_money


@pytest.mark.parametrize(
    "text, amount",
    [
        ("三千五", 3500),
        ("两万", 20000),
        ("1.5万", 15000),
        ("五百块", 500),
        ("一百二十万", 1_200_000),
        ("3万5", 35000),
        ("3万5千", 35000),
        ("1万2500", 12500),
        ("一万二", 12000),
        ("两万三千五百元", 23500),
        ("两万零五百", 20500),
        ("￥1,200", 1200),
        ("3500.50元", 3500.5),
        ("三块五", 3.5),
        ("八十块钱", 80),
        ("3w", 30000),
        ("5k", 5000),
        ("三万半", 35000),
        ("一亿", 100_000_000),
        ("老板欠我八千", 8000),
        ("每月工资5000", 5000),
        ("借给他十万元整", 100_000),
        ("彩礼二十八万八", 288_000),
        ("去年3月借了他五万", 50_000),
        ("交了2000押金", 2000),
    ],
)
def test_sum_is_read(text: str, amount: float) -> None:
    money = find_money(text)
    assert money is not None
    assert money.amount == amount
    assert not money.approximate


@pytest.mark.parametrize(
    "text, amount",
    [("两万多", 20000), ("大概三千块", 3000), ("两三万", 20000), ("一千来块", 1000), ("十五万左右", 150_000)],
)
def test_rough_sum_is_marked_so(text: str, amount: float) -> None:
    money = find_money(text)
    assert money is not None
    assert (money.amount, money.approximate) == (amount, True)


@pytest.mark.parametrize(
    "text",
    [
        "三百人",
        "第三百条",
        "三千米",
        "五百户",
        "我62岁",
        "2026年",
        "几万块",
        "一百二十平米",
        "两亩地",
        "万一",
        "千万别",
        "周五",
        "二十",
        "",
    ],
)
def test_other_numbers_are_no_money(text: str) -> None:
    assert find_money(text) is None


def test_sum_with_currency_goes_before_a_bare_one() -> None:
    money = find_money("干了三千五百个零件，欠我800元")
    assert money is not None
    assert money.amount == 800


@given(st.integers(1, 99_999_999))
def test_any_number_with_yuan_is_that_sum(amount: int) -> None:
    for written in (f"{amount}元", f"{amount:,}元"):
        money = find_money(f"他欠我{written}")
        assert money is not None
        assert money.amount == amount


@given(st.text(alphabet="一二三五十百千万亿半多来几零0123456789.,元块钱wk￥人年", max_size=12))
def test_no_text_breaks_the_reader(text: str) -> None:
    money = find_money(text)
    assert money is None or money.amount > 0
