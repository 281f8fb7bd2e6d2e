"""What an action says: the name of a response, its variables and its buttons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

OPTION = '/inform{"option": "'
"""How the payload of a button begins that answers a question."""


@dataclass(frozen=True)
class Button:
    """A quick reply: what is shown, and what is sent when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message to the resident."""

    response: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()

    def send(self, dispatcher: CollectingDispatcher) -> None:
        """Hand it to Rasa, which renders the text."""
        buttons = [{"title": button.title, "payload": button.payload} for button in self.buttons]
        dispatcher.utter_message(response=self.response, buttons=buttons or None, **self.variables)


def option(title: str, value: str) -> Button:
    """A button that answers the question just asked with ``value``."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return Button(title, f'{OPTION}{escaped}"}}')


def pressed_value(payload: str) -> str | None:
    """What the button with this payload carries (see ``option``); None for one that starts a service."""
    if not payload.startswith(OPTION):
        return None
    return str(json.loads(payload.removeprefix("/inform"))["option"])


def intent(title: str, name: str) -> Button:
    """A button that starts another service."""
    return Button(title, f"/{name}")
