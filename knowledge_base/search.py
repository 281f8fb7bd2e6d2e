"""Finds the answer card for a resident's question, or says that none fits: a wrong card is worse than none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from knowledge_base.card_index import CardIndex
from knowledge_base.loader import KnowledgeBase
from knowledge_base.schema import Card
from knowledge_base.synonyms import Synonyms, load_synonyms

Kind = Literal["hit", "close", "none"]


@dataclass(frozen=True)
class Thresholds:
    """When a card is good enough to show. Scores run from 0 to about 1."""

    hit: float = 0.26
    """Below this no card is shown."""
    close: float = 0.82
    """The second card counts as close when it reaches this share of the first's score."""
    sure: float = 0.75
    """From here on the first card is shown even if a second is close."""
    tied: float = 0.94
    """At this share of the first's score the two are offered however good the first is."""
    also: float = 0.55
    """A second card from this share on is offered beside the first."""
    off_topic: float = 0.45
    """What is left of a card's score when its topic has probability 0."""


DEFAULT = Thresholds()


@dataclass(frozen=True)
class CardResult:
    """``hit`` with one card, ``close`` with two whose titles are to be offered, ``none`` with no card."""

    kind: Kind
    cards: tuple[Card, ...]
    score: float
    also: tuple[Card, ...] = ()
    """Beside a hit: the runner-up, where it may be what was meant."""


class CardSearch:
    """Search over all cards of a knowledge base. Safe to share between threads."""

    def __init__(self, kb: KnowledgeBase, synonyms: Synonyms | None = None, thresholds: Thresholds = DEFAULT) -> None:
        self._cards = tuple(kb.cards.values())
        self._topics = tuple(kb.topic_of[card.id] for card in self._cards)
        self._index = CardIndex(self._cards, synonyms or load_synonyms())
        self._thresholds = thresholds

    def find(self, text: str, topics: Sequence[tuple[str, float]] = ()) -> CardResult:
        """Return the card for ``text``.

        Args:
            text: what the resident wrote.
            topics: (topic, probability) as the intent model has them; empty means no opinion.
        """
        scores = self.scores(text, topics)
        if not len(scores):
            return CardResult("none", (), 0.0)
        first, second = _two_best(scores)
        best = float(scores[first])
        if best < self._thresholds.hit:
            return CardResult("none", (), best)
        if second is None:
            return CardResult("hit", (self._cards[first],), best)
        share = float(scores[second]) / best
        limits = self._thresholds
        if share >= limits.tied or (share >= limits.close and best < limits.sure):
            return CardResult("close", (self._cards[first], self._cards[second]), best)
        also = (self._cards[second],) if share >= limits.also else ()
        return CardResult("hit", (self._cards[first],), best, also)

    def scores(self, text: str, topics: Sequence[tuple[str, float]] = ()) -> NDArray[Any]:
        """Return one score a card, in the knowledge base's order."""
        scores = self._index.scores(text)
        return scores * self._prior(dict(topics)) if topics else scores

    def _prior(self, probability: Mapping[str, float]) -> NDArray[Any]:
        floor = self._thresholds.off_topic
        surest = max(probability.values(), default=0.0) or 1.0
        return np.array([floor + (1 - floor) * probability.get(topic, 0.0) / surest for topic in self._topics])


def _two_best(scores: NDArray[Any]) -> tuple[int, int | None]:
    if len(scores) == 1:
        return 0, None
    order = np.argpartition(-scores, 1)[:2]
    first, second = sorted(order.tolist(), key=lambda i: -scores[i])
    return first, second
