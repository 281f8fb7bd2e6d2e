"""Cutting a long answer into messages that Telegram takes."""

from __future__ import annotations

LIMIT = 4096
"""Telegram's limit for one message, in UTF-16 code units."""

BREAKS = ("\n\n", "\n", "。", "！", "？", "；", "，", " ")


def units(text: str) -> int:
    """Length as Telegram counts it: an emoji outside the basic plane counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int = LIMIT) -> list[str]:
    """Cut ``text`` into non-empty parts of at most ``limit`` units: at a paragraph, else a line, else a sentence."""
    parts = []
    rest = text.strip()
    while units(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*parts, rest] if part]


def _cut(text: str, limit: int) -> int:
    """Where to cut: after the last good break in the second half of what fits, else exactly where it is full."""
    fits = _characters_within(text, limit)
    for mark in BREAKS:
        at = text.rfind(mark, 0, fits)
        if at + len(mark) > fits // 2:
            return min(at + len(mark), fits)
    return fits


def _characters_within(text: str, limit: int) -> int:
    used = 0
    for count, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return max(count, 1)
    return len(text)
