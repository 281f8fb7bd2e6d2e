"""Cuts text into search terms: jieba words and overlapping pairs of characters, question words left out of queries."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from pathlib import Path

import jieba
import yaml

from knowledge_base.chinese_numbers import to_ascii

_STOP_FILE = Path(__file__).parent / "national" / "question_words.yml"
_RUNS = re.compile(r"[㐀-鿿]+|[a-zA-Z0-9]+")
_WORD = re.compile(r"\w")

jieba.setLogLevel(logging.WARNING)
TOKENIZER = jieba.Tokenizer()
"""Our own tokenizer: Rasa's pipeline adds words to jieba's global one, which must not change search results."""


def words(text: str) -> list[str]:
    """Return the jieba words of ``text`` without punctuation."""
    return [word for word in TOKENIZER.lcut(text) if _WORD.search(word)]


def pairs(text: str) -> list[str]:
    """Return overlapping character pairs of each run of Chinese or of Latin letters and digits: 离婚后 -> 离婚 婚后."""
    return [run[i : i + 2] for run in _RUNS.findall(text) for i in range(len(run) - 1)]


@lru_cache(maxsize=1)
def _stop() -> tuple[frozenset[str], re.Pattern[str]]:
    raw = yaml.safe_load(_STOP_FILE.read_text(encoding="utf-8"))
    phrases = sorted(raw["phrases"], key=len, reverse=True)
    return frozenset(raw["words"]) | frozenset(phrases), re.compile("|".join(map(re.escape, phrases)))


def query_words(text: str) -> list[str]:
    """Return the words of a question that say what it is about (no 怎么办, 请问, 我)."""
    stop, _ = _stop()
    return [word for word in words(to_ascii(text)) if word not in stop]


def query_pairs(text: str) -> list[str]:
    """Return the character pairs of a question, not across or within its question words."""
    _, phrases = _stop()
    return [pair for part in phrases.split(to_ascii(text)) for pair in pairs(part)]
