"""Groups messages that say much the same, so that somebody can write examples for a whole group."""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

LOOSE = 0.75
"""Cosine distance up to which messages are put together."""


def group(texts: Sequence[str]) -> list[list[int]]:
    """Row numbers of ``texts`` in groups, the biggest group first; each row stands in one group."""
    if len(texts) < 2:
        return [[row] for row in range(len(texts))]
    matrix = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True).fit_transform(texts).toarray()
    machine = AgglomerativeClustering(n_clusters=None, distance_threshold=LOOSE, affinity="cosine", linkage="average")
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(machine.fit_predict(matrix)):
        groups.setdefault(int(label), []).append(row)
    return sorted(groups.values(), key=len, reverse=True)
