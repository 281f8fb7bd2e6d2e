"""A sparse table of term weights (BM25) over many short texts, kept as plain arrays so that it loads from disk at once.

Terms are 64-bit keys: a character pair is its two code points, a word is a hash of its letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge_base.chinese_numbers import to_ascii

Array = NDArray[Any]
_PAIR_SHIFT = 21


def word_key(word: str) -> int:
    """Return the key of a word: a signed 64-bit hash, the same in every process."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little", signed=True)


def pair_key(pair: str) -> int:
    """Return the key of a pair of characters."""
    return (ord(pair[0]) << _PAIR_SHIFT) | ord(pair[1])


def pair_counts(texts: Sequence[str]) -> tuple[Array, Array, Array]:
    """Return (rows, keys, counts) of all character pairs, none over punctuation or from Chinese to Latin letters."""
    joined = "\n".join(to_ascii(text).replace("\n", " ") for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    kind = np.where((codes >= 0x3400) & (codes <= 0x9FFF), 1, np.where(_is_latin(codes), 2, 0)).astype(np.int8)
    rows = np.cumsum(codes == ord("\n"), dtype=np.int32)
    whole = (kind[:-1] == kind[1:]) & (kind[:-1] > 0)
    return _count(rows[:-1][whole], (codes[:-1][whole].astype(np.int64) << _PAIR_SHIFT) | codes[1:][whole])


def _is_latin(codes: Array) -> Array:
    lower = codes | 0x20
    return ((lower >= ord("a")) & (lower <= ord("z"))) | ((codes >= ord("0")) & (codes <= ord("9")))


def word_counts(texts: Iterable[Iterable[str]]) -> tuple[Array, Array, Array]:
    """Return (rows, keys, counts) of word lists."""
    known: dict[str, int] = {}
    keys = [_word_keys(text, known) for text in texts]
    rows = np.repeat(np.arange(len(keys), dtype=np.int32), [len(k) for k in keys])
    return _count(rows, np.concatenate(keys) if keys else np.zeros(0, dtype=np.int64))


def _word_keys(text: Iterable[str], known: dict[str, int]) -> Array:
    found = (known[word] if word in known else known.setdefault(word, word_key(word)) for word in text)
    return np.fromiter(found, dtype=np.int64)


def _count(rows: Array, keys: Array) -> tuple[Array, Array, Array]:
    order = np.lexsort((keys, rows))
    rows, keys = rows[order], keys[order]
    new = np.r_[True, (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])] if len(rows) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(new)
    return rows[starts], keys[starts], np.diff(np.r_[starts, len(rows)])


@dataclass(frozen=True)
class TermMatrix:
    """``by_row`` is texts x terms with BM25 weights; ``by_term`` the same, fast to read term by term."""

    keys: Array
    idf: Array
    by_row: sparse.csr_matrix
    by_term: sparse.csc_matrix

    @property
    def size(self) -> int:
        return int(self.by_row.shape[0])

    def query(self, weights: Mapping[int, float]) -> tuple[Array, Array]:
        """Return (columns, weights) of the terms that stand in the table."""
        wanted = np.fromiter(weights.keys(), dtype=np.int64, count=len(weights))
        found = np.minimum(np.searchsorted(self.keys, wanted), max(0, len(self.keys) - 1))
        known = self.keys[found] == wanted if len(self.keys) else np.zeros(len(wanted), dtype=bool)
        values = np.fromiter(weights.values(), dtype=np.float32, count=len(weights))
        return found[known], values[known]

    def scores(self, columns: Array, weights: Array) -> Array:
        """Return the BM25 score of every text."""
        out = np.zeros(self.size, dtype=np.float32)
        starts, rows, values = self.by_term.indptr, self.by_term.indices, self.by_term.data
        for column, weight in zip(columns.tolist(), weights.tolist(), strict=True):
            part = slice(starts[column], starts[column + 1])
            out[rows[part]] += weight * values[part]
        return out

    def row_scores(self, rows: Array, columns: Array, weights: Array) -> Array:
        """Return the BM25 score of these texts only."""
        dense = np.zeros(len(self.keys), dtype=np.float32)
        dense[columns] = weights
        return np.asarray(self.by_row[rows] @ dense)


def build(counted: tuple[Array, Array, Array], size: int, *, k1: float = 1.2, b: float = 0.5) -> TermMatrix:
    """Return the BM25 table of ``size`` texts."""
    rows, terms, counts = counted
    keys, columns = np.unique(terms, return_inverse=True)
    lengths = np.bincount(rows, weights=counts, minlength=size)
    damping = k1 * (1 - b + b * lengths / max(1.0, float(lengths.mean() if size else 1)))
    texts_with = np.bincount(columns, minlength=len(keys))
    idf = np.log(1 + (size - texts_with + 0.5) / (texts_with + 0.5)).astype(np.float32)
    weights = (counts * (k1 + 1) / (counts + damping[rows])).astype(np.float32) * idf[columns]
    by_row = sparse.csr_matrix((weights, (rows, columns)), shape=(size, len(keys)), dtype=np.float32)
    return TermMatrix(keys, idf, by_row, by_row.tocsc())


def save(matrix: TermMatrix, folder: Path) -> None:
    """Write the arrays into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in _arrays(matrix).items():
        np.save(folder / f"{name}.npy", array)


def _arrays(matrix: TermMatrix) -> dict[str, Array]:
    row, term = matrix.by_row, matrix.by_term
    named = {"keys": matrix.keys, "idf": matrix.idf}
    named |= {"row_data": row.data, "row_indices": row.indices, "row_indptr": row.indptr}
    return named | {"term_data": term.data, "term_indices": term.indices, "term_indptr": term.indptr}


def load(folder: Path) -> TermMatrix:
    """Map the arrays of ``folder`` into memory.

    Raises:
        FileNotFoundError: an array is missing.
    """

    def read(name: str) -> Array:
        return np.load(folder / f"{name}.npy", mmap_mode="r")

    keys, row_indptr = read("keys"), read("row_indptr")
    shape = (len(row_indptr) - 1, len(keys))
    by_row = sparse.csr_matrix((read("row_data"), read("row_indices"), row_indptr), shape=shape, copy=False)
    by_term = sparse.csc_matrix((read("term_data"), read("term_indices"), read("term_indptr")), shape=shape, copy=False)
    return TermMatrix(np.asarray(keys), np.asarray(read("idf")), by_row, by_term)
