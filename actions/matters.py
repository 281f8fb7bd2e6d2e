"""How many matters a message holds: 我要离婚，另外单位还拖欠我工资 are two, each with a card of its own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.bootstrap import context
from knowledge_base.schema import Card
from knowledge_base.search import CardResult
from knowledge_base.topic_choice import clauses, joined_parts, second_matter

Topics = Sequence[tuple[str, float]]
LIKELY, CLOSE_BUT_LIKELY = 0.3, 0.45
"""A part's score from which its card is believed without the topic of the whole message; where others are close."""

TOUCHED = 0.05
"""Share of a topic from which the whole message says something of it."""


def joined(text: str, topics: Topics) -> tuple[Card, ...]:
    """The cards of matters set side by side, in their order and each of another topic; empty for a single matter."""
    found: dict[str, Card] = {}
    for part in joined_parts(text):
        result = context().cards.find(part)
        card = _card_of(result, topics)
        if card is not None:
            found.setdefault(context().kb.topic_of[card.id], card)
    return tuple(found.values()) if len(found) > 1 else ()


def _card_of(result: CardResult, topics: Topics) -> Card | None:
    """The card of a part; of close ones in several topics one whose topic the whole message touches."""
    if result.kind == "hit":
        return result.cards[0] if result.score >= LIKELY else None
    if result.score < CLOSE_BUT_LIKELY:
        return None
    topic_of = context().kb.topic_of
    touched = {topic for topic, share in topics if share >= TOUCHED}
    if len({topic_of[card.id] for card in result.cards}) == 1:
        return result.cards[0]
    return next((card for card in result.cards if topic_of[card.id] in touched), None)


def beside(found: CardResult, text: str, topics: Topics) -> Card | None:
    """The card of a second matter that a clause of its own tells of, while another clause tells of the first."""
    topic_of, card = context().kb.topic_of, found.cards[0]
    other = second_matter(topic_of[card.id], topics)
    if other is None:
        return None
    results = [context().cards.find(clause) for clause in clauses(text)]
    hits = {topic_of[r.cards[0].id]: r.cards[0] for r in results if r.kind == "hit" and r.score >= LIKELY}
    second = hits.get(other)
    return second if second is not None and topic_of[card.id] in hits and second.id != card.id else None
