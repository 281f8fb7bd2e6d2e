"""Words, characters and sounds as features. Module-level functions, because scikit-learn pickles what it is given."""

from __future__ import annotations

from itertools import pairwise

from bot.nlu.documents import Document
from bot.nlu.pinyin import sound


def word_features(document: Document) -> list[str]:
    """Words of a document."""
    return [token for token in document[0] if token.strip()]


def character_features(document: Document) -> list[str]:
    """Single characters and pairs of a document; ``^`` and ``$`` mark its ends."""
    text = f"^{document[1]}$"
    return [*text, *map("".join, pairwise(text))]


def sound_features(document: Document) -> list[str]:
    """Pairs and triples of syllables: a homophone (律湿, 预月) sounds like the word that was meant."""
    sounds = ["^", *map(sound, document[1]), "$"]
    pairs = list(map(" ".join, pairwise(sounds)))
    return [*pairs, *map(" ".join, zip(pairs, sounds[2:], strict=False))]
