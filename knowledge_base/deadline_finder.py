"""Which clock a resident asks about: by the words that mark each clock and the ways of asking that stand with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge_base.chinese_numbers import to_ascii
from knowledge_base.cues import strongest
from knowledge_base.schema import Deadline
from knowledge_base.synonyms import Synonyms, load_synonyms
from knowledge_base.terms import query_pairs, query_words

_ASKING = re.compile(
    "(?:现在|到现在|我|这|那|事情?|是不是|不知道)*(?:还|都)*(?:来得及|来不来得及|来不及|赶得上|晚不晚|晚没晚|晚了|过期|过没过期|过时效|超期|有效)"
    "(?:了|没有?|吗|不|么|呢)*"
    "|还?(?:能|可以)(?:不能)?(?:再)?(?:告|起诉|要|去|找|办|管用|行)(?:吗|不|么|了|他|它|呢)*"
    r"|[去今前]年|\d{1,4}[年月日号]|[一二三四五六七八九十]{1,3}[月号日]|到?现在|从|借的|多久|期限|最晚|哪天|还有几天"
)
"""Words of any question about time: alone they point to no clock."""
LIKENESS, MARKS, TOPIC = 0.5, 0.55, 0.05
"""Weights of the cosine with a way of asking, of the words that mark the clock, and of the topic."""
LIKELY = 0.24
"""From here on a clock is believed to be meant."""
CLOSE = 0.9
"""A second clock this close to the first is offered as well."""
MOST = 2
"""More clocks than this in one answer confuse."""


@dataclass(frozen=True)
class FoundDeadlines:
    """The clocks that may be meant, best first: none, one, or two when they are close or start from one event."""

    deadlines: tuple[Deadline, ...]
    score: float


class DeadlineFinder:
    """Search over all clocks of a knowledge base."""

    def __init__(self, deadlines: Mapping[str, Deadline], synonyms: Synonyms | None = None) -> None:
        self._synonyms = synonyms or load_synonyms()
        self._deadlines = dict(deadlines)
        rows = [(deadline.id, text) for deadline in deadlines.values() for text in (deadline.title, *deadline.asks)]
        self._owners = [owner for owner, _ in rows]
        self._vectoriser = TfidfVectorizer(analyzer=self._terms, sublinear_tf=True)
        self._matrix = self._vectoriser.fit_transform([text for _, text in rows]) if rows else None

    def find(self, text: str, topic: str | None = None) -> FoundDeadlines:
        """Return the clocks meant by ``text``; ``topic`` is what the talk was about, if known."""
        ranked = sorted(self._scores(text, topic), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < LIKELY:
            return FoundDeadlines((), ranked[0][1] if ranked else 0.0)
        best = ranked[0][1]
        close = [name for name, score in ranked[1:MOST] if score >= CLOSE * best]
        names = list(dict.fromkeys([ranked[0][0], *close, *self._deadlines[ranked[0][0]].beside]))
        known = [self._deadlines[name] for name in names if name in self._deadlines]
        return FoundDeadlines(tuple(known[:MOST]), best)

    def _scores(self, text: str, topic: str | None) -> Iterator[tuple[str, float]]:
        plain = to_ascii(text)
        likeness, matter = self._likeness(plain), self._likeness(matter_of(plain))
        for deadline in self._deadlines.values():
            marks = strongest(deadline.cues, plain)
            bonus = TOPIC if topic in deadline.topics else 0.0
            like = likeness.get(deadline.id, 0.0)
            # Without a marked word the matter itself must be like a way of asking, not only the question for time.
            like = like if marks else min(like, matter.get(deadline.id, 0.0))
            yield deadline.id, LIKENESS * like + MARKS * marks + bonus

    def _likeness(self, text: str) -> dict[str, float]:
        if self._matrix is None:
            return {}
        scores = np.asarray((self._matrix @ self._vectoriser.transform([text]).T).todense()).ravel()
        best: dict[str, float] = {}
        for owner, score in zip(self._owners, scores, strict=True):
            best[owner] = max(best.get(owner, 0.0), float(score))
        return best

    def _terms(self, text: str) -> list[str]:
        words = list(query_words(text))
        return [*words, *query_pairs(text), *self._synonyms.concepts(text)]


def matter_of(text: str) -> str:
    """Return ``text`` without what any question about time has: dates, 还来得及吗. Empty for a bare question."""
    return _ASKING.sub("", to_ascii(text)).strip("，,。.?？!！ ")
