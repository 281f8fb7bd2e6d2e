"""What stood on the buttons of the last answer: a typed title is the press, and an open choice is known to be open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Tracker

from actions.forms.common_fields import bare
from actions.reply import pressed_value
from actions.turn import Slots, Turn

SHOWN = "shown_buttons"
"""Key among a turn's slots; never stored, it is read from the conversation each time."""


def shown_buttons(tracker: Tracker) -> tuple[tuple[str, str], ...]:
    """Title and payload of the buttons between the latest message and the one before it."""
    found: list[tuple[str, str]] = []
    for event in reversed(_before_latest(tracker)):
        if event.get("event") == "user":
            break
        if event.get("event") == "bot":
            buttons = (event.get("data") or {}).get("buttons") or []
            found = [(str(b.get("title")), str(b.get("payload"))) for b in buttons] + found
    return tuple(found)


def _before_latest(tracker: Tracker) -> list[dict[str, Any]]:
    for place in range(len(tracker.events) - 1, -1, -1):
        if tracker.events[place].get("event") == "user":
            return list(tracker.events[:place])
    return []


def as_pressed(turn: Turn, shown: tuple[tuple[str, str], ...]) -> Turn:
    """The turn as if the button had been pressed whose title was typed; only for buttons that carry an option."""
    if turn.option is not None or turn.text.startswith("/"):
        return turn
    typed = bare(turn.text)
    payload = next((payload for title, payload in reversed(shown) if typed and bare(title) == typed), "")
    value = pressed_value(payload)
    if value is None:
        return turn
    entities = (*turn.entities, {"entity": "option", "value": value})
    return replace(turn, intent="inform", confidence=1.0, entities=entities)


def part_is_open(slots: Slots) -> bool:
    """Whether the last answer asked which part to change."""
    values = (pressed_value(payload) or "" for _, payload in slots.get(SHOWN) or ())
    return any(value.startswith(("change:", "set:")) for value in values)
