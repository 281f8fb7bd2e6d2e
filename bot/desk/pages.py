"""Rendering of the desk's pages."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.casework.spoken_time import spoken_clock, spoken_day, spoken_moment
from bot.desk.rights import Right, may
from bot.desk.wording import wording
from knowledge_base.second_trips import second_trip_reasons

HERE = Path(__file__).resolve().parent


def spoken_month(month: date) -> str:
    """Return a month as one says it: 2026年4月."""
    return f"{month.year}年{month.month}月"


class Pages:
    """The templates with what all of them use."""

    def __init__(self) -> None:
        self._environment = _environment()

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return ``templates/<template>.html`` as a response."""
        text = self._environment.get_template(f"{template}.html").render(**values)
        return HTMLResponse(text, status_code=status)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=spoken_day, clock=spoken_clock, moment=spoken_moment, month=spoken_month)
    environment.globals.update(
        words=wording(), Right=Right, may=may, trip_reasons=second_trip_reasons(), staff=None, csrf="", said=""
    )
    return environment
