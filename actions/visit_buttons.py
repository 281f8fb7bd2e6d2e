"""Which buttons are services of their own, so that pressed while a form is open they never answer its question."""

from __future__ import annotations

from actions.turn import Turn

ANSWERED = frozenset(
    ["card", "case", "topic", "door", "rate", "checklist", "pass", "waiting", "waiting_no", "will_come"]
)
"""Done in one answer; the open form then asks its question again."""
OPENING = {
    "check": "check_form",
    "check_anew": "check_form",
    "calc": "calculator_form",
    "other_place": "lawyer_form",
    "other_item": "checklist_form",
}
"""Kinds of button that open another form, with its name; the open one is put aside."""


def form_opened(turn: Turn) -> str | None:
    """The form that the pressed button opens, or None."""
    return OPENING.get(_kind(turn))


def is_service(turn: Turn) -> bool:
    """Whether the pressed button is a service and no answer to a form's question."""
    return _kind(turn) in ANSWERED or _kind(turn) in OPENING


def is_pressed_intent(turn: Turn) -> bool:
    """Whether a button that carries a bare intent was pressed (改期, 取消): its text is no answer to anything."""
    return turn.text == f"/{turn.intent}"


def _kind(turn: Turn) -> str:
    return (turn.option or "").partition(":")[0]
