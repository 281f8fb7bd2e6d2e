"""The text as the danger rules see it: bare words, with only the boundaries that matter kept."""

from __future__ import annotations

import re
import unicodedata

CLAUSE_END = "，"
SENTENCE_END = "。"
SOFT_GAP = "·"
"""A blank or an odd sign: people put them inside words as often as between, so phrases may run over one."""
BOUNDARIES = CLAUSE_END + SENTENCE_END + SOFT_GAP

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_SENTENCE = re.compile(r"[^\w]*[。！？!?；;\n…][^\w]*")
_CLAUSE = re.compile(r"[^\w。]*[，,、：:][^\w。]*")
_OTHER = re.compile(r"[^\w。，]+|_+")
_LONE_CHARACTER = re.compile(r"(?<![^，。·])([^，。·])[，。·](?=[^，。·])|[，。·](?=[^，。·](?:[，。·]|$))")


def squeeze(text: str) -> str:
    """Return ``text`` in one width and case, its marks reduced to clause end, sentence end and soft gap.

    A mark beside a single character is dropped (救，命 or 自·杀 is a word pulled apart, not two clauses).
    """
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()
    plain = _SENTENCE.sub(SENTENCE_END, plain)
    plain = _CLAUSE.sub(CLAUSE_END, plain)
    plain = _OTHER.sub(SOFT_GAP, plain).strip(BOUNDARIES)
    return _LONE_CHARACTER.sub(r"\1", plain)


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the clause, or clauses, that the span ``[start, end)`` of squeezed text lies in."""
    left = max(text.rfind(mark, 0, start) for mark in (CLAUSE_END, SENTENCE_END))
    rights = [text.find(mark, end) for mark in (CLAUSE_END, SENTENCE_END)]
    return left + 1, min([at for at in rights if at >= 0], default=len(text))


def sentence_around(text: str, start: int, end: int, reach: int, following: int = 0) -> tuple[int, int]:
    """Return the bounds of the span's sentence and ``following`` more, at most ``reach`` characters either side."""
    left = text.rfind(SENTENCE_END, 0, start) + 1
    right = end
    for _ in range(following + 1):
        at = text.find(SENTENCE_END, right)
        if at < 0:
            right = len(text)
            break
        right = at + 1
    return max(left, start - reach), min(right, end + reach)
