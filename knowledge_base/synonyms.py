"""Groups of words that residents and the law use for one thing, as data in ``national/synonyms.yml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "national" / "synonyms.yml"
LAW_WORD_WEIGHT = 1.0
OTHER_WORD_WEIGHT = 0.3


@dataclass(frozen=True)
class Synonyms:
    """``groups``: the first word of each is the one law texts use."""

    groups: tuple[tuple[str, ...], ...]

    @cached_property
    def _groups_of(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for number, group in enumerate(self.groups):
            for word in group:
                found[word] = (*found.get(word, ()), number)
        return found

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """Lengths of the known words by their first character, longest first."""
        found: dict[str, set[int]] = {}
        for word in self._groups_of:
            found.setdefault(word[0], set()).add(len(word))
        return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}

    def found_in(self, text: str) -> Iterator[tuple[str, int]]:
        """Yield (word, group number) for every known word in ``text``, the longest word at each place."""
        place = 0
        while place < len(text):
            word = self._word_at(text, place)
            for number in self._groups_of[word] if word else ():
                yield word, number
            place += len(word) or 1

    def _word_at(self, text: str, place: int) -> str:
        for length in self._lengths.get(text[place], ()):
            word = text[place : place + length]
            if word in self._groups_of:
                return word
        return ""

    def concepts(self, text: str) -> list[str]:
        """Return one mark a group met in ``text``; two texts share it when they use different words for one thing."""
        return [f"§{self.groups[number][0]}" for _, number in self.found_in(text)]

    def expand(self, text: str) -> dict[str, float]:
        """Return the other words of the groups met in ``text``, the law's own word with full weight."""
        weights: dict[str, float] = {}
        for word, number in self.found_in(text):
            for place, other in enumerate(self.groups[number]):
                if other != word and other not in text:
                    weight = OTHER_WORD_WEIGHT if place else LAW_WORD_WEIGHT
                    weights[other] = max(weight, weights.get(other, 0.0))
        return weights


def make_synonyms(groups: Sequence[Sequence[str]]) -> Synonyms:
    """Return the groups, checked.

    Raises:
        ValueError: a group of one word, or a word twice in a group.
    """
    for group in groups:
        if len(group) < 2 or len(set(group)) < len(group):
            raise ValueError(f"synonyms: a group needs two different words or more: {group}")
    return Synonyms(tuple(tuple(str(word) for word in group) for group in groups))


@lru_cache(maxsize=2)
def load_synonyms(path: Path = DATA) -> Synonyms:
    """Read the groups from their file."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return make_synonyms(yaml.load(path.read_text(encoding="utf-8"), Loader=loader)["groups"])
