"""Reading which article is meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.chinese_numbers import to_chinese
from knowledge_base.law_collection import read_collection
from knowledge_base.law_lines import read_article_number
from knowledge_base.law_names import load_law_names
from knowledge_base.statute_reference import find_reference, find_references
from tests.builders_knowledge import LAWS


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("劳动合同法第39条和第40条怎么说", [("劳动合同法", "39"), ("劳动合同法", "40")]),
        ("民法典1062条1063条", [("民法典", "1062"), ("民法典", "1063")]),
        ("劳动法第36、41条", [("劳动法", "36"), ("劳动法", "41")]),
        ("刑法二十条，民法典181条", [("刑法", "20"), ("民法典", "181")]),
        ("宪法第40条", [("宪法", "40")]),
        ("劳动合同法 47", [("劳动合同法", "47")]),
        ("劳动法怎么说加班", []),
    ],
)
def test_every_article_named_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.law, one.article) for one in find_references(text, load_law_names())] == expected


def test_every_article_that_names_send_to_exists() -> None:
    names, laws = load_law_names(), read_collection(LAWS)
    moved = {(names.repealed[law], new) for law, rows in names.moved.items() for new in rows.values()}
    for law, article in moved | {place for rows in names.subjects.values() for place in rows}:
        assert laws.article(law, article) is not None, (law, article)


@pytest.mark.parametrize(
    ("article", "words"),
    [("1079", "感情确已破裂"), ("1091", "有权请求损害赔偿"), ("1127", "遗产按照下列顺序继承"), ("1183", "精神损害")],
)
def test_a_moved_article_says_what_the_old_one_said(article: str, words: str) -> None:
    found = read_collection(LAWS).article("民法典", article)
    assert found is not None
    assert words in found.text
