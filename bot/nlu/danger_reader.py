"""The second reader: judges a message by its likeness to example sentences, where no rule knows the wording.

A linear model over character 1-3-grams, fitted in one to two seconds from ``danger_examples.yml`` when first needed, so
that whoever adds a sentence there needs no training run. Once fitted it is plain dictionaries.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.nlu.danger_text import BOUNDARIES, CLAUSE_END, SENTENCE_END, SOFT_GAP, squeeze

WINDOW = 48
"""Longer messages are read in windows of about so many characters: a cry for help must not drown in a long story."""

UNMARKED_WINDOW = 26
"""Where a long story has no marks at all (voice input) nothing keeps a cry for help apart but a narrow window."""


class ExampleReader:
    """Reads squeezed text; deterministic, thread-safe."""

    def __init__(self, danger: Mapping[str, Iterable[str]], calm: Iterable[str]) -> None:
        """Fit. ``danger`` maps a kind to its sentences, ``calm`` are sentences that only look dangerous, or do not."""
        labelled = [(kind, squeeze(text)) for kind, texts in danger.items() for text in texts]
        # A calm story is learnt in the parts it will be read in; nobody knows which part of a dangerous one matters.
        calm_texts = [window for text in calm for window in windows(squeeze(text))]
        texts = [text for _, text in labelled] + calm_texts
        self._idf = _inverse_frequencies(texts)
        vocabulary = {gram: at for at, gram in enumerate(self._idf)}
        features = _matrix([self._vector(text) for text in texts], vocabulary)
        is_danger = np.array([1] * len(labelled) + [0] * len(calm_texts))
        self._bias, self._weights = _fit(features, is_danger, self._idf)
        self._kinds = {
            kind: _fit(features[: len(labelled)], np.array([int(name == kind) for name, _ in labelled]), self._idf)
            for kind in danger
        }

    def score(self, window: str) -> float:
        """Return how much a window of squeezed text is like the dangerous examples: above 0 more than like the calm."""
        total = squares = 0.0
        weights = self._weights
        for gram in _grams(window):
            known = weights.get(gram)
            if known is not None:
                total += known[0]
                squares += known[1]
        return total / math.sqrt(squares) + self._bias if squares else self._bias

    def kind(self, window: str) -> str:
        """Return the kind of danger whose examples ``window`` is most like."""
        return max(self._kinds, key=lambda kind: self._kind_score(kind, window))

    def _kind_score(self, kind: str, window: str) -> float:
        bias, weights = self._kinds[kind]
        vector = self._vector(window)
        return bias + sum(weights[gram][0] / self._idf[gram] * value for gram, value in vector.items())

    def _vector(self, text: str) -> dict[str, float]:
        values = {gram: self._idf[gram] for gram in _grams(text) if gram in self._idf}
        norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return {gram: value / norm for gram, value in values.items()}


def is_short(text: str) -> bool:
    """Whether ``text`` is read in one piece."""
    return len(text) <= WINDOW + WINDOW // 4


def windows(text: str) -> Iterator[str]:
    """Yield the parts a message is read in: all of a short one; each sentence, and overlapping runs, of a long one."""
    if is_short(text):
        yield text
        return
    yield from (sentence for sentence in text.split(SENTENCE_END) if 0 < len(sentence) < WINDOW)
    start = 0
    while True:
        end = _window_end(text, start)
        yield text[start:end]
        if end >= len(text):
            return
        start = _next_start(text, start, end)


def _window_end(text: str, start: int) -> int:
    limit = start + WINDOW
    if limit >= len(text):
        return len(text)
    cut = max(text.rfind(mark, start + WINDOW // 2, limit) for mark in (CLAUSE_END, SENTENCE_END, SOFT_GAP))
    return cut if cut > 0 else start + UNMARKED_WINDOW


def _next_start(text: str, start: int, end: int) -> int:
    middle = (start + end) // 2
    found = [at for at in (text.find(mark, middle, end) for mark in (CLAUSE_END, SENTENCE_END, SOFT_GAP)) if at >= 0]
    return min(found) + 1 if found else middle


def _grams(text: str) -> set[str]:
    """Return the 1-, 2- and 3-grams; a blank marks either end in those of two and three."""
    padded = f" {text} "
    pairs = [first + second for first, second in pairwise(padded)]
    triples = [pair + third for pair, third in zip(pairs, padded[2:], strict=False)]
    return set(text).union(pairs, triples).difference(BOUNDARIES)


def _inverse_frequencies(texts: list[str]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for text in texts:
        for gram in _grams(text):
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: math.log((1 + len(texts)) / (1 + count)) + 1 for gram, count in sorted(counts.items())}


def _matrix(vectors: list[dict[str, float]], vocabulary: Mapping[str, int]) -> csr_matrix:
    rows = [row for row, vector in enumerate(vectors) for _ in vector]
    columns = [vocabulary[gram] for vector in vectors for gram in vector]
    values = [value for vector in vectors for value in vector.values()]
    return csr_matrix((values, (rows, columns)), shape=(len(vectors), len(vocabulary)))


def _fit(
    features: csr_matrix, labels: NDArray[np.int_], idf: Mapping[str, float]
) -> tuple[float, dict[str, tuple[float, float]]]:
    """Return the bias and, for every gram, its share of the score and of the squared length."""
    model = LinearSVC(C=3.0, random_state=0).fit(features, labels)
    weights = {
        gram: (weight * rarity, rarity**2)
        for (gram, rarity), weight in zip(idf.items(), model.coef_[0].tolist(), strict=True)
    }
    return float(model.intercept_[0]), weights
