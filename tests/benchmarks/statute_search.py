"""Statute search against plain BM25 on the STARD sample: ``python -m tests.benchmarks.statute_search [--half even]``.

Prints MRR@100, R@5, R@10 and R@100 of both, milliseconds a query on one core, and the memory used. The queries
only measure: the search is learnt from the articles, the synonym list and, in the last row, the answer cards.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge_base import term_matrix
from knowledge_base.card_advice import CardAdvice
from knowledge_base.law_names import law_key
from knowledge_base.law_text import article_number
from knowledge_base.loader import load
from knowledge_base.search import CardSearch
from knowledge_base.statute_signals import StatuteText
from knowledge_base.statutes import StatuteIndex, build_index
from knowledge_base.term_matrix import word_counts, word_key
from knowledge_base.terms import words

STARD = Path(__file__).resolve().parents[2].parent / "shared" / "eval" / "stard"
CUTS = (5, 10, 100)
_ID = re.compile(r"(.*?)第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?$")
Search = Callable[[str], Sequence[int]]


def read_corpus(folder: Path = STARD) -> tuple[list[str], list[StatuteText]]:
    """Return the ids and the articles of the corpus in its order."""
    ids, articles = [], []
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            found = _ID.match(entry["id"])
            assert found, entry["id"]
            ids.append(entry["id"])
            articles.append(StatuteText(found[1], article_number(found[2], found[3]), entry["text"]))
    return ids, articles


def read_queries(half: str, folder: Path = STARD) -> list[dict[str, Any]]:
    """Return the queries, or every second of them, so that choices made on one half can be checked on the other."""
    queries = [json.loads(line) for line in (folder / "queries_dev.jsonl").open(encoding="utf-8")]
    return {"all": queries, "even": queries[0::2], "odd": queries[1::2]}[half]


def plain_bm25(articles: Sequence[StatuteText]) -> Search:
    """Return BM25 (k1 1.5, b 0.75) over jieba words of the article text, nothing else."""
    table = term_matrix.build(word_counts(words(a.text) for a in articles), len(articles), k1=1.5, b=0.75)

    def search(text: str) -> Sequence[int]:
        weights: dict[int, float] = {}
        for word in words(text):
            weights[word_key(word)] = weights.get(word_key(word), 0.0) + 1.0
        scores = table.scores(*table.query(weights))
        best = np.argpartition(-scores, 100)[:100]
        return best[np.argsort(-scores[best], kind="stable")].tolist()

    return search


def ours(index: StatuteIndex) -> Search:
    """Return the project's search, learnt from the law texts and the synonym list only."""
    return lambda text: [hit.position for hit in index.search(text, 100)]


def with_cards(index: StatuteIndex, articles: Sequence[StatuteText]) -> Search:
    """Return the search as ``legalbot laws search`` runs it: the answer cards' citations have a say."""
    kb = load(strict=False)
    advice = CardAdvice(kb, CardSearch(kb))
    positions = {(law_key(a.law), a.number): i for i, a in enumerate(articles)}

    def search(text: str) -> Sequence[int]:
        advised = {positions[key]: s for key, s in advice.articles(text).items() if key in positions}
        return [hit.position for hit in index.search(text, 100, advised=advised)]

    return search


def measure(search: Search, queries: Sequence[dict[str, Any]], ids: Sequence[str]) -> dict[str, float]:
    """Return mean reciprocal rank, recalls, and the mean and 95th percentile of milliseconds a query."""
    rows, times = [], []
    for query in queries:
        start = time.perf_counter()
        found = [ids[i] for i in search(query["query"])]
        times.append((time.perf_counter() - start) * 1000)
        rows.append(_one(found, set(query["relevant"])))
    means = np.mean(rows, axis=0)
    names = ("MRR@100", *(f"R@{k}" for k in CUTS))
    return dict(zip(names, means.tolist(), strict=True)) | {
        "ms": float(np.mean(times)),
        "ms p95": float(np.percentile(times, 95)),
    }


def _one(found: Sequence[str], relevant: set[str]) -> list[float]:
    rank = next((i + 1 for i, name in enumerate(found[:100]) if name in relevant), 0)
    return [1 / rank if rank else 0.0, *(len(relevant & set(found[:k])) / len(relevant) for k in CUTS)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("all", "even", "odd"), default="all")
    queries = read_queries(parser.parse_args().half)
    ids, articles = read_corpus()
    start = time.perf_counter()
    index = build_index(articles)
    print(f"{len(articles)} articles, {len(queries)} queries; index built in {time.perf_counter() - start:.0f} s")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    index.search("预热", 100)
    rows = (("plain BM25", plain_bm25(articles)), ("ours", ours(index)), ("with cards", with_cards(index, articles)))
    for name, search in rows:
        result = measure(search, queries, ids)
        print(f"{name:12s} " + "  ".join(f"{key} {value:6.3f}" for key, value in result.items()))
    print(f"peak memory with the index and the articles: {memory:.0f} MB")


if __name__ == "__main__":
    main()
