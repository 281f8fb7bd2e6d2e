"""Compiles phrases as ``danger.yml`` writes them, and finds all of them in a text in one walk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.nlu.danger_text import BOUNDARIES, CLAUSE_END, SENTENCE_END, SOFT_GAP

Span = tuple[int, int]

_TOKEN = re.compile(r"<([^<>]+)>|(……)|(…)|([^<>…]+)")
_SHORT_GAP = f"[^{CLAUSE_END}{SENTENCE_END}]{{0,6}}?"
_LONG_GAP = f"[^{SENTENCE_END}]{{0,14}}?"
_JOINT = f"{SOFT_GAP}?"


def literal(word: str) -> str:
    """Return the pattern of one word; a blank inside it does no harm."""
    return _JOINT.join(re.escape(character) for character in word)


def expand(phrase: str, groups: Mapping[str, Iterable[str]]) -> list[str]:
    """Return regular expressions for ``phrase``, one for each way it can begin.

    Raises ``ValueError`` if the phrase begins with a gap: it would match anywhere.
    """
    beginnings, rest = [""], ""
    for position, (group, long_gap, short_gap, text) in enumerate(_TOKEN.findall(phrase)):
        if position == 0:
            if long_gap or short_gap:
                raise ValueError(f"a phrase cannot begin with a gap: {phrase}")
            beginnings = [literal(word) for word in groups[group]] if group else [literal(text)]
        else:
            rest += _JOINT + _piece(group, long_gap, short_gap, text, groups)
    return [beginning + rest for beginning in beginnings]


def _piece(group: str, long_gap: str, short_gap: str, text: str, groups: Mapping[str, Iterable[str]]) -> str:
    if group:
        return "(?:" + "|".join(literal(word) for word in sorted(groups[group], key=len, reverse=True)) + ")"
    if long_gap or short_gap:
        return _LONG_GAP if long_gap else _SHORT_GAP
    return literal(text)


class PhraseFinder:
    """Finds the phrases of many named sets at once, each indexed under the characters it can begin with."""

    def __init__(self, sets: Mapping[str, Iterable[str]], groups: Mapping[str, Iterable[str]]) -> None:
        """``sets`` maps a set's name to its phrases, ``groups`` a group's name to its words."""
        patterns: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name, phrases in sets.items():
            for phrase in phrases:
                for pattern in expand(phrase, groups):
                    patterns[_first_character(pattern)][name].append(pattern)
        self._index = {
            character: [(name, re.compile("|".join(alternatives))) for name, alternatives in by_name.items()]
            for character, by_name in patterns.items()
        }

    def find(self, text: str) -> dict[str, list[Span]]:
        """Return the spans of every set that occurs in squeezed ``text``, in order of their start."""
        found: dict[str, list[Span]] = defaultdict(list)
        for start, character in enumerate(text):
            for name, pattern in self._index.get(character, ()):
                match = pattern.match(text, start)
                if match:
                    found[name].append(match.span())
        return found


def _first_character(pattern: str) -> str:
    return pattern[1] if pattern[0] == "\\" else pattern[0]


def is_plain(phrase: str) -> bool:
    """Whether ``phrase`` is text alone, without groups, gaps and marks."""
    return not any(mark in phrase for mark in "<>…" + BOUNDARIES)
