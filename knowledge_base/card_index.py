"""Compares a question with the answer cards: how residents ask for them, their titles, and the words of the answers.

Terms are words, character pairs and shared concepts (synonym groups); a term few cards have weighs more.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_base.schema import Card
from knowledge_base.synonyms import Synonyms
from knowledge_base.terms import query_pairs, query_words

KIND_WEIGHT = {"w": 1.0, "p": 0.6, "§": 1.7}
"""Words, character pairs, concepts; the first letter of a term tells its kind."""
ASK, TITLE, BODY, WHOLE = 0.3, 0.15, 0.4, 0.25
"""Shares of the four comparisons in a card's score, chosen by holding out one way of asking at a time."""
EVIDENCE = 1.3
"""A question that shares this many rarest words with a card keeps half its score; thin evidence is discounted."""


@dataclass(frozen=True)
class _Texts:
    asks: tuple[str, ...]
    body: tuple[str, ...]


class CardIndex:
    """All cards, ready to be compared with questions."""

    def __init__(self, cards: Sequence[Card], synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._bag = lru_cache(maxsize=4096)(self._make_bag)
        texts = [_Texts((card.title, *card.asks), tuple(_body(card))) for card in cards]
        asks = [self._sum(t.asks) for t in texts]
        body = [self._sum(t.body) for t in texts]
        self._body = _Bm25(body, saturation=1.2, length=0.6)
        self._whole = _Bm25([_add(a, a, b) for a, b in zip(asks, body, strict=True)], saturation=1.5, length=0.5)
        single = [(number, self._bag(text)) for number, t in enumerate(texts) for text in t.asks]
        self._asks = _Cosine(single, len(cards), self._whole.rarity)
        titles = [(number, self._bag(card.title)) for number, card in enumerate(cards)]
        self._titles = _Cosine(titles, len(cards), self._whole.rarity)
        self._bag.cache_clear()

    def scores(self, text: str) -> NDArray[Any]:
        """Return one score from 0 to about 1 a card."""
        query = self._make_bag(text)
        whole = self._whole.scores(query)
        asked = sum(self._whole.rarity(term) * _kind(term) for term in query) or 1.0
        mixed = ASK * self._asks.scores(query) + TITLE * self._titles.scores(query)
        mixed += (BODY * self._body.scores(query) + WHOLE * whole) / asked
        return mixed * whole / (whole + EVIDENCE * self._whole.rarest)

    def _make_bag(self, text: str) -> Counter[str]:
        bag = Counter(f"p{pair}" for pair in query_pairs(text))
        bag.update(f"w{word}" for word in query_words(text))
        bag.update(set(self._synonyms.concepts(text)))
        return bag

    def _sum(self, texts: Iterable[str]) -> Counter[str]:
        return _add(*(self._bag(text) for text in texts))


def _body(card: Card) -> Iterable[str]:
    yield from (card.answer, card.rule, *card.prepare, *card.steps)
    if card.follow_up:
        yield card.follow_up.question
        for option in card.follow_up.options:
            yield from (option.button, option.answer, option.rule, *option.steps)


def _add(*bags: Counter[str]) -> Counter[str]:
    total: Counter[str] = Counter()
    for bag in bags:
        total.update(bag)
    return total


def _kind(term: str) -> float:
    return KIND_WEIGHT[term[0]]


class _Bm25:
    """BM25 over bags, kept by term so that a query touches only the terms it has."""

    def __init__(self, bags: Sequence[Counter[str]], *, saturation: float, length: float) -> None:
        self._count = len(bags)
        cards_with = Counter(term for bag in bags for term in bag)
        self._idf = {t: math.log(1 + (self._count - n + 0.5) / (n + 0.5)) for t, n in cards_with.items()}
        self.rarest = max(self._idf.values(), default=1.0)
        sizes = [sum(_kind(term) * times for term, times in bag.items()) for bag in bags]
        mean = sum(sizes) / max(1, len(sizes)) or 1.0
        entries: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, bag in enumerate(bags):
            damping = saturation * (1 - length + length * sizes[number] / mean)
            for term, times in bag.items():
                weight = times * (saturation + 1) / (times + damping)
                entries[term].append((number, weight * self._idf[term] * _kind(term)))
        self._postings = {term: _arrays(pairs) for term, pairs in entries.items()}

    def rarity(self, term: str) -> float:
        """Return the inverse card frequency; a term no card has counts as much as the rarest."""
        return self._idf.get(term, self.rarest)

    def scores(self, query: Iterable[str]) -> NDArray[Any]:
        out = np.zeros(self._count)
        for term in query:
            if term in self._postings:
                rows, weights = self._postings[term]
                out[rows] += weights
        return out


class _Cosine:
    """The best cosine of a query with any text of a card."""

    def __init__(self, texts: Sequence[tuple[int, Iterable[str]]], cards: int, rarity: Callable[[str], float]) -> None:
        self._cards = cards
        self._rarity = rarity
        self._owner = np.array([number for number, _ in texts], dtype=np.int64)
        entries: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, (_, bag) in enumerate(texts):
            weights = self._unit(bag)
            for term, weight in weights.items():
                entries[term].append((place, weight))
        self._postings = {term: _arrays(pairs) for term, pairs in entries.items()}

    def _unit(self, terms: Iterable[str]) -> dict[str, float]:
        weights = {term: _kind(term) * self._rarity(term) for term in terms}
        length = math.sqrt(sum(w * w for w in weights.values())) or 1.0
        return {term: weight / length for term, weight in weights.items()}

    def scores(self, query: Iterable[str]) -> NDArray[Any]:
        by_text = np.zeros(len(self._owner))
        for term, weight in self._unit(query).items():
            if term in self._postings:
                rows, weights = self._postings[term]
                by_text[rows] += weights * weight
        best = np.zeros(self._cards)
        np.maximum.at(best, self._owner, by_text)
        return best


def _arrays(pairs: Sequence[tuple[int, float]]) -> tuple[NDArray[Any], NDArray[Any]]:
    return np.array([p[0] for p in pairs], dtype=np.int64), np.array([p[1] for p in pairs])
