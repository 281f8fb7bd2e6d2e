"""A city's towns, villages, communities and districts, read from ``<city>/places.yml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from knowledge_base.schema import Strict

Level = Literal["town", "village", "community", "district"]


@dataclass(frozen=True)
class Place:
    """One place of the city.

    ``stem`` is the name without its ending (石桥). ``aliases`` are complete further names, each with its ending
    (石桥大队, 段山口村). ``other_stems`` are other spellings of the stem. ``ambiguous`` means that the bare stem is not
    enough to know the place: it exists at two levels (新城) or is an everyday word (``ordinary``: 团结).
    """

    id: str
    name: str
    level: Level
    parent: str | None
    stem: str
    aliases: tuple[str, ...]
    other_stems: tuple[str, ...]
    ambiguous: bool
    ordinary: bool

    @property
    def stems(self) -> tuple[str, ...]:
        return (self.stem, *self.other_stems)


@dataclass(frozen=True, eq=False)
class Places:
    """All places of one city; immutable."""

    city: str
    city_aliases: tuple[str, ...]
    forms: dict[str, tuple[str, ...]]
    all: tuple[Place, ...]
    elsewhere: tuple[str, ...] = field(default=())

    def __iter__(self) -> Iterator[Place]:
        return iter(self.all)

    @cached_property
    def by_id(self) -> dict[str, Place]:
        return {place.id: place for place in self.all}

    @cached_property
    def towns(self) -> tuple[Place, ...]:
        return self._at("town")

    @cached_property
    def villages(self) -> tuple[Place, ...]:
        return self._at("village")

    @cached_property
    def communities(self) -> tuple[Place, ...]:
        return self._at("community")

    @cached_property
    def districts(self) -> tuple[Place, ...]:
        return self._at("district")

    def inside(self, parent: str) -> tuple[Place, ...]:
        """Return the villages of a town or the communities of a district."""
        return tuple(place for place in self.all if place.parent == parent)

    def full_name(self, place_id: str) -> str:
        """Return the name with its town or district: 文殊镇石桥村. Raises ``KeyError`` for an unknown id."""
        place = self.by_id[place_id]
        return (self.by_id[place.parent].name if place.parent else "") + place.name

    def words(self) -> tuple[str, ...]:
        """Return every name and alias for the jieba lexicon, sorted; bare stems unless they are everyday words."""
        found = {self.city, *self.city_aliases}
        for place in self.all:
            found.update((place.name, *place.aliases))
            if not place.ordinary:
                found.add(place.stem)
        return tuple(sorted(word for word in found if len(word) > 1))

    def _at(self, level: Level) -> tuple[Place, ...]:
        return tuple(place for place in self.all if place.level == level)


class _City(Strict):
    name: str
    aliases: tuple[str, ...] = ()


class _Row(Strict):
    id: str = Field(regex=r"^(town|village|community|district)_[a-z0-9_]+$")
    name: str
    town: str | None = None
    district: str | None = None
    also_written: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ordinary: bool = False


class _PlacesFile(Strict):
    city: _City
    forms: dict[Level, tuple[str, ...]]
    towns: tuple[_Row, ...]
    villages: tuple[_Row, ...]
    districts: tuple[_Row, ...] = ()
    communities: tuple[_Row, ...]
    elsewhere: tuple[tuple[str, ...], ...] = ()


def load_places(city_dir: Path) -> Places:
    """Read ``city_dir/places.yml``.

    Raises ``pydantic.ValidationError`` for a wrong shape and ``ValueError`` for an unknown parent, a repeated id or a
    name that does not end as its level does.
    """
    with (city_dir / "places.yml").open(encoding="utf-8") as handle:
        parsed = _PlacesFile.parse_obj(yaml.safe_load(handle))
    rows: list[tuple[Level, _Row]] = [
        *(("town", row) for row in parsed.towns),
        *(("village", row) for row in parsed.villages),
        *(("district", row) for row in parsed.districts),
        *(("community", row) for row in parsed.communities),
    ]
    _refuse_broken(rows)
    uses = _stem_uses(rows, parsed.forms, parsed.city)
    places = tuple(_place(level, row, parsed.forms[level], uses) for level, row in rows)
    elsewhere = tuple(name for group in parsed.elsewhere for name in group)
    forms = {str(level): endings for level, endings in parsed.forms.items()}
    return Places(parsed.city.name, parsed.city.aliases, forms, places, elsewhere)


def _refuse_broken(rows: list[tuple[Level, _Row]]) -> None:
    ids = [row.id for _, row in rows]
    repeated = {place_id for place_id in ids if ids.count(place_id) > 1}
    if repeated:
        raise ValueError(f"places.yml: repeated ids {sorted(repeated)}")
    for _, row in rows:
        parent = row.town or row.district
        if parent and parent not in ids:
            raise ValueError(f"places.yml: {row.id} stands in unknown {parent}")


def _stem(row: _Row, endings: tuple[str, ...]) -> str:
    if not row.name.endswith(endings[0]):
        raise ValueError(f"places.yml: {row.name} does not end in {endings[0]}")
    return row.name[: -len(endings[0])]


def _stem_uses(rows: list[tuple[Level, _Row]], forms: dict[Level, tuple[str, ...]], city: _City) -> dict[str, int]:
    """Count at how many places (the city included) each stem occurs."""
    uses: dict[str, int] = dict.fromkeys((city.name, *city.aliases), 1)
    for level, row in rows:
        stem = _stem(row, forms[level])
        uses[stem] = uses.get(stem, 0) + 1
    return uses


def _place(level: Level, row: _Row, endings: tuple[str, ...], uses: dict[str, int]) -> Place:
    stem = _stem(row, endings)
    formed = [base + ending for base in (stem, *row.also_written) for ending in endings]
    aliases = tuple(dict.fromkeys(name for name in (*formed, *row.aliases) if name != row.name))
    return Place(
        id=row.id,
        name=row.name,
        level=level,
        parent=row.town or row.district,
        stem=stem,
        aliases=aliases,
        other_stems=row.also_written,
        ambiguous=row.ordinary or uses[stem] > 1,
        ordinary=row.ordinary,
    )
