"""Finds the answer card for a resident's question, or says that none fits: a wrong card is worse than none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from knowledge_base.card_index import CardIndex
from knowledge_base.first_cards import FirstCards, load_first_cards
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
    faint: float = 0.12
    """From here on two cards are offered when the topic is sure."""
    sure_topic: float = 0.8
    """From this probability on the topic is sure."""
    rival: float = 1.2
    """A card that fits this many times as well by its own words is offered beside the one its topic favours."""
    alone: float = 0.36
    """From here on a card is offered for its own words, although its topic seems another."""


DEFAULT = Thresholds()


@dataclass(frozen=True)
class CardResult:
    """``hit`` with one card, ``close`` with one to three whose titles are to be offered, ``none`` with no card."""

    kind: Kind
    cards: tuple[Card, ...]
    score: float
    also: tuple[Card, ...] = ()
    """Beside a hit: the runner-up, where it may be what was meant."""


class CardSearch:
    """Search over all cards of a knowledge base. Safe to share between threads."""

    def __init__(
        self,
        kb: KnowledgeBase,
        synonyms: Synonyms | None = None,
        thresholds: Thresholds = DEFAULT,
        first: FirstCards | None = None,
    ) -> None:
        self._by_id = kb.cards
        self._place_of = {card: place for place, card in enumerate(kb.cards)}
        self._cards = tuple(kb.cards.values())
        self._topics = tuple(kb.topic_of[card.id] for card in self._cards)
        self._index = CardIndex(self._cards, synonyms or load_synonyms())
        self._thresholds = thresholds
        self._first = first or load_first_cards()
        self._most_asked = self._first.ids

    def find(self, text: str, topics: Sequence[tuple[str, float]] = ()) -> CardResult:
        """Return the card for ``text``.

        Args:
            text: what the resident wrote.
            topics: (topic, probability) as the intent model has them; empty means no opinion.
        """
        asked_most = tuple(self._by_id[card] for card in self._first.of(text) if card in self._by_id)
        if asked_most:
            return CardResult("hit" if len(asked_most) == 1 else "close", asked_most, 1.0)
        if not self._cards:
            return CardResult("none", (), 0.0)
        own = self._index.scores(text)
        scores = own * self._prior(dict(topics)) if topics else own
        found = self._choose(scores)
        if found.kind != "none":
            return self._beside_rival(found, own)
        # Offered, not told: what fits a sure topic faintly, or fits by its own words where the topic seems another.
        if max((share for _, share in topics), default=0.0) >= self._thresholds.sure_topic:
            return self._offer(scores, self._thresholds.faint)
        return self._offer(own, self._thresholds.alone)

    def _beside_rival(self, found: CardResult, own: NDArray[Any]) -> CardResult:
        """A card of another topic may fit so much better by its own words that both are offered."""
        best = int(own.argmax())
        shown = [self._place_of[card.id] for card in found.cards]
        least = max(self._thresholds.sure, self._thresholds.rival * float(own[shown[0]]))
        if best in shown or float(own[best]) < least:
            return found
        return CardResult("close", (self._cards[best], found.cards[0]), found.score)

    def _offer(self, scores: NDArray[Any], least: float) -> CardResult:
        first, second = _two_best(scores)
        if float(scores[first]) < least:
            return CardResult("none", (), float(scores[first]))
        chosen = (first,) if second is None else (first, second)
        return CardResult("close", tuple(self._cards[place] for place in chosen), float(scores[first]))

    def _choose(self, scores: NDArray[Any]) -> CardResult:
        limits = self._thresholds
        first, second = _two_best(scores)
        best = float(scores[first])
        if best < limits.hit:
            return CardResult("none", (), best)
        if second is None:
            return CardResult("hit", (self._cards[first],), best)
        share = float(scores[second]) / best
        one, other = self._cards[first], self._cards[second]
        if share >= limits.tied and best >= limits.sure and self._asked_more(one) != self._asked_more(other):
            one, other = sorted((one, other), key=self._asked_more, reverse=True)
            return CardResult("hit", (one,), best, (other,))
        if share >= limits.tied or (share >= limits.close and best < limits.sure):
            return CardResult("close", (one, other), best)
        return CardResult("hit", (one,), best, (other,) if share >= limits.also else ())

    def _asked_more(self, card: Card) -> bool:
        """Whether a card stands first for some word: of two that fit equally well it is the likelier."""
        return card.id in self._most_asked

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
