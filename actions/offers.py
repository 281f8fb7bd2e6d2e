"""The choices put up last, kept so that a resident may type a button's words or 第二个 instead of pressing it."""

from __future__ import annotations

from collections.abc import Iterable

from rasa_sdk.events import EventType, SlotSet

from actions.reply import Button, pressed_value
from actions.turn import Slots, Turn
from bot.bootstrap import context
from knowledge_base.follow_up import matching_choice

SLOT = "offered"
FRESH_SECONDS = 15 * 60
"""How long a choice may be answered in words; later a message stands for itself."""
LOOSE = frozenset(
    ["affirm", "deny", "goodbye", "greet", "thank", "help", "inform", "stop", "out_of_scope", "nlu_fallback"]
)
"""Intents that say little: half a choice's words are enough. Legal questions and services must be nearly all choice."""


def remember(turn: Turn, buttons: Iterable[Button]) -> list[EventType]:
    """Keep the choices among ``buttons``, in their order; buttons that open a service are understood anyway."""
    carried = [(button.title, pressed_value(button.payload)) for button in buttons]
    choices = [[_words(title), value] for title, value in carried if value is not None]
    return [SlotSet(SLOT, {"at": turn.now.timestamp(), "choices": choices})]


def typed_value(turn: Turn, slots: Slots) -> str | None:
    """What the button that the typed message means would have carried; None if it means none."""
    if turn.option is not None or turn.text.startswith("/"):
        return None
    choices = _kept(turn, slots) or _of_last_card(slots)
    place = matching_choice([title for title, _ in choices], turn.text, strict=turn.intent not in LOOSE)
    return None if place is None else choices[place][1]


def _kept(turn: Turn, slots: Slots) -> list[tuple[str, str]]:
    kept = slots.get(SLOT) or {}
    if turn.now.timestamp() - float(kept.get("at", 0.0)) > FRESH_SECONDS:
        return []
    return [(str(title), str(value)) for title, value in kept.get("choices", ())]


def _of_last_card(slots: Slots) -> list[tuple[str, str]]:
    card = context().kb.cards.get(str(slots.get("last_card")))
    options = card.follow_up.options if card and card.follow_up else ()
    return [(option.button, f"case:{card.id}:{option.id}") for option in options] if card else []


def _words(title: str) -> str:
    """Without what leads up to it: 另一件：, 还是想问：."""
    return title.partition("：")[2] or title
