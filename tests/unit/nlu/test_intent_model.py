"""The intent model: alone as in a batch, talk is short, strangers' small talk is refused."""

from __future__ import annotations

import jieba
import numpy as np
import pytest

from bot.nlu.documents import Document, document
from bot.nlu.intent_model import OUT_OF_SCOPE, IntentModel, IntentSettings, train_intents
from tests.unit.test_rasa_consistency import examples


def doc(text: str) -> Document:
    return document(list(jieba.cut(text)), text)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    rows = [(doc(text), intent) for intent, text, _ in list(examples())[::2]]
    return train_intents([d for d, _ in rows], [intent for _, intent in rows], IntentSettings())


@pytest.mark.parametrize("text", ["老板拖欠我三个月工资，我该怎么办", "你好", "x", "我要预约12309", "今天天气不错啊"])
def test_one_message_is_read_as_in_a_batch(model: IntentModel, text: str) -> None:
    alone = dict(model.ranking(doc(text + "这样说"), len(model.labels)))
    batch = dict(zip(model.labels, model.shares([doc(text + "这样说"), doc("别的话")])[0], strict=True))
    for label, share in batch.items():
        assert alone[label] == pytest.approx(share, abs=1e-6)


def test_training_twice_gives_the_same_model() -> None:
    rows = [(doc(text), intent) for intent, text, _ in list(examples())[::8]]
    once, again = (train_intents([d for d, _ in rows], [i for _, i in rows], IntentSettings()) for _ in range(2))
    asked = [doc("离婚要什么手续"), doc("放首歌听听"), doc("我的律师是谁")]
    assert np.array_equal(once.shares(asked), again.shares(asked))


def test_shares_sum_to_one(model: IntentModel) -> None:
    rows = model.shares([doc("离婚要什么手续"), doc("放首歌听听"), doc("谢谢你")])
    assert np.allclose(rows.sum(axis=1), 1.0)


def test_danger_is_left_to_the_rules(model: IntentModel) -> None:
    assert "emergency" not in model.labels


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("谢谢你", "thank"),
        ("您好", "greet"),
        ("我想约个时间去12309办事", "book_appointment"),
        ("我的法律顾问是哪个律师", "find_lawyer"),
        ("放一首邓丽君的歌", OUT_OF_SCOPE),
    ],
)
def test_plain_wishes_are_understood(model: IntentModel, text: str, intent: str) -> None:
    assert model.ranking(doc(text), 1)[0][0] == intent


def test_a_long_message_with_thanks_is_not_thanks(model: IntentModel) -> None:
    text = "谢谢您，我还想问一下老板不给我发工资这个事情我应该到哪里去告他"
    assert model.ranking(doc(text), 1)[0][0] not in ("thank", "greet")


def test_a_greeting_in_front_changes_nothing(model: IntentModel) -> None:
    plain = "承包地被邻居占了怎么办"
    assert doc(f"律师您好，请问{plain}")[1] == doc(plain)[1]
