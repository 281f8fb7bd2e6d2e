"""Reads the knowledge base's files into one immutable object, or says in one sentence which file and field is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge_base.links import broken_links
from knowledge_base.schema import Card, Deadline, Door, Hotline, Institution, ServiceItem, TopicFile
from knowledge_base.service_items import ServiceItemError, load_service_items

ROOT = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class KnowledgeError(ValueError):
    """A knowledge file that cannot be used. The message is one sentence that names file and field."""


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything the assistant knows, keyed by id. ``topic_of`` gives the topic of a card."""

    city: str
    topics: Mapping[str, TopicFile]
    cards: Mapping[str, Card]
    topic_of: Mapping[str, str]
    deadlines: Mapping[str, Deadline]
    institutions: Mapping[str, Institution]
    service_items: Mapping[str, ServiceItem]
    doors: Mapping[str, Door]
    hotlines: Mapping[str, Hotline]
    problems: tuple[str, ...] = ()
    """Files that a lenient load had to leave out, one sentence each; always empty after a strict one."""


def load(root: Path = ROOT, city: str = "jiayuguan", *, strict: bool = True) -> KnowledgeBase:
    """Read ``root/national`` and ``root/<city>``; parsed once a process and set of files.

    Args:
        strict: refuse a knowledge base with a broken file or an id that points nowhere; else leave the broken file out
            and name it in ``problems``.

    Raises:
        KnowledgeError: a file is missing, not YAML, against the schema, repeats an id, or names an unknown id (strict).
    """
    if not (root / city).is_dir():
        raise KnowledgeError(f"no city folder '{city}' in {root.name}")
    stamp = tuple((str(p), p.stat().st_mtime_ns) for p in _sources(root, city))
    return _load(root, city, strict, stamp)


def _sources(root: Path, city: str) -> list[Path]:
    return sorted([*(root / "national").rglob("*.yml"), *(root / city).rglob("*.yml")])


@lru_cache(maxsize=4)
def _load(root: Path, city: str, strict: bool, _stamp: tuple[tuple[str, int], ...]) -> KnowledgeBase:
    national, local = root / "national", root / city
    read = _Reader(strict)
    topics = read.topics(national / "topics")
    base = KnowledgeBase(
        city=city,
        topics=read.unique(((t.topic, t) for t in topics), "topics", "topic"),
        cards=read.unique(((c.id, c) for t in topics for c in t.cards), "topics", "card"),
        topic_of=MappingProxyType({c.id: t.topic for t in topics for c in t.cards}),
        deadlines=read.by_id(national / "deadlines", "deadlines", Deadline),
        institutions=read.by_id(local / "institutions.yml", "institutions", Institution),
        service_items=read.service_items(root, city),
        doors=read.by_id(national / "doors.yml", "doors", Door),
        hotlines=read.by_id(national / "hotlines.yml", "hotlines", Hotline, "number"),
    )
    for where, what in broken_links(base) if strict else ():
        raise KnowledgeError(f"{where}: {what}")
    return replace(base, problems=tuple(read.problems))


class _Reader:
    """Reads files one by one: strict stops at the first broken one, lenient notes it and goes on with the rest."""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.problems: list[str] = []

    def service_items(self, root: Path, city: str) -> Mapping[str, ServiceItem]:
        """The national items with what the city changes."""
        try:
            return MappingProxyType(load_service_items(root, city))
        except ServiceItemError as error:
            self._refuse(KnowledgeError(str(error)))
            return MappingProxyType({})

    def _refuse(self, error: KnowledgeError) -> None:
        if self.strict:
            raise error
        self.problems.append(str(error))

    def topics(self, folder: Path) -> list[TopicFile]:
        return [t for path in sorted(folder.glob("*.yml")) for t in self._entries(path, TopicFile, lambda raw: [raw])]

    def _entries(self, path: Path, model: type[Model], split: Callable[[Any], Sequence[Any]]) -> list[Model]:
        try:
            return [parse(model, raw, path) for raw in split(read_yaml(path))]
        except KnowledgeError as error:
            self._refuse(error)
            return []

    def by_id(self, path: Path, key: str, model: type[Model], id_field: str = "id") -> Mapping[str, Model]:
        """Read one file, or every file of a folder; a missing path has no entries."""
        files = sorted(path.glob("*.yml")) if path.is_dir() else [path] if path.exists() else []
        entries = [e for f in files for e in self._entries(f, model, lambda raw, f=f: _list_in(raw, key, f))]  # type: ignore[misc]
        return self.unique(((getattr(e, id_field), e) for e in entries), path.name, key)

    def unique(self, pairs: Iterator[tuple[str, Model]], where: str, kind: str) -> Mapping[str, Model]:
        found: dict[str, Model] = {}
        for key, value in pairs:
            if key in found:
                self._refuse(KnowledgeError(f"{where}: {kind} id '{key}' stands there twice"))
            found[key] = value
        return MappingProxyType(found)


def _list_in(document: Any, key: str, path: Path) -> Sequence[Any]:
    """A file holds one entry, a list of entries, or the list under its key."""
    if isinstance(document, dict) and "id" in document:
        return [document]
    entries = document.get(key) if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise KnowledgeError(f"{path.name}: wants a list under '{key}'")
    return entries


def read_yaml(path: Path) -> Any:
    """Return the document of one file.

    Raises:
        KnowledgeError: not readable, not YAML or empty; the line is named.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise KnowledgeError(f"{path.name}{line}: not valid YAML ({getattr(error, 'problem', error)})") from error
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    if document is None:
        raise KnowledgeError(f"{path.name}: is empty")
    return document


def parse(model: type[Model], raw: Any, path: Path) -> Model:
    """Return the model.

    Raises:
        KnowledgeError: names the file, the entry and the first wrong field.
    """
    if not isinstance(raw, dict):
        raise KnowledgeError(f"{path.name}: wants fields, has {type(raw).__name__}")
    try:
        return model(**raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise KnowledgeError(f"{path.name}: {_place(raw, first['loc'])}: {first['msg']}") from error


def _place(raw: Any, loc: Sequence[int | str]) -> str:
    """Return the field's path with ids in place of positions: cards[labor_unpaid].asks."""
    out = ""
    for step in loc:
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            raw = None
        if isinstance(step, int):
            out += f"[{raw.get('id', step) if isinstance(raw, dict) else step}]"
        else:
            out += f".{step}" if out else str(step)
    return out
