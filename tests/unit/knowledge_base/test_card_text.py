"""Card answers as chat text: nothing said twice, nothing about loans in a card on dog bites."""

from __future__ import annotations

import pytest

from knowledge_base.card_text import card_text, option_text
from knowledge_base.loader import KnowledgeBase, load
from knowledge_base.schema import Citation
from tests.builders_knowledge import make_card, make_kb


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(strict=False)


def cited(law: str, article: str) -> Citation:
    return Citation(law=law, article=article, says="某一句话")


def test_articles_the_rule_names_are_not_listed_again() -> None:
    card = make_card(
        rule="《示例法》第2条：……；第3条之一：……", citations=(cited("示例法", "2"), cited("示例法", "3-1"))
    )
    text = card_text(card, make_kb(card))
    assert "依据】" not in text


def test_only_the_articles_not_named_are_listed() -> None:
    card = make_card(
        rule="《示例法》第2条：……《最高人民法院关于适用《示例法》的解释》第4条：……",
        citations=(cited("示例法", "2"), cited("示例法", "4"), cited("最高人民法院关于适用《示例法》的解释", "4")),
    )
    text = card_text(card, make_kb(card))
    assert "【还依据】《示例法》第4条\n" in text


def test_rule_without_articles_keeps_its_basis() -> None:
    card = make_card(rule="不能拖着不给。", citations=(cited("示例法", "2"),))
    assert "【依据】《示例法》第2条" in card_text(card, make_kb(card))


def test_every_cited_article_of_every_card_is_shown(kb: KnowledgeBase) -> None:
    for card in kb.cards.values():
        text = card_text(card, kb)
        for citation in card.citations:
            assert citation.law in text, (card.id, citation.law)
            assert f"第{citation.article.partition('-')[0]}条" in text, (card.id, citation.article)


@pytest.mark.parametrize("card_id", ["injury_dog_bite", "property_service_leak", "marriage_bride_price"])
def test_loans_are_told_only_where_money_was_lent(kb: KnowledgeBase, card_id: str) -> None:
    assert "还款日" not in card_text(kb.cards[card_id], kb)
    assert "从还款日到期算" in card_text(kb.cards["debt_borrower_refuses"], kb)


def test_case_does_not_repeat_the_clock_of_its_card(kb: KnowledgeBase) -> None:
    card = kb.cards["debt_borrower_refuses"]
    assert card.follow_up is not None
    option = card.follow_up.options[0]
    assert "【期限】" in option_text(option, kb)
    assert "【期限】" not in option_text(option, kb, card)


def first_sentence(kb: KnowledgeBase, card_id: str) -> str:
    return kb.cards[card_id].answer.split("。")[0]


@pytest.mark.parametrize(
    ("card_id", "words"),
    [
        ("labor_maternity", "辞退"),
        ("social_security_death_benefit", "有"),
        ("social_security_retirement_record", "重新核定"),
        ("inheritance_will_write", "没有见证人也算数"),
        ("litigation_appeal", "信访改不了"),
        ("other_bank_account", "盗刷"),
    ],
)
def test_first_sentence_answers(kb: KnowledgeBase, card_id: str, words: str) -> None:
    assert words in first_sentence(kb, card_id)


def test_food_and_bail_and_old_guarantee_name_their_figures(kb: KnowledgeBase) -> None:
    assert "10倍" in kb.cards["consumer_fake_goods"].answer
    assert "1000元" in kb.cards["criminal_bail"].answer
    guarantee = kb.cards["debt_guarantee"]
    assert "2021年以前" in guarantee.answer
    assert "6个月" in guarantee.answer
