"""What people call laws: short forms and old names, as data in ``national/law_names.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

from knowledge_base.law_text import short_title, squeeze

DATA = Path(__file__).parent / "national" / "law_names.yml"


@dataclass(frozen=True)
class LawNames:
    """``aliases`` maps a spoken name to the short title; ``repealed`` maps a dead law to the one in its place.

    ``moved`` maps articles of a dead law to those that say the same today; ``subjects`` maps a word of law (正当防卫)
    to the articles that are the place for it, as (law, article).
    """

    aliases: Mapping[str, str]
    repealed: Mapping[str, str]
    moved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    subjects: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @cached_property
    def _by_key(self) -> dict[str, str]:
        titles = {*self.aliases.values(), *self.repealed.values()}
        return {**{law_key(t): t for t in titles}, **{law_key(a): t for a, t in self.aliases.items()}}

    def resolve(self, name: str, known: Iterable[str] = ()) -> str | None:
        """Return the short title for ``name`` (with or without 《》 and 中华人民共和国), or None."""
        key = law_key(name)
        if key in self._by_key:
            return self._by_key[key]
        return next((title for title in known if law_key(title) == key), None)


def law_key(name: str) -> str:
    """Return ``name`` squeezed for comparing: without 中华人民共和国, brackets and blanks."""
    return re.sub(r"[《》〈〉<>()]|中华人民共和国", "", squeeze(short_title(name)))


@lru_cache(maxsize=4)
def load_law_names(path: Path = DATA) -> LawNames:
    """Read the names. An alias listed under two laws is an error.

    Raises:
        ValueError: the same alias for two laws.
    """
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    aliases: dict[str, str] = {}
    for title, names in raw["laws"].items():
        for name in (title, *names):
            if aliases.setdefault(name, title) != title:
                raise ValueError(f"{path.name}: '{name}' stands for two laws: {aliases[name]} and {title}")
    moved = {law: {str(old): str(new) for old, new in rows.items()} for law, rows in raw.get("moved", {}).items()}
    places = {
        word: tuple((law, str(article)) for law, article in rows) for word, rows in raw.get("subjects", {}).items()
    }
    return LawNames(aliases, dict(raw["repealed"]), moved, places)
