"""All entity finders behind one call; plain functions, no Rasa."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.nlu.moment_pieces import find_expressions, has_time_words
from bot.nlu.money import find_money
from bot.nlu.person_names import find_name
from bot.nlu.phones import find_identity_number, find_phone
from bot.nlu.place_finder import find_place
from bot.nlu.reference_numbers import find_booking_number, find_complaint_number
from bot.settings import ROOT, load_settings
from knowledge_base.law_names import LawNames, load_law_names
from knowledge_base.loader import KnowledgeBase, load
from knowledge_base.places import Places, load_places

Entity = dict[str, Any]
ARTICLE = re.compile(r"第?\s*([0-9零〇一二三四五六七八九十百千]+)\s*条(?:之[一二三四五六七八九])?")
LONGEST = 400
"""Characters: entities of a long story are looked for in its beginning."""


@dataclass(frozen=True)
class EntitySources:
    """The dictionaries that finders look things up in."""

    kb: KnowledgeBase
    places: Places
    laws: LawNames

    @cached_property
    def law_aliases(self) -> tuple[str, ...]:
        """Names of laws, longest first, so that 劳动合同法 is not read as 合同法."""
        return tuple(sorted((a for a in self.laws.aliases if len(a) > 2), key=len, reverse=True))


def load_sources() -> EntitySources:
    """Read the dictionaries of the configured city."""
    settings = load_settings()
    kb = load(ROOT / "knowledge_base", settings.city)
    return EntitySources(kb, load_places(settings.city_dir), load_law_names())


def find_entities(text: str, sources: EntitySources) -> list[Entity]:
    """Entities of ``text`` as Rasa wants them: entity, value, start, end."""
    text = text[:LONGEST]
    return [entity for finder in FINDERS for entity in finder(text, sources)]


def _entity(name: str, value: str, text: str, words: str | None = None) -> Entity:
    """An entity whose place in the text is that of ``words``, or the whole text where they were normalised away."""
    start = text.find(words or value)
    end = start + len(words or value) if start >= 0 else len(text)
    return {"entity": name, "value": value, "start": max(start, 0), "end": end}


def _places(text: str, sources: EntitySources) -> Iterator[Entity]:
    match = find_place(text, sources.places)
    if match.kind == "exact":
        place = sources.places.by_id[match.candidates[0]]
        if place.level != "district":
            yield _entity(place.level, place.id, text, place.name)


def _people(text: str, sources: EntitySources) -> Iterator[Entity]:
    name = find_name(text, expecting=False)
    if name:
        yield _entity("person_name", name, text)


def _numbers(text: str, sources: EntitySources) -> Iterator[Entity]:
    phone = find_phone(text)
    if isinstance(phone, str):
        yield _entity("phone_number", phone, text)
    identity = find_identity_number(text)
    if isinstance(identity, str):
        yield _entity("id_number", identity, text)
    reference = find_complaint_number(text) or find_booking_number(text)
    if reference:
        yield _entity("reference_no", reference, text)


def _money(text: str, sources: EntitySources) -> Iterator[Entity]:
    money = find_money(text)
    if money is not None:
        yield _entity("money", f"{money.amount:g}", text, money.text)


def _times(text: str, sources: EntitySources) -> Iterator[Entity]:
    if not has_time_words(text):
        return
    for expression in find_expressions(text):
        yield {
            "entity": "date_time",
            "value": text[expression.start : expression.end],
            "start": expression.start,
            "end": expression.end,
        }


def _items(text: str, sources: EntitySources) -> Iterator[Entity]:
    for item in sources.kb.service_items.values():
        name = next((n for n in (item.name, *item.aliases) if n in text), None)
        if name:
            yield _entity("service_item", item.id, text, name)


def _statutes(text: str, sources: EntitySources) -> Iterator[Entity]:
    rest = text
    for alias in sources.law_aliases:
        if alias in rest:
            yield _entity("statute", sources.laws.aliases[alias], text, alias)
            rest = rest.replace(alias, "　" * len(alias))
    for match in ARTICLE.finditer(text):
        yield {"entity": "article", "value": match[1], "start": match.start(), "end": match.end()}


def _topics(text: str, sources: EntitySources) -> Iterator[Entity]:
    for topic in sources.kb.topics.values():
        if topic.name in text:
            yield _entity("topic", topic.topic, text, topic.name)


FINDERS: tuple[Callable[[str, EntitySources], Iterator[Entity]], ...] = (
    _places, _people, _numbers, _money, _times, _items, _statutes, _topics,
)  # fmt: skip
