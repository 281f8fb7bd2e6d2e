"""Which body or hotline a question names, in residents' words."""

from __future__ import annotations

import pytest

from knowledge_base.loader import KnowledgeBase, load
from knowledge_base.offices import find_hotline, find_offices


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load()


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("检察院在哪条街上", "procuratorate_12309"),
        ("法援中心礼拜六开门不", "legal_aid_center"),
        ("你们几点下班", "procuratorate_12309"),
        ("您这儿中午有人没", "procuratorate_12309"),
        ("你们知道法援中心的电话吗", "legal_aid_center"),
    ],
)
def test_the_body_meant_comes_first(kb: KnowledgeBase, question: str, office: str) -> None:
    assert find_offices(question, kb.institutions)[0].id == office


def test_a_body_we_do_not_know_is_not_guessed(kb: KnowledgeBase) -> None:
    assert find_offices("火车站的存包处几点关", kb.institutions) == []


def test_a_short_number_is_a_hotline(kb: KnowledgeBase) -> None:
    found = find_hotline("12348是干啥的", kb)
    assert found and found.number == "12348"
    assert find_hotline("我的号码是13900000000", kb) is None
