"""How much a word belongs to the language of law: its frequency in law texts against that in ordinary Chinese.

``data/law_words.tsv`` (word, count) is counted over the public collection of laws by ``legalbot nlu count-law-words``;
ordinary frequencies are jieba's own dictionary. The scope model uses it for words it has never seen in training.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import jieba

DATA = Path(__file__).parent / "data" / "law_words.tsv"
HAN_WORD = re.compile("[\u4e00-\u9fff]{2,}")
LEAST_COUNT = 3
SMOOTH_LAW = 0.5
SMOOTH_ORDINARY = 5.0
LOWEST, HIGHEST = -4.0, 6.0


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Count words of two and more Chinese characters; rare ones are left out."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word in jieba.cut(text) if HAN_WORD.fullmatch(word))
    return Counter({word: n for word, n in counts.items() if n >= LEAST_COUNT})


def write_counts(counts: Mapping[str, int], path: Path = DATA) -> None:
    """Write the table, most frequent first."""
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    path.write_text("".join(f"{word}\t{count}\n" for word, count in rows), encoding="utf-8")


@lru_cache(maxsize=1)
def load_counts(path: Path = DATA) -> dict[str, int]:
    """Read the table."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {word: int(count) for word, count in rows}


class LawWords:
    """Scores words; build it once, since it looks at both dictionaries."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        jieba.initialize()
        self._counts = counts
        self._total = sum(counts.values())
        self._ordinary = jieba.dt.FREQ
        self._ordinary_total = jieba.dt.total

    def score(self, word: str) -> float:
        """Log ratio of law to ordinary frequency, between -4 and 6; 0 means equally at home in both."""
        law = (self._counts.get(word, 0) + SMOOTH_LAW) / self._total
        ordinary = ((self._ordinary.get(word) or 0) + SMOOTH_ORDINARY) / self._ordinary_total
        return max(LOWEST, min(HIGHEST, math.log(law / ordinary)))
