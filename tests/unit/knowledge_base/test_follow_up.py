"""Typed replies: by number, by the button's words, by other words for the same thing; never a new question."""

from __future__ import annotations

import pytest

from bot.bootstrap import context
from knowledge_base.follow_up import matching_choice, matching_option, stated_option

PAIR = ["离婚后孩子跟谁", "抚养费怎么算", "都不是"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第一个", 0),
        ("2", 1),
        ("第三个吧", 2),
        ("上面那个", 0),
        ("最后一个", 2),
        ("孩子跟谁", 0),
        ("抚养费那个", 1),
        ("都没有", 2),
        ("第四个", None),
        ("今天下雨吗", None),
        ("孩子上学要办什么手续", None),
        ("", None),
    ],
)
def test_an_offered_title_is_chosen_in_words(text: str, place: int | None) -> None:
    assert matching_choice(PAIR, text) == place


@pytest.mark.parametrize(
    ("card", "text", "button"),
    [
        ("labor_dismissal", "怀上了", "怀孕或哺乳期"),
        ("labor_dismissal", "我住院了", "生病、工伤"),
        ("labor_dismissal", "都没有", "都没有"),
        ("labor_unpaid_wages", "不干了", "已经离职"),
        ("labor_unpaid_wages", "还在职", "还在上班"),
        ("domestic_violence_emergency", "没受伤", "没受伤，怕他再打"),
        ("housing_rent_deposit", "提前退的房", "我提前退租"),
        ("debt_limitation", "没写", "没写还款日"),
        ("marriage_bride_price", "领证了，住了几个月", "领证后很快要离"),
        ("marriage_bride_price", "没领证，住了两年", "没领证但同住过"),
        ("marriage_bride_price", "没领证", None),
        ("labor_unpaid_wages", "单位一直不给交社保", None),
        ("labor_unpaid_wages", "在工地上摔断腿怎么赔", None),
    ],
)
def test_a_reply_to_a_follow_up_question(card: str, text: str, button: str | None) -> None:
    chosen = matching_option(context().kb.cards[card], text)
    assert (chosen.button if chosen else None) == button


def test_every_button_typed_word_for_word_is_itself() -> None:
    cards = [card for card in context().kb.cards.values() if card.follow_up]
    pairs = [(card, option) for card in cards if card.follow_up for option in card.follow_up.options]
    assert not [o.button for card, o in pairs if matching_option(card, o.button, strict=True) is not o]


@pytest.mark.parametrize(
    ("card", "question", "button"),
    [
        ("labor_maternity", "我怀孕五个月，单位要开除我", "要辞退我"),
        ("consumer_fake_goods", "小卖部卖给我假奶粉", "是吃的喝的"),
        ("land_crop_damage", "买来的种子是假的，一亩都没出苗", "假种子假农药"),
        ("labor_unpaid_wages", "我在工地干活，老板不给钱", "在工地干活"),
        ("labor_unpaid_wages", "工资拖了三个月", None),
        ("construction_rural_house", "房子包给包工头盖，工人摔了", None),
        ("labor_dismissal", "我没怀孕也被辞了", None),
    ],
)
def test_a_case_that_the_question_states(card: str, question: str, button: str | None) -> None:
    stated = stated_option(context().kb.cards[card], question)
    assert (stated.button if stated else None) == button
