"""Residents' words and the law's words."""

from __future__ import annotations

import pytest

from knowledge_base.law_names import load_law_names
from knowledge_base.synonyms import load_synonyms, make_synonyms


def test_two_ways_to_say_one_thing_share_a_concept() -> None:
    synonyms = load_synonyms()
    for one, other in (("老公", "丈夫"), ("讨薪", "拖欠工资"), ("打官司", "起诉"), ("彩礼", "聘礼")):
        assert set(synonyms.concepts(one)) & set(synonyms.concepts(other)), (one, other)


def test_law_word_gets_more_weight_than_the_rest() -> None:
    expanded = make_synonyms([["配偶", "老公", "丈夫"]]).expand("老公打我")
    assert expanded["配偶"] > expanded["丈夫"] > 0
    assert "老公" not in expanded


def test_longest_word_wins() -> None:
    synonyms = make_synonyms([["甲", "合同"], ["乙", "劳动合同"]])
    assert synonyms.concepts("签劳动合同") == ["§乙"]


def test_enough_groups_are_kept() -> None:
    assert len(load_synonyms().groups) >= 150


@pytest.mark.parametrize("group", [["一个"], ["重复", "重复"]])
def test_useless_group_is_refused(group: list[str]) -> None:
    with pytest.raises(ValueError, match="two different words"):
        make_synonyms([group])


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("中华人民共和国民法典", "民法典"),
        ("《劳动合同法》", "劳动合同法"),
        ("工伤条例", "工伤保险条例"),
        ("治安处罚法", "治安管理处罚法"),
        ("民法典婚姻家庭编解释(二)", "最高人民法院关于适用《民法典》婚姻家庭编的解释（二）"),
        (
            "最高人民法院关于适用《中华人民共和国民法典》继承编的解释（一）",
            "最高人民法院关于适用《民法典》继承编的解释（一）",
        ),
    ],
)
def test_law_is_known_by_its_other_names(name: str, title: str) -> None:
    assert load_law_names().resolve(name) == title


def test_unknown_law_is_not_guessed() -> None:
    assert load_law_names().resolve("太阳系法") is None
