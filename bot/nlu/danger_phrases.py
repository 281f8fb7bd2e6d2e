"""Compiles phrases as ``danger.yml`` writes them, and finds all of them in a text in one walk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.nlu.danger_text import BOUNDARIES, CLAUSE_END, SENTENCE_END

Span = tuple[int, int]

_TOKEN = re.compile(r"<([^<>]+)>|(……)|(…)|([^<>…]+)")
_SHORT_GAP = f"[^{CLAUSE_END}{SENTENCE_END}]{{0,6}}?"
_LONG_GAP = f"[^{SENTENCE_END}]{{0,14}}?"
_KEY_LENGTH = 2


def expand(phrase: str, groups: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return the ways ``phrase`` can be said, each as its literal beginning and the regular expression of the rest.

    Raises ``ValueError`` if the phrase begins with a gap: it would match anywhere.
    """
    first, *others = _TOKEN.findall(phrase)
    group, long_gap, short_gap, text = first
    if long_gap or short_gap:
        raise ValueError(f"a phrase cannot begin with a gap: {phrase}")
    heads = list(groups[group]) if group else [text]
    if others and others[0][0] and any(len(head) < _KEY_LENGTH for head in heads):
        heads = [head + word for head in heads for word in groups[others[0][0]]]
        others = others[1:]
    rest = "".join(_piece(token, groups) for token in others)
    return [(head, rest) for head in heads]


def _piece(token: tuple[str, str, str, str], groups: Mapping[str, Iterable[str]]) -> str:
    group, long_gap, short_gap, text = token
    if group:
        return "(?:" + "|".join(re.escape(word) for word in sorted(groups[group], key=len, reverse=True)) + ")"
    if long_gap or short_gap:
        return _LONG_GAP if long_gap else _SHORT_GAP
    return re.escape(text)


class PhraseFinder:
    """Finds the phrases of many named sets at once, each indexed under the one or two characters it begins with."""

    def __init__(self, sets: Mapping[str, Iterable[str]], groups: Mapping[str, Iterable[str]]) -> None:
        """``sets`` maps a set's name to its phrases, ``groups`` a group's name to its words."""
        patterns: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for name, phrases in sets.items():
            for phrase in phrases:
                for head, rest in expand(phrase, groups):
                    patterns[head[:_KEY_LENGTH]][name].append(re.escape(head) + rest)
        self._index = {
            key: [(name, re.compile("|".join(alternatives))) for name, alternatives in by_name.items()]
            for key, by_name in patterns.items()
        }

    def find(self, text: str) -> dict[str, list[Span]]:
        """Return the spans of every set that occurs in ``text``, in order of their start."""
        found: dict[str, list[Span]] = defaultdict(list)
        lookup = self._index.get
        for start in range(len(text)):
            for key in (text[start : start + _KEY_LENGTH], text[start]):
                for name, pattern in lookup(key, ()):
                    match = pattern.match(text, start)
                    if match:
                        found[name].append(match.span())
        return found


def is_plain(phrase: str) -> bool:
    """Whether ``phrase`` is text alone, without groups, gaps and marks."""
    return not any(mark in phrase for mark in "<>…" + BOUNDARIES)
