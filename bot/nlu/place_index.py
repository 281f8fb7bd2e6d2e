"""The names of one city's places, ready to be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.nlu.pinyin import loose_syllables
from knowledge_base.places import Level, Place, Places

LONG = 3
"""Characters of a stem that is told by sound alone, and whose other spellings need no ending."""
_NOT_ELSEWHERE = r"(?!拉面|牛肉面|大盘鸡|火锅|时间|[东西南北中]?路|街|银行)"
_NOT_RESIDENTS = "(?<!乡(?=居民))"
"""参加新城乡居民医保 holds 城乡居民, not 新城乡."""
_NOT_SIGHT = "(?<![爬登游逛攀里])"


class PlaceIndex:
    """Lookup tables of ``places``: full names, bare stems, endings by level."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._names = _by_word((name, place) for place in places for name in (place.name, *place.aliases))
        self.stems = _by_word(
            (stem, place)
            for place in places
            for stem in place.stems
            if not place.ordinary and (stem == place.stem or len(stem) >= LONG)
        )
        self.all_stems = _by_word((stem, place) for place in places for stem in place.stems)
        city = {places.city, *places.city_aliases}
        for word in city:
            self.all_stems.pop(word, None)
        self._pattern = re.compile(f"(?:{_longest_first(self._names).pattern})" + _NOT_RESIDENTS)
        self.stem_pattern = re.compile(_NOT_SIGHT + f"(?:{_longest_first(self.stems).pattern})")
        self.elsewhere_pattern = re.compile(
            "(?:"
            + "|".join(sorted(map(re.escape, places.elsewhere), key=len, reverse=True))
            + ")[市县省区]?"
            + _NOT_ELSEWHERE
        )
        self.long_places = tuple(place for place in places if len(place.stem) >= LONG and not place.ordinary)
        self.long_starts = frozenset().union(*(loose_syllables(place.stem[0]) for place in self.long_places))
        self.by_level: dict[Level, tuple[Place, ...]] = {
            "town": places.towns,
            "village": places.villages,
            "community": places.communities,
            "district": places.districts,
        }

    def named(self, text: str) -> list[tuple[Place, str]]:
        """Return the places whose full name or alias stands in ``text``, from left to right.

        Behind a town or district the bare stem of a place inside is enough: 新城镇长城, 雄关区人民.
        """
        hits: list[tuple[Place, str]] = []
        position = 0
        while match := self._pattern.search(text, position):
            position = match.end()
            for place in self._names[match[0]]:
                hits.append((place, match[0]))
                inner = self._inside(place, text[position:])
                if inner:
                    hits.append((inner, match[0] + inner.stem))
        return hits

    def _inside(self, parent: Place, rest: str) -> Place | None:
        return next((place for place in self.places.inside(parent.id) if rest.startswith(place.stems)), None)


def _by_word(pairs: Iterable[tuple[str, Place]]) -> dict[str, tuple[Place, ...]]:
    table: dict[str, tuple[Place, ...]] = {}
    for word, place in pairs:
        table[word] = (*table.get(word, ()), place)
    return table


def _longest_first(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
