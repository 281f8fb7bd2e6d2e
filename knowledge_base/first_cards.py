"""Cards for a message that is only a word (离婚, 工资): the ones asked most, from ``national/first_cards.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from knowledge_base.chinese_numbers import to_ascii

DATA = Path(__file__).parent / "national" / "first_cards.yml"
MOST = 3
"""No more cards than a resident reads as buttons."""
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class FirstCards:
    """``cards_of``: the ids a word leads to; ``bare``: the word with what may stand around it."""

    cards_of: Mapping[str, tuple[str, ...]]
    bare: re.Pattern[str]

    def word_in(self, text: str) -> str | None:
        """Return the word ``text`` consists of, apart from polite phrases around it; None for a whole question."""
        found = self.bare.fullmatch(_NOISE.sub("", to_ascii(text)))
        return found["word"] if found else None

    def of(self, text: str) -> tuple[str, ...]:
        """Return the ids of the cards for a message that is only a word, the most asked first; else none."""
        word = self.word_in(text)
        return self.cards_of[word] if word else ()

    @property
    def ids(self) -> frozenset[str]:
        """All cards that stand first for some word."""
        return frozenset(card for cards in self.cards_of.values() for card in cards)


def make_first_cards(
    entries: Iterable[Mapping[str, list[str]]], before: Iterable[str] = (), after: Iterable[str] = ()
) -> FirstCards:
    """Return the checked words.

    Raises:
        ValueError: a word stands in two entries, or an entry has no card or more than three.
    """
    cards_of: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if not 0 < len(entry["cards"]) <= MOST:
            raise ValueError(f"first_cards: {entry['words']} wants one to {MOST} cards")
        for word in entry["words"]:
            if word in cards_of:
                raise ValueError(f"first_cards: '{word}' stands in two entries")
            cards_of[word] = tuple(entry["cards"])
    bare = re.compile(f"(?:{_any(before)})*(?P<word>{_any(cards_of)})(?:{_any(after)})*")
    return FirstCards(MappingProxyType(cards_of), bare)


@lru_cache(maxsize=1)
def load_first_cards() -> FirstCards:
    """Read the file once."""
    raw = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return make_first_cards(raw["cards"], raw["before"], raw["after"])


def _any(words: Iterable[str]) -> str:
    """Alternatives, the longest first; a pattern that never matches when there are none."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)"
