"""The duty roster as data: people, duty lines, and who is on duty on which day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import ValidationError, root_validator

from knowledge_base.schema import Strict


class RosterError(ValueError):
    """The roster is wrong; the message names the field."""


class DutyPerson(Strict):
    """A member of staff. Without ``channel`` and ``recipient`` notices wait on the desk page."""

    id: str
    name: str
    role: Literal["manager", "officer", "assistant"]
    channel: str = ""
    recipient: str = ""


class DutyLine(Strict):
    """A post: which items it serves, and which officers take turns by day or by week, counted from ``since``."""

    id: str
    name: str
    items: tuple[str, ...]
    officers: tuple[str, ...]
    assistants: tuple[str, ...] = ()
    manager: str
    rotation: Literal["day", "week"] = "week"
    since: date

    def in_turn(self, day: date) -> tuple[str, ...]:
        """Return the officers for ``day``: A first, then stand-in B, then any others in turn."""
        days = (day - self.since).days
        shift = (days if self.rotation == "day" else days // 7) % len(self.officers)
        return self.officers[shift:] + self.officers[:shift]


class Roster(Strict):
    """All people and lines of the city's receiving bodies."""

    people: tuple[DutyPerson, ...]
    lines: tuple[DutyLine, ...]

    @root_validator(skip_on_failure=True)
    def _consistent(cls, values: dict[str, Any]) -> dict[str, Any]:
        roles = {person.id: person.role for person in values["people"]}
        if len(roles) != len(values["people"]):
            raise ValueError("two people have one id")
        items = [item for line in values["lines"] for item in line.items]
        if len(set(items)) != len(items):
            raise ValueError("an item belongs to two lines")
        for line in values["lines"]:
            _check_line(line, roles)
        return values

    def person(self, person_id: str) -> DutyPerson | None:
        """Return the person with this id."""
        return next((person for person in self.people if person.id == person_id), None)

    def line_for(self, item_id: str) -> DutyLine | None:
        """Return the line that serves ``item_id``."""
        return next((line for line in self.lines if item_id in line.items), None)


def _check_line(line: DutyLine, roles: dict[str, str]) -> None:
    if not line.officers:
        raise ValueError(f"line {line.id} has no officer")
    wanted = {"officer": line.officers, "assistant": line.assistants, "manager": (line.manager,)}
    for role, people in wanted.items():
        for person in people:
            if roles.get(person) != role:
                raise ValueError(f"line {line.id}: {person} is not a known {role}")


def load_roster(city_dir: Path) -> Roster:
    """Return ``<city_dir>/roster.yml``; an empty roster when there is none. Raises ``RosterError``."""
    path = city_dir / "roster.yml"
    if not path.exists():
        return Roster(people=(), lines=())
    try:
        return Roster(**(yaml.safe_load(path.read_text(encoding="utf-8")) or {}))
    except ValidationError as error:
        first = error.errors()[0]
        raise RosterError(f"roster.yml: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    except (yaml.YAMLError, TypeError) as error:
        raise RosterError("roster.yml: not valid YAML or not a mapping") from error
