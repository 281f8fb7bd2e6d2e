"""Compares a question with the ways residents ask for a card: words, character pairs, shared concepts; rare ones count."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from knowledge_base.schema import Card
from knowledge_base.synonyms import Synonyms
from knowledge_base.terms import query_pairs, query_words

WORD, PAIR, CONCEPT = 1.0, 0.6, 1.1
"""Weights of the three kinds of terms."""
ASK_SHARE, CARD_SHARE = 0.6, 0.4
"""How much the best single way of asking counts, and how much the card as a whole."""
BODY_WEIGHT = 0.35
"""Weight of a term that stands only in the card's answer."""


class CardIndex:
    """Cosine of a question with each ``ask`` and with each card's whole vocabulary."""

    def __init__(self, cards: Sequence[Card], synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        asks = [(number, text) for number, card in enumerate(cards) for text in (card.title, *card.asks)]
        self._owner = np.array([number for number, _ in asks], dtype=np.int64)
        bags = [self._bag(text) for _, text in asks]
        self._idf = _inverse_frequency(bags, [number for number, _ in asks])
        self._asks = _Vectors([self._weigh(bag) for bag in bags])
        self._whole = _Vectors([self._weigh(self._whole_bag(card)) for card in cards])
        self._count = len(cards)

    def scores(self, text: str) -> np.ndarray:
        """Return one score from 0 to 1 a card."""
        query = self._weigh(self._bag(text))
        by_ask = self._asks.cosine(query)
        best = np.zeros(self._count)
        np.maximum.at(best, self._owner, by_ask)
        return ASK_SHARE * best + CARD_SHARE * np.minimum(1.0, 1.6 * self._whole.cosine(query))

    def _bag(self, text: str) -> dict[str, float]:
        """Return term -> kind weight; a repeated term counts once."""
        bag = {f"p{pair}": PAIR for pair in query_pairs(text)}
        bag |= {f"w{word}": WORD for word in query_words(text)}
        return bag | {concept: CONCEPT for concept in self._synonyms.concepts(text)}

    def _whole_bag(self, card: Card) -> dict[str, float]:
        bag = {term: BODY_WEIGHT * weight for term, weight in self._bag(card.answer).items()}
        times: Counter[str] = Counter()
        for text in (card.title, *card.asks):
            for term, weight in self._bag(text).items():
                times[term] += 1
                bag[term] = weight
        return {term: weight * (1 + math.log(max(1, times[term]))) for term, weight in bag.items()}

    def _weigh(self, bag: dict[str, float]) -> dict[str, float]:
        rarest = self._idf.default
        return {term: weight * self._idf.of.get(term, rarest) for term, weight in bag.items()}


class _Frequency:
    """Inverse card frequency of every term; a term never seen counts as much as the rarest seen."""

    def __init__(self, of: dict[str, float], default: float) -> None:
        self.of, self.default = of, default


def _inverse_frequency(bags: Sequence[dict[str, float]], owners: Sequence[int]) -> _Frequency:
    seen: dict[str, set[int]] = defaultdict(set)
    for bag, owner in zip(bags, owners, strict=True):
        for term in bag:
            seen[term].add(owner)
    total = len(set(owners)) + 1
    of = {term: math.log(total / (len(cards) + 0.5)) + 0.2 for term, cards in seen.items()}
    return _Frequency(of, max(of.values(), default=1.0))


class _Vectors:
    """Unit vectors kept by term, so that a query touches only the terms it has."""

    def __init__(self, weighted: Sequence[dict[str, float]]) -> None:
        self._size = len(weighted)
        rows: dict[str, list[int]] = defaultdict(list)
        values: dict[str, list[float]] = defaultdict(list)
        for number, vector in enumerate(weighted):
            length = math.sqrt(sum(v * v for v in vector.values())) or 1.0
            for term, value in vector.items():
                rows[term].append(number)
                values[term].append(value / length)
        self._postings = {term: (np.array(rows[term]), np.array(values[term])) for term in rows}

    def cosine(self, query: dict[str, float]) -> np.ndarray:
        out = np.zeros(self._size)
        length = math.sqrt(sum(v * v for v in query.values())) or 1.0
        for term, value in query.items():
            if term in self._postings:
                rows, weights = self._postings[term]
                out[rows] += weights * (value / length)
        return out
