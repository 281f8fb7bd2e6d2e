"""Toneless pinyin of single characters, with the confusions of the Hexi dialect and of typing ironed out."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import Style, pinyin

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_NASALS = re.compile(r"(?<=[aei])ng$")


@lru_cache(maxsize=8192)
def syllables(char: str) -> tuple[str, ...]:
    """Return every toneless reading of a character (长: chang, zhang); the character itself if it has none."""
    return tuple(dict.fromkeys(pinyin(char, style=Style.NORMAL, heteronym=True)[0]))


@lru_cache(maxsize=8192)
def loose_syllables(char: str) -> frozenset[str]:
    """Return the readings with zh/z, ch/c, sh/s and final -n/-ng made one, as they are often not told apart here."""
    return frozenset(_loosen(reading) for reading in syllables(char))


@lru_cache(maxsize=8192)
def sound(char: str) -> str:
    """Return the usual reading of a character, loosened like those of ``loose_syllables``."""
    return _loosen(syllables(char)[0])


def _loosen(reading: str) -> str:
    for exact, loose in _INITIALS:
        if reading.startswith(exact):
            reading = loose + reading[2:]
    return _NASALS.sub("n", reading)
