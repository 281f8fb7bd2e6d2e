"""Finds the city's places in what residents say: by name, by colloquial ending, by sound, in Latin letters.

Names and aliases from ``places.yml`` are looked for first. What sounds or looks like a name in front of 村, 大队, 镇 or
社区 is a guess, and the bot asks. Everyday words (团结, 人民) are no places without an ending unless one was asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from bot.nlu.place_index import PlaceIndex
from bot.nlu.place_sound import guess_by_letters, guess_by_sound
from knowledge_base.places import Place, Places

Kind = Literal["exact", "guess", "ambiguous", "elsewhere"]


@dataclass(frozen=True)
class PlaceMatch:
    """What was found. ``candidates`` are place ids, the likeliest first; ``text`` are the words that were read.

    ``exact`` has one candidate. ``guess`` has one or more that the bot must ask about (您是说石桥村吗). ``ambiguous``
    has several that the words fit equally (新城: town and village). ``elsewhere`` is a place outside the city, ``kind``
    None means that no place was named.
    """

    kind: Kind | None
    candidates: tuple[str, ...] = ()
    text: str = ""


NOTHING = PlaceMatch(None)
_INDEXES: WeakKeyDictionary[Places, PlaceIndex] = WeakKeyDictionary()
_FILLER = re.compile(
    r"^(?:你好|您好|嗯|哦|啊|我们?家?|俺们?家?|咱们?家?|家里?|老家|户口|户籍|是|就是|就|都|在|住在?|属于|归|来自|那个|这个|，|,|\s)+"
    r"|(?:的|人|这边|那边|这儿|那儿|这里|那里|这块|那块|附近|里面?|吧|呢|啊|呀|哈|了|住|，|。|,|\.|！|!|\s)+$"
)
_AFTER_PLACE = re.compile(r"的|人|那边|这边|那儿|这儿|这里|那里|住|户|$|[，。,.！!？?、；;\s]")
_FROM_ELSEWHERE = re.compile(r"(?:在|住|是|从|自|到|去|家|户口)$")


def find_place(text: str, places: Places, expecting_place: bool = False) -> PlaceMatch:
    """Return the place that ``text`` (normalised) names; ``expecting_place`` when the bot has just asked for one."""
    index = _index(places)
    hits = index.named(text)
    if hits:
        return _settle(hits, places)
    bare = _FILLER.sub("", _FILLER.sub("", text))
    found = _by_stem(text, bare, index, expecting_place)
    if found.kind:
        return found
    guessed = guess_by_sound(text, bare if expecting_place else "", index) or guess_by_letters(text, index)
    if guessed:
        return PlaceMatch("guess", tuple(place.id for place in guessed.places), guessed.text)
    return _elsewhere(text, bare, index, expecting_place)


def _index(places: Places) -> PlaceIndex:
    index = _INDEXES.get(places)
    if index is None:
        index = _INDEXES[places] = PlaceIndex(places)
    return index


def _settle(hits: list[tuple[Place, str]], places: Places) -> PlaceMatch:
    """Choose among names in the text: the village inside the town named with it; several villages are ambiguous."""
    parents = {place.parent for place, _ in hits}
    inner = [(place, words) for place, words in hits if place.id not in parents]
    ids = tuple(dict.fromkeys(place.id for place, _ in inner))
    if len(ids) == 1:
        return PlaceMatch("exact", ids, inner[0][1])
    small = tuple(place_id for place_id in ids if places.by_id[place_id].level in ("village", "community"))
    if len(small) == 1:
        return PlaceMatch("exact", small, next(words for place, words in inner if place.id == small[0]))
    return PlaceMatch("ambiguous", small or ids, inner[0][1])


def _by_stem(text: str, bare: str, index: PlaceIndex, expecting: bool) -> PlaceMatch:
    if expecting and bare in index.all_stems:
        return _one_or_many(index.all_stems[bare], bare)
    for match in index.stem_pattern.finditer(text):
        stem = match[0]
        if _AFTER_PLACE.match(text, match.end()) or expecting:
            return _one_or_many(index.stems[stem], stem)
    return NOTHING


def _one_or_many(places: tuple[Place, ...], words: str) -> PlaceMatch:
    ids = tuple(place.id for place in places)
    return PlaceMatch("exact" if len(ids) == 1 else "ambiguous", ids, words)


def _elsewhere(text: str, bare: str, index: PlaceIndex, expecting: bool) -> PlaceMatch:
    match = index.elsewhere_pattern.search(text)
    if match is None:
        return NOTHING
    meant = expecting or match[0] == bare or _FROM_ELSEWHERE.search(text[: match.start()]) is not None
    return PlaceMatch("elsewhere", (), match[0]) if meant else NOTHING
