"""Reads a city's ``calendar.yml``: holidays, make-up workdays, closures and extra days beside the national calendar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from pydantic import Field, ValidationError, validator

from knowledge_base.schema import Strict


class CalendarError(ValueError):
    """``calendar.yml`` is wrong; the message names the field."""


class Period(Strict):
    """Days from ``first`` to ``last``, both included, and why; for all institutions when none is named."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    name: str
    institutions: tuple[str, ...] = ()

    @validator("last")
    def _not_before_first(cls, value: date, values: dict[str, date]) -> date:
        if "first" in values and value < values["first"]:
            raise ValueError("'to' lies before 'from'")
        return value

    def covers(self, day: date, institution: str | None) -> bool:
        """Whether ``day`` of ``institution`` falls into the period. ``None`` asks for the city as a whole."""
        return self.first <= day <= self.last and (not self.institutions or institution in self.institutions)


class CityCalendar(Strict):
    """All of one city's entries."""

    holidays: tuple[Period, ...] = ()
    workdays: tuple[Period, ...] = ()
    closures: tuple[Period, ...] = ()
    extra_days: tuple[Period, ...] = ()


def load_city_calendar(city_dir: Path) -> CityCalendar:
    """Return ``<city_dir>/calendar.yml``, or an empty calendar when there is none. Raises ``CalendarError``."""
    path = city_dir / "calendar.yml"
    if not path.exists():
        return CityCalendar()
    try:
        return CityCalendar(**(yaml.safe_load(path.read_text(encoding="utf-8")) or {}))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CalendarError(f"calendar.yml: {where}: {first['msg']}") from error
    except (yaml.YAMLError, TypeError) as error:
        raise CalendarError("calendar.yml: not valid YAML or not a mapping") from error
