"""Words, characters and sounds as features. Module-level functions, because scikit-learn pickles what it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.nlu.documents import Document
from bot.nlu.pinyin import sound

CHARACTER_SIZES = (1, 2)
SOUND_SIZES = (2, 3)


def word_features(document: Document) -> list[str]:
    """Words of a document."""
    return [token for token in document[0] if token.strip()]


def character_features(document: Document) -> list[str]:
    """Character n-grams of a document; ``^`` and ``$`` mark its ends."""
    return ["".join(run) for run in _runs(f"^{document[1]}$", CHARACTER_SIZES)]


def sound_features(document: Document) -> list[str]:
    """Syllable n-grams of a document: a homophone (律湿, 预月) sounds like the word that was meant."""
    return [" ".join(run) for run in _runs(["^", *map(sound, document[1]), "$"], SOUND_SIZES)]


def _runs(units: Sequence[str], sizes: Sequence[int]) -> Iterator[Sequence[str]]:
    for size in sizes:
        for at in range(len(units) - size + 1):
            yield units[at : at + size]
