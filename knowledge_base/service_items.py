"""Reads the service catalogue: ``national/service_items/<id>.yml`` with a city's changes laid over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge_base.opening_hours import parse_hours
from knowledge_base.schema import ServiceItem

ITEMS_FOLDER = Path("national") / "service_items"
OVERRIDES_FILE = "service_items.yml"


class ServiceItemError(ValueError):
    """A service item file is wrong; the message names file and field in one sentence."""


def load_service_items(root: Path, city: str | None = None) -> dict[str, ServiceItem]:
    """Return all service items by id, in file order. ``root`` is the ``knowledge_base`` folder.

    With ``city``, the ``overrides`` of ``<root>/<city>/service_items.yml`` replace national values (``booking`` key by
    key). Raises ``ServiceItemError`` for an invalid file, an id that is not the file's name, a material that hangs on
    an unknown condition, unreadable hours, or an override for an unknown item.
    """
    raw = {path.stem: _read(path) for path in sorted((root / ITEMS_FOLDER).glob("*.yml"))}
    if city:
        _lay_over(raw, root / city / OVERRIDES_FILE)
    return {name: _build(name, data) for name, data in raw.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ServiceItemError(f"{path.name}: not valid YAML ({error.__class__.__name__})") from error
    if not isinstance(data, dict):
        raise ServiceItemError(f"{path.name}: must be a mapping")
    return data


def _lay_over(raw: dict[str, dict[str, Any]], path: Path) -> None:
    if not path.exists():
        return
    for name, changes in (_read(path).get("overrides") or {}).items():
        if name not in raw:
            raise ServiceItemError(f"{path.name}: override for unknown service item {name}")
        booking = changes.get("booking")
        merged = {**raw[name], **changes}
        if booking and raw[name].get("booking"):
            merged["booking"] = {**raw[name]["booking"], **booking}
        raw[name] = merged


def _build(name: str, data: dict[str, Any]) -> ServiceItem:
    try:
        item = ServiceItem(**data)
    except (ValidationError, TypeError) as error:
        raise ServiceItemError(f"{name}.yml: {_first_problem(error)}") from error
    if item.id != name:
        raise ServiceItemError(f"{name}.yml: id is {item.id}, must be the file's name")
    if item.booking:
        _check_hours(name, item.booking.hours)
    known = {condition.id for condition in item.conditions}
    for material in item.materials:
        if material.condition and material.condition not in known:
            raise ServiceItemError(
                f"{name}.yml: material {material.id} hangs on unknown condition {material.condition}"
            )
    return item


def _check_hours(name: str, hours: tuple[str, ...]) -> None:
    try:
        parse_hours(hours)
    except ValueError as error:
        raise ServiceItemError(f"{name}.yml: booking.hours: {error}") from error


def _first_problem(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
