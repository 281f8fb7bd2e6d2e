"""Builds the jieba dictionaries under ``nlu_data/lexicon`` from the knowledge base.

jieba loads every file of that folder, so nothing else may lie there; ``legalbot train`` writes them anew before each
training and a test holds the committed files against the knowledge base.
"""

from __future__ import annotations

from pathlib import Path

from knowledge_base.loader import KnowledgeBase
from knowledge_base.places import Places

FREQUENCY = 20000
"""High enough that jieba prefers our word over any cut of it."""


def place_lines(places: Places) -> str:
    """One jieba line (word, frequency, tag) for each place name and alias."""
    return _lines(places.words(), "ns")


def term_lines(kb: KnowledgeBase) -> str:
    """Service items, institutions and topics by the names the bot uses."""
    names = {item.name for item in kb.service_items.values()}
    names |= {alias for item in kb.service_items.values() for alias in item.aliases}
    names |= {topic.name for topic in kb.topics.values()}
    plain = {name for name in names if name.isalnum() and 2 <= len(name) <= 8}
    return _lines(tuple(sorted(plain)), "nz")


def write(kb: KnowledgeBase, places: Places, folder: Path) -> None:
    """Write both dictionaries; unchanged files are left alone so that a fingerprint of the folder stays the same."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("places.txt", place_lines(places)), ("terms.txt", term_lines(kb))):
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def _lines(words: tuple[str, ...], tag: str) -> str:
    return "".join(f"{word} {FREQUENCY} {tag}\n" for word in words)
