"""Reading which article is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.chinese_numbers import to_chinese
from knowledge_base.law_lines import read_article_number
from knowledge_base.law_names import load_law_names
from knowledge_base.statute_reference import find_reference


@pytest.mark.parametrize(
    ("text", "law", "article"),
    [
        ("民法典1079条怎么说", "民法典", "1079"),
        ("民法典第一千零七十九条", "民法典", "1079"),
        ("《劳动合同法》８２条", "劳动合同法", "82"),
        ("刑法第120条之一", "刑法", "120-1"),
        ("刑法一百二十条之一是什么", "刑法", "120-1"),
        ("工伤条例第十四条", "工伤保险条例", "14"),
        ("劳动合同法 47", "劳动合同法", "47"),
        ("婚姻法32条", "婚姻法", "32"),
        ("请问民法典里的第1079条是啥意思", "民法典", "1079"),
        ("劳动法怎么规定加班", "劳动法", None),
        ("第1079条", None, "1079"),
        ("关于彩礼的法条", None, None),
        ("我2018年进的厂，欠我3个月工资", None, None),
    ],
)
def test_reference(text: str, law: str | None, article: str | None) -> None:
    found = find_reference(text, load_law_names())
    assert (found.law, found.article) == (law, article)


@given(
    st.integers(min_value=1, max_value=1260),
    st.sampled_from(["民法典{}条", "民法典第{}条说什么", "《民法典》 第 {} 条"]),
)
def test_every_article_of_the_code_is_understood(number: int, form: str) -> None:
    for written in (str(number), to_chinese(number)):
        assert find_reference(form.format(written), load_law_names()).article == str(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第五十六条", "56"),
        ("56", "56"),
        ("120-1", "120-1"),
        ("１２０条之一", "120-1"),
        ("第120之1条", "120-1"),
        ("附件", None),
    ],
)
def test_article_number(text: str, number: str | None) -> None:
    assert read_article_number(text) == number
