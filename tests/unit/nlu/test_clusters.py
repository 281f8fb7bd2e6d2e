"""Messages that say much the same come together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.clusters import group


def test_alike_messages_come_together_and_the_biggest_group_first() -> None:
    texts = ["村里断水三天了谁管", "我要学开车", "村里断水三天谁来管", "断水三天了村里谁管啊"]
    groups = group(texts)
    assert sorted(groups[0]) == [0, 2, 3]
    assert groups[1] == [1]


@given(st.lists(st.text(alphabet="甲乙丙丁戊己庚辛", min_size=1, max_size=6), max_size=12))
def test_every_message_stands_in_one_group(texts: list[str]) -> None:
    assert sorted(row for members in group(texts) for row in members) == list(range(len(texts)))
