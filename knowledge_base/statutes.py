"""Finds the articles of law for a question in everyday words.

Two stages. First, BM25 over words and over character pairs, with the question widened by residents' synonyms, and a
prior for laws that other laws name often. Then the best candidates are ranked again with: the best single paragraph,
feedback from the first hits, how well the candidate's law does as a whole, the law's title and kind, and the articles
that point to the candidate. Everything is learnt from the law texts themselves and the synonym list; articles that a
fitting answer card cites can be given an advantage on top.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy import sparse

from knowledge_base import term_matrix
from knowledge_base.statute_signals import StatuteText, law_kind, reference_matrix, times_named, title_core
from knowledge_base.synonyms import Synonyms, load_synonyms
from knowledge_base.term_matrix import Array, TermMatrix, pair_counts, pair_key, word_counts, word_key
from knowledge_base.terms import pairs, query_pairs, query_words, words

FORMAT = 3
"""Raised whenever the files on disk change their meaning; an older index is built anew."""
SHORTEST_PARAGRAPH = 12


@dataclass(frozen=True)
class Weights:
    """How much each signal counts. BM25 scores are divided by the mean of the ten best first: 1 is a strong match."""

    words: float = 1.0
    pairs: float = 0.75
    synonyms: float = 0.5
    paragraph: float = 0.3
    feedback: float = 0.2
    law_as_whole: float = 0.15
    pointed_to_by: float = 0.1
    title: float = 0.1
    law_named: float = 0.15
    article_named: float = 0.05
    cited_by_cards: float = 1.0
    kind: float = 1.0
    candidates: int = 1500
    feedback_articles: int = 8
    feedback_terms: int = 40


KIND = {"law": 0.1, "interpretation": 0.1, "regulation": 0.0, "rule": -0.2}
DEFAULT = Weights()


@dataclass(frozen=True)
class Hit:
    """One article found: its position in the list the index was built from, and its score."""

    position: int
    score: float


@dataclass(frozen=True)
class StatuteIndex:
    """Everything the search needs, about 300 MB for 55,000 articles; read-only, safe to share between threads."""

    by_word: TermMatrix
    by_pair: TermMatrix
    paragraphs: TermMatrix
    paragraph_starts: Array
    law_of: Array
    laws: tuple[str, ...]
    named: Array
    pointers: sparse.csr_matrix

    @property
    def size(self) -> int:
        return self.by_word.size

    @cached_property
    def _cores(self) -> tuple[str, ...]:
        return tuple(title_core(law) for law in self.laws)

    @cached_property
    def _kinds(self) -> Array:
        return np.array([KIND[law_kind(law)] for law in self.laws], dtype=np.float32)

    @cached_property
    def _law_prior(self) -> Array:
        return np.log1p(self.named).astype(np.float32)[self.law_of]

    @cached_property
    def _article_prior(self) -> Array:
        return np.log1p(np.diff(self.pointers.indptr)).astype(np.float32)

    def search(
        self,
        text: str,
        k: int = 10,
        *,
        advised: Mapping[int, float] = MappingProxyType({}),
        synonyms: Synonyms | None = None,
        weights: Weights = DEFAULT,
    ) -> list[Hit]:
        """Return at most ``k`` articles, best first. An empty or meaningless question finds nothing.

        Args:
            advised: position -> 0 to 1 for articles that fitting answer cards cite.
        """
        query = _Query(text, synonyms or load_synonyms(), weights.synonyms)
        return _Ranking(self, query, weights, advised).best(k)


class _Query:
    """The question as weighted keys."""

    def __init__(self, text: str, synonyms: Synonyms, share: float) -> None:
        self.text = text
        self.words = _weighted([word_key(w) for w in query_words(text)])
        self.pairs = _weighted([pair_key(p) for p in query_pairs(text)])
        for other, weight in synonyms.expand(text).items():
            _widen(self.words, [word_key(w) for w in words(other)], share * weight)
            _widen(self.pairs, [pair_key(p) for p in pairs(other)], share * weight)


def _weighted(keys: Sequence[int]) -> dict[int, float]:
    counts: dict[int, float] = {}
    for key in keys:
        counts[key] = counts.get(key, 0.0) + 1.0
    return counts


def _widen(weights: dict[int, float], keys: Sequence[int], weight: float) -> None:
    for key in keys:
        weights[key] = max(weights.get(key, 0.0), weight)


class _Ranking:
    """One search."""

    def __init__(self, index: StatuteIndex, query: _Query, weights: Weights, advised: Mapping[int, float]) -> None:
        self.index, self.query, self.weights, self.advised = index, query, weights, advised
        self.pair_query = index.by_pair.query(query.pairs)
        by_word = _scaled(index.by_word.scores(*index.by_word.query(query.words)))
        by_pair = _scaled(index.by_pair.scores(*self.pair_query))
        self.text_score = weights.words * by_word + weights.pairs * by_pair

    def best(self, k: int) -> list[Hit]:
        if not self.text_score.any():
            return []
        first = self.text_score + self.weights.law_named * self.index._law_prior
        for position, strength in self.advised.items():
            first[position] += self.weights.cited_by_cards * strength
        rows = _top(first, max(k, self.weights.candidates))
        rows = rows[self.text_score[rows] > 0]
        final = first[rows] + self._second_look(rows, first)
        order = np.argsort(-final, kind="stable")[:k]
        return [Hit(int(rows[i]), round(float(final[i]), 4)) for i in order]

    def _second_look(self, rows: Array, first: Array) -> Array:
        index, weights = self.index, self.weights
        laws = index.law_of[rows]
        total = weights.paragraph * _scaled(self._paragraphs(rows))
        total += weights.feedback * _scaled(self._feedback(rows, first))
        total += weights.law_as_whole * _law_as_whole(self.text_score[rows], laws, len(index.laws))[laws]
        total += weights.pointed_to_by * self._pointed_to_by(rows)
        total += weights.title * self._title_hits()[laws] + weights.kind * index._kinds[laws]
        return total + weights.article_named * index._article_prior[rows]

    def _paragraphs(self, rows: Array) -> Array:
        """The score of each article's best paragraph."""
        starts, ends = self.index.paragraph_starts[rows], self.index.paragraph_starts[rows + 1]
        sizes = ends - starts
        flat = np.repeat(starts - np.r_[0, np.cumsum(sizes)[:-1]], sizes) + np.arange(sizes.sum())
        scores = self.index.paragraphs.row_scores(flat, *self.index.paragraphs.query(self.query.pairs))
        best = np.zeros(len(rows), dtype=np.float32)
        np.maximum.at(best, np.repeat(np.arange(len(rows)), sizes), scores)
        return best

    def _feedback(self, rows: Array, first: Array) -> Array:
        """The score of each article for the terms that mark the first hits."""
        source = _top(first, self.weights.feedback_articles)
        strength = first[source] - 0.8 * first[source].min()
        table = self.index.by_pair
        profile = _profile(table, source, strength)
        columns = _top(profile, self.weights.feedback_terms)
        return table.row_scores(rows, columns, profile[columns] / max(1e-6, float(profile[columns].max())))

    def _pointed_to_by(self, rows: Array) -> Array:
        """The best score of an article that names this one."""
        block = self.index.pointers[rows]
        out = np.zeros(len(rows), dtype=np.float32)
        owner = np.repeat(np.arange(len(rows)), np.diff(block.indptr))
        np.maximum.at(out, owner, self.text_score[block.indices])
        return out

    def _title_hits(self) -> Array:
        text = self.query.text
        return np.array(
            [len(c) ** 0.5 if len(c) > 1 and c in text else 0.0 for c in self.index._cores], dtype=np.float32
        )


def _profile(table: TermMatrix, rows: Array, strength: Array) -> Array:
    return np.asarray(table.by_row[rows].T @ (strength / strength.sum()).astype(np.float32)).ravel()


def _top(values: Array, count: int) -> Array:
    """Return the positions of the ``count`` greatest values, unordered."""
    return np.argpartition(-values, count - 1)[:count] if count < len(values) else np.arange(len(values))


def _scaled(scores: Array) -> Array:
    """Divide by the mean of the ten best, so that different BM25 tables can be added."""
    best = scores[_top(scores, 10)]
    return scores / (float(best.mean()) + 1e-6) if len(best) else scores


def _law_as_whole(scores: Array, laws: Array, count: int) -> Array:
    """Return the mean of each law's three best articles."""
    order = np.lexsort((-scores, laws))
    ordered_laws, ordered = laws[order], scores[order]
    place = np.arange(len(order)) - np.searchsorted(ordered_laws, ordered_laws)
    kept = place < 3
    return np.bincount(ordered_laws[kept], weights=ordered[kept], minlength=count).astype(np.float32) / 3


def build_index(articles: Sequence[StatuteText]) -> StatuteIndex:
    """Learn an index from all articles: about half a minute for 55,000.

    Raises:
        ValueError: no article given.
    """
    if not articles:
        raise ValueError("no articles to index")
    laws = tuple(dict.fromkeys(a.law for a in articles))
    number = {law: i for i, law in enumerate(laws)}
    lines = [[p for p in a.text.split("\n") if len(p) >= SHORTEST_PARAGRAPH] for a in articles]
    starts = np.r_[0, np.cumsum([len(x) for x in lines])]
    paragraphs = [p for group in lines for p in group]
    fields = [f"{a.law} {a.headings} {a.text}" for a in articles]
    return StatuteIndex(
        by_word=term_matrix.build(word_counts(words(field) for field in fields), len(articles)),
        by_pair=term_matrix.build(pair_counts(fields), len(articles)),
        paragraphs=term_matrix.build(pair_counts(paragraphs), len(paragraphs), k1=1.2, b=0.6),
        paragraph_starts=starts,
        law_of=np.array([number[a.law] for a in articles]),
        laws=laws,
        named=times_named(articles, laws),
        pointers=reference_matrix(articles),
    )


_TABLES = ("by_word", "by_pair", "paragraphs")


def save_index(index: StatuteIndex, folder: Path) -> None:
    """Write the index into ``folder``, all or nothing."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name in _TABLES:
        term_matrix.save(getattr(index, name), fresh / name)
    np.savez(fresh / "articles.npz", starts=index.paragraph_starts, law_of=index.law_of, named=index.named)
    sparse.save_npz(fresh / "pointers.npz", index.pointers)
    about = json.dumps({"format": FORMAT, "laws": index.laws}, ensure_ascii=False)
    (fresh / "about.json").write_text(about, encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def load_index(folder: Path) -> StatuteIndex | None:
    """Return the saved index, or None if there is none that this version can read."""
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        if about.get("format") != FORMAT:
            return None
        tables = {name: term_matrix.load(folder / name) for name in _TABLES}
        with np.load(folder / "articles.npz") as arrays:
            starts, law_of, named = arrays["starts"], arrays["law_of"], arrays["named"]
        pointers = sparse.load_npz(folder / "pointers.npz")
    except (OSError, ValueError, KeyError):
        return None
    return StatuteIndex(
        **tables, paragraph_starts=starts, law_of=law_of, laws=tuple(about["laws"]), named=named, pointers=pointers
    )
