"""Guesses places from how a name sounds or looks: 石乔村, 管蒲村, 断山扣, shiqiao."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.nlu.pinyin import loose_syllables, syllables
from bot.nlu.place_index import PlaceIndex
from knowledge_base.places import Level, Place

ENOUGH = 0.84
"""Least likeness, 0 to 1, of a guess in front of 村 or 社区."""
ENOUGH_ALONE = 0.9
"""The same for a word without an ending."""
CLOSE = 0.04
"""Places within this of the best are all offered."""
NEARLY = 66
"""Least likeness, 0 to 100, of two syllables that count as misheard (kou, gou)."""

_ENDINGS: tuple[tuple[str, Level], ...] = (
    ("大队", "village"), ("村委会", "village"), ("行政村", "village"), ("村民", "village"), ("村", "village"),
    ("社区", "community"), ("居委会", "community"), ("镇", "town"), ("公社", "town"), ("乡", "town"),
    ("街道", "district"),
)  # fmt: skip
_ENDING = re.compile("(?:" + "|".join(ending for ending, _ in _ENDINGS) + ")(?<!乡(?=居民))")
_LEVELS = dict(_ENDINGS)
_ORDINARY_BEFORE = re.compile(
    r"[们个全邻农乡本该这那哪我你他她各小老同外出进整在到回的村镇某山下]$|城乡$|我们|你们|他们"
)
_CHINESE = re.compile(r"[一-鿿]+")
_LETTERS = re.compile(r"[a-z]{2,}(?:[\s'-]*[a-z]+)*")
_LETTER_ENDINGS = re.compile(r"(?:cun|zhen|dadui|shequ|xiang|qu)$")


@dataclass(frozen=True)
class Guess:
    """Likely places, best first, and the words they were read from."""

    places: tuple[Place, ...]
    text: str


def guess_by_sound(text: str, answer: str, index: PlaceIndex) -> Guess | None:
    """Return the places that a word before an ending sounds like; with ``answer`` (the bare reply) also without ending.

    A long stem (断山口, 野麻湾) is found without any ending when every syllable agrees.
    """
    for window, level, words in _windows(text):
        found = _best(window, index.by_level[level], ENOUGH)
        if found:
            return Guess(found, words)
    if 2 <= len(answer) <= 4 and _CHINESE.fullmatch(answer):
        found = _best(answer, index.places.all, ENOUGH_ALONE)
        if found:
            return Guess(found, answer)
    return _long_stem(text, index)


def guess_by_letters(text: str, index: PlaceIndex) -> Guess | None:
    """Return the places that Latin letters spell: shiqiao, xin cheng zhen."""
    for match in _LETTERS.finditer(text.lower()):
        letters = re.sub(r"[^a-z]", "", match[0])
        for spelt in (letters, _LETTER_ENDINGS.sub("", letters)):
            found = tuple(place for place in index.places if spelt in _spellings(place.stem))
            if found and len(spelt) > 3:
                return Guess(found, match[0])
    return None


def _windows(text: str) -> Iterator[tuple[str, Level, str]]:
    """Yield the four to two characters before each ending, the longest first."""
    for match in _ENDING.finditer(text):
        run = re.search(r"[一-鿿]*$", text[: match.start()])
        before = run[0] if run else ""
        if _ORDINARY_BEFORE.search(before[-2:]):
            continue
        for size in (4, 3, 2):
            if len(before) >= size:
                yield before[-size:], _LEVELS[match[0]], before[-size:] + match[0]


def _best(window: str, places: tuple[Place, ...], least: float) -> tuple[Place, ...]:
    scored = [(max(likeness(window, stem) for stem in place.stems), place) for place in places]
    top = max((score for score, _ in scored), default=0.0)
    if top < least:
        return ()
    near = sorted(((score, place) for score, place in scored if score >= top - CLOSE), key=lambda pair: -pair[0])
    return tuple(place for _, place in near)


def likeness(heard: str, stem: str) -> float:
    """Return how alike two names of equal length sound, 0 to 1; 1 means the same syllables, tones and -n/-ng aside."""
    if len(heard) != len(stem):
        return 0.0
    return sum(_syllable_likeness(one, other) for one, other in zip(heard, stem, strict=True)) / len(stem)


def _syllable_likeness(one: str, other: str) -> float:
    if one == other or loose_syllables(one) & loose_syllables(other):
        return 1.0
    best = max(fuzz.ratio(first, second) for first in syllables(one) for second in syllables(other))
    return best / 100 if best >= NEARLY else 0.0


def _long_stem(text: str, index: PlaceIndex) -> Guess | None:
    for start in range(len(text) - 2):
        if index.long_starts.isdisjoint(loose_syllables(text[start])):
            continue
        window = text[start : start + 3]
        found = tuple(place for place in index.long_places if likeness(window, place.stem) == 1.0)
        if found:
            return Guess(found, window)
    return None


def _spellings(stem: str) -> set[str]:
    spelt = {""}
    for char in stem:
        spelt = {start + reading for start in spelt for reading in syllables(char)}
    return spelt
