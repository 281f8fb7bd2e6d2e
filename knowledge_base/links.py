"""Ids that one knowledge file uses and another must define."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge_base.loader import KnowledgeBase

Broken = tuple[str, str]
"""(where, what): ``labor.yml:labor_unpaid`` and one sentence."""


def broken_links(base: KnowledgeBase) -> Iterator[Broken]:
    """Yield every reference to an id that does not exist."""
    yield from _cards(base)
    for item in base.service_items.values():
        yield from _unknown(f"service_items:{item.id}", "institution", (item.institution,), base.institutions)
        conditions = {c.id: c for c in item.conditions}
        used = tuple(m.condition for m in item.materials if m.condition)
        yield from _unknown(f"service_items:{item.id}", "condition", used, conditions)
    for door in base.doors.values():
        yield from _unknown(f"doors.yml:{door.id}", "institution", (door.institution,), base.institutions)
        yield from _unknown(f"doors.yml:{door.id}", "topic", door.topics, base.topics)
        for rule in door.rules:
            second = (rule.second,) if rule.second else ()
            yield from _unknown(f"doors.yml:{door.id}/{rule.id}", "door", second, base.doors)
    for clock in base.deadlines.values():
        yield from _unknown(f"deadlines:{clock.id}", "clock", clock.beside, base.deadlines)


def _cards(base: KnowledgeBase) -> Iterator[Broken]:
    for card in base.cards.values():
        where = f"{base.topic_of[card.id]}.yml:{card.id}"
        yield from _unknown(where, "institution", card.where, base.institutions)
        yield from _unknown(where, "clock", card.clock, base.deadlines)
        yield from _unknown(where, "see_also", card.see_also, base.cards)
        for option in card.follow_up.options if card.follow_up else ():
            yield from _unknown(where, "clock", option.clock, base.deadlines)


def _unknown(where: str, kind: str, ids: tuple[str, ...], known: Mapping[str, Any]) -> Iterator[Broken]:
    for wanted in ids:
        if wanted not in known:
            yield where, f"{kind} '{wanted}' does not exist"
