"""The columns of the managers' tables: codes of the database are read out as the words that officers know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette_admin import StringField
from starlette_admin._types import RequestAction

from bot.desk.routing import Call
from bot.desk.wording import wording


class MomentField(StringField):
    """A moment in the city's time, to the minute."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the moment as text."""
        return f"{value:%Y-%m-%d %H:%M}"


class LabelField(StringField):
    """A code with its words in ``wording.yml`` under ``labels.<column>``; an unknown code is shown as it is."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the words for the code."""
        return label(self.name, value)


class MessageStateField(StringField):
    """Where a message stands."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the words for the code."""
        return label("message_state", value)


class ActorField(StringField):
    """Who acted: an account by its name, the program and the command line in words."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the name."""
        return str(wording()["actors"].get(str(value), value))


class ItemField(StringField):
    """A service item by its name."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the item's name."""
        item = call_of(request).services.items.get(str(value))
        return item.name if item else str(value)


class OfficeField(StringField):
    """A body by its name."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the body's name."""
        return call_of(request).services.institution_name(str(value))


class PersonField(StringField):
    """Somebody of the duty roster by name."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the person's name."""
        people = {person.id: person.name for person in call_of(request).roster.people}
        return people.get(str(value), str(value))


class AboutField(StringField):
    """``visit:17`` as 预约 17."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the thing in words."""
        kind, _, name = str(value).partition(":")
        if kind == "institution":
            name = call_of(request).services.institution_name(name)
        if kind == "table":
            name = wording()["tables"].get(name, name)
        return f"{label('about', kind)} {name}".strip()


class ReasonField(StringField):
    """A reason as it was typed; one that the program wrote (a role, a message) in words."""

    async def serialize_value(self, request: Request, value: Any, action: RequestAction) -> str:
        """Return the reason in words."""
        kind, colon, number = str(value).partition(":")
        if colon and kind == "message" and number.isdigit():
            return f"{label('about', kind)} {number}"
        return str(_labels("role").get(str(value), value))


def label(column: str, value: object) -> str:
    """Return the words for a code of a column."""
    text = "yes" if value is True else "no" if value is False else str(value)
    return str(_labels(column).get(text, text))


def call_of(request: Request) -> Call:
    """Return the call that the middleware has let through."""
    call: Call = request.state.call
    return call


def _labels(column: str) -> Mapping[str, str]:
    labels: Mapping[str, Mapping[str, str]] = wording()["labels"]
    return labels.get(column, {})
