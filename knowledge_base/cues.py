"""Words that mark a matter, as data.

``仲裁/裁决+工资+-土地`` is met by a text with 仲裁 or 裁决, with 工资 and without 土地: ``+`` joins parts that must
all hold, ``/`` separates words of which one is enough, a part that starts with ``-`` lists words that must not occur.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

ONE_PART, MORE_PARTS, PER_LETTER = 0.45, 0.2, 0.02


class CueError(ValueError):
    """A cue that no text can meet: an empty part or only refused words."""


@dataclass(frozen=True)
class Cue:
    """``wanted``: one word of each group must occur; ``refused``: none of these may."""

    wanted: tuple[tuple[str, ...], ...]
    refused: tuple[str, ...] = ()

    def strength(self, text: str) -> float:
        """Return 0 if the text does not meet the cue; else more for more parts and longer words, at most 1."""
        if any(word in text for word in self.refused):
            return 0.0
        found = [max((len(word) for word in group if word in text), default=0) for group in self.wanted]
        if not all(found):
            return 0.0
        return min(1.0, ONE_PART + MORE_PARTS * (len(found) - 1) + PER_LETTER * sum(found))


@lru_cache(maxsize=4096)
def parse_cue(notation: str) -> Cue:
    """Return the cue written as ``notation``.

    Raises:
        CueError: a part is empty, or every part is refused.
    """
    parts = [part.strip() for part in notation.split("+")]
    wanted = tuple(_words(part, notation) for part in parts if not part.startswith("-"))
    refused = tuple(word for part in parts if part.startswith("-") for word in _words(part[1:], notation))
    if not wanted:
        raise CueError(f"cue without a wanted word: {notation}")
    return Cue(wanted, refused)


def _words(part: str, notation: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in part.split("/"))
    if not all(words):
        raise CueError(f"cue with an empty word: {notation}")
    return words


def strongest(notations: Iterable[str], text: str) -> float:
    """Return the strength of the best cue, with a little more for each other one that is met; 0 if none is."""
    found = sorted((s for s in (parse_cue(n).strength(text) for n in notations) if s), reverse=True)
    return min(1.0, found[0] + 0.05 * (len(found) - 1)) if found else 0.0
