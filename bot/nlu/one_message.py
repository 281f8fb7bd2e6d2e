"""TF-IDF features of one message without scikit-learn's set-up cost for each call: the same numbers, sooner."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.pipeline import FeatureUnion

from bot.nlu.documents import Document
from bot.nlu.matrix import Array


@dataclass(frozen=True)
class Block:
    """One fitted vectoriser of the union: where its columns begin and how much it weighs."""

    analyse: Callable[[Document], list[str]]
    vocabulary: dict[str, int]
    idf: Array
    offset: int
    weight: float


class OneMessage:
    """Reads a fitted union of sublinear, L2-normed TF-IDF vectorisers."""

    def __init__(self, features: FeatureUnion) -> None:
        self._blocks: list[Block] = []
        offset = 0
        for name, vectoriser in features.transformer_list:
            weight = (features.transformer_weights or {}).get(name, 1.0)
            block = Block(vectoriser.analyzer, vectoriser.vocabulary_, vectoriser.idf_, offset, weight)
            self._blocks.append(block)
            offset += len(vectoriser.vocabulary_)
        self.width = offset

    def row(self, document: Document) -> tuple[Array, Array]:
        """Column numbers and values of ``document``; columns that are zero are left out."""
        parts = [_block_row(block, document) for block in self._blocks]
        return np.concatenate([columns for columns, _ in parts]), np.concatenate([values for _, values in parts])


def _block_row(block: Block, document: Document) -> tuple[Array, Array]:
    counts = Counter(map(block.vocabulary.get, block.analyse(document)))
    counts.pop(None, None)
    columns = np.fromiter(counts, dtype=np.int64, count=len(counts))
    values = 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float64, count=len(counts)))
    values *= block.idf[columns]
    length = math.sqrt(float(values @ values))
    return columns + block.offset, values * (block.weight / length) if length else values
