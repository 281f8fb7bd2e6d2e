"""Finds the body or hotline a resident asks for by what people call it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge_base.loader import KnowledgeBase
from knowledge_base.schema import Hotline, Institution

YOU = re.compile("你们|您们|你这里|你这儿|您这里|您这儿|你那里|你那儿")
NUMBER = re.compile(r"(?<!\d)(1\d{2,4})(?!\d)")


def find_offices(text: str, institutions: Mapping[str, Institution], limit: int = 3) -> list[Institution]:
    """Institutions whose name or alias stands in ``text``, the longest match first, each once; else ours for “你们”."""
    matches = []
    for institution in institutions.values():
        named = [name for name in (institution.name, *institution.aliases) if name in text]
        if named:
            matches.append((max(len(name) for name in named), institution))
    if not matches and YOU.search(text):
        return [institution for institution in institutions.values() if institution.ours][:limit]
    matches.sort(key=lambda match: -match[0])
    return [institution for _, institution in _without_parts(matches, text)][:limit]


def _without_parts(matches: list[tuple[int, Institution]], text: str) -> list[tuple[int, Institution]]:
    """Drop a match whose words only occur inside a longer match (劳动 inside 劳动仲裁院)."""
    kept: list[tuple[int, Institution]] = []
    rest = text
    for length, institution in matches:
        names = [n for n in sorted((institution.name, *institution.aliases), key=len, reverse=True) if n in rest]
        if names:
            kept.append((length, institution))
            rest = rest.replace(names[0], "　")
    return kept


def find_hotline(text: str, kb: KnowledgeBase) -> Hotline | None:
    """The short number that ``text`` names, if it is one we know."""
    return next((kb.hotlines[number] for number in NUMBER.findall(text) if number in kb.hotlines), None)
