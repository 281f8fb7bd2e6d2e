"""Which clock a resident asks about, by the ways of asking that stand with each clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge_base.schema import Deadline
from knowledge_base.synonyms import Synonyms, load_synonyms
from knowledge_base.terms import query_pairs, query_words

LIKELY = 0.22
"""Cosine from which a clock is believed to be meant."""
CLOSE = 0.9
"""A second clock this close to the first is offered as well."""


@dataclass(frozen=True)
class FoundDeadlines:
    """The clocks that may be meant, best first: none, one, or two when they are close."""

    deadlines: tuple[Deadline, ...]
    score: float


class DeadlineFinder:
    """Search over all clocks of a knowledge base."""

    def __init__(self, deadlines: Mapping[str, Deadline], synonyms: Synonyms | None = None) -> None:
        self._synonyms = synonyms or load_synonyms()
        rows = [(deadline, text) for deadline in deadlines.values() for text in (deadline.title, *deadline.asks)]
        self._owners = [deadline for deadline, _ in rows]
        self._vectoriser = TfidfVectorizer(analyzer=self._terms, sublinear_tf=True)
        self._matrix = self._vectoriser.fit_transform([text for _, text in rows]) if rows else None

    def find(self, text: str) -> FoundDeadlines:
        """Return the clocks meant by ``text``."""
        if self._matrix is None:
            return FoundDeadlines((), 0.0)
        scores = np.asarray((self._matrix @ self._vectoriser.transform([text]).T).todense()).ravel()
        best: dict[str, float] = {}
        for owner, score in zip(self._owners, scores, strict=True):
            best[owner.id] = max(best.get(owner.id, 0.0), float(score))
        ranked = sorted(best.items(), key=lambda item: -item[1])
        if ranked[0][1] < LIKELY:
            return FoundDeadlines((), ranked[0][1])
        by_id = {owner.id: owner for owner in self._owners}
        kept = [name for name, score in ranked[:2] if score >= CLOSE * ranked[0][1]]
        return FoundDeadlines(tuple(by_id[name] for name in kept), ranked[0][1])

    def _terms(self, text: str) -> list[str]:
        words = list(query_words(text))
        return [*words, *query_pairs(text), *self._synonyms.concepts(text)]
