"""Figures in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.chinese_numbers import to_chinese
from knowledge_base.figures import find_figures, keys_of_law


def keys(text: str) -> set[tuple[str, float]]:
    return {figure.key for figure in find_figures(text)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30天", "三十日"),
        ("30 日", "三十日"),
        ("半年", "六个月"),
        ("1年", "十二个月"),
        ("两年", "二年"),
        ("2倍", "双倍"),
        ("二倍", "百分之二百"),
        ("20%", "百分之二十"),
        ("两成", "20％"),
        ("3000块", "三千元"),
        ("3万元", "三万元"),
        ("60岁", "六十周岁"),
        ("24小时", "二十四小时"),
        ("三分之二", "2/3"),
        ("半个月", "半个月"),
        ("一周", "7天"),
    ],
)
def test_same_figure_in_two_writings(one: str, other: str) -> None:
    assert keys(one) == keys(other) != set()


@pytest.mark.parametrize(
    ("one", "other"), [("30天", "三十个工作日"), ("3个月", "3天"), ("2倍", "2年"), ("60岁", "60天")]
)
def test_different_figures_stay_different(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


@pytest.mark.parametrize(
    "text",
    [
        "第三天",
        "第47条",
        "第二年",
        "2025年7月1日起",
        "12月31日前",
        "拨打12348",
        "一年四季",
        "几十年",
        "十几天",
        "成年人",
        "十分要紧",
        "当天",
        "每天",
        "90年代",
    ],
)
def test_not_a_figure(text: str) -> None:
    assert keys(text) == set()


def test_range_gives_both_ends() -> None:
    assert keys("5到15天") == {("day", 5), ("day", 15)}
    assert keys("百分之二十至三十的比例") == {("ratio", 0.2), ("ratio", 0.3)}
    assert keys("五日以上十五日以下") == {("day", 5), ("day", 15)}


def test_rough_count_is_reported_as_unclear() -> None:
    assert [figure.kind for figure in find_figures("两三天")] == ["unclear"]


def test_half_in_a_law_is_a_ratio() -> None:
    assert ("ratio", 0.5) in keys_of_law("减半收取")


@given(st.integers(min_value=1, max_value=9999), st.sampled_from(["日", "个月", "年", "元", "倍", "周岁", "小时"]))
def test_arabic_and_chinese_writing_agree(number: int, unit: str) -> None:
    if number >= 1000 and unit == "年":
        return
    assert keys(f"{number}{unit}") == keys(f"{to_chinese(number)}{unit}") != set()


def test_a_figure_right_behind_a_comma_is_seen() -> None:
    assert [figure.text for figure in find_figures("没有新情况的，6个月内不能再告")] == ["6个月"]


def test_a_thousands_comma_does_not_split_a_sum() -> None:
    assert "000元" not in [figure.text for figure in find_figures("罚款1,000元")]
