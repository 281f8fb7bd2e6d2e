"""Text as it sounds: one private character a syllable, so that homophones typed or heard wrongly still match."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin.constants import PINYIN_DICT

_PRIVATE_USE = 0xE000
_ALIKE = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"(?<=[ei])ng$"), "n"))
"""Sounds that local speech and voice input mix up: zh-z, ch-c, sh-s, eng-en, ing-in."""


def _syllable(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading.split(",")[0])
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for pattern, replacement in _ALIKE:
        plain = pattern.sub(replacement, plain)
    return plain


@lru_cache(maxsize=1)
def sound_table() -> dict[int, int]:
    """Return a table for ``str.translate``: a Chinese character to its syllable's character, tones left out."""
    codes: dict[str, int] = {}
    table: dict[int, int] = {}
    for code, reading in PINYIN_DICT.items():
        if 0x4E00 <= code <= 0x9FFF:
            table[code] = codes.setdefault(_syllable(reading), _PRIVATE_USE + len(codes))
    return table


def as_sound(text: str) -> str:
    """Return ``text``, of the same length, with every Chinese character replaced by its syllable's character."""
    return text.translate(sound_table())
