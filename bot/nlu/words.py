"""Turns tokens and characters into features. Module-level functions, because scikit-learn pickles what it is given."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

CHARACTER_SIZES = (1, 2, 3)


def word_features(document: tuple[Sequence[str], str]) -> list[str]:
    """Words and neighbouring word pairs of a document ``(tokens, text)``."""
    tokens = [token for token in document[0] if token.strip()]
    return tokens + [f"{first}+{second}" for first, second in pairwise(tokens)]


def character_features(document: tuple[Sequence[str], str]) -> list[str]:
    """Character n-grams of a document ``(tokens, text)``; ``^`` and ``$`` mark its ends."""
    text = f"^{document[1]}$"
    return [text[at : at + size] for size in CHARACTER_SIZES for at in range(len(text) - size + 1)]
