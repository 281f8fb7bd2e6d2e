"""Which articles the answer cards that resemble a question cite: a jurist's choice that helps the statute search."""

from __future__ import annotations

from knowledge_base.law_names import law_key
from knowledge_base.loader import KnowledgeBase
from knowledge_base.search import CardSearch

LEAST = 0.15
"""Cards that resemble the question less than this give no advice."""


class CardAdvice:
    """Read-only, safe to share between threads."""

    def __init__(self, kb: KnowledgeBase, cards: CardSearch) -> None:
        self._cards = cards
        self._cited = [tuple((law_key(c.law), c.article) for c in card.citations) for card in kb.cards.values()]

    def articles(self, text: str) -> dict[tuple[str, str], float]:
        """Return (law key, article number) -> 0 to about 1, how well the best card that cites it fits ``text``."""
        found: dict[tuple[str, str], float] = {}
        scores = self._cards.scores(text)
        for number in (scores >= LEAST).nonzero()[0].tolist():
            for cited in self._cited[number]:
                found[cited] = max(found.get(cited, 0.0), float(scores[number]))
        return found
