"""One question of a guided form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.reply import Reply
from actions.turn import Slots, Turn

Values = dict[str, Any]
"""Slot values that a reading sets; usually one, sometimes with its spoken form beside it."""


@dataclass(frozen=True)
class Problem:
    """An answer that cannot be taken: say why and ask again. ``values`` are set all the same."""

    reply: Reply
    values: Values | None = None


Reading = Values | Problem | None
"""Values, a problem to tell, or None: this message does not answer the question."""


def always(slots: Slots) -> bool:
    """The question is needed whatever was said before."""
    return True


def nothing(turn: Turn, slots: Slots) -> Reading:
    """Never volunteered unasked."""
    return None


@dataclass(frozen=True)
class Field:
    """How one slot is asked, read when asked for, and spotted when volunteered.

    ``ask`` returns a reply with buttons made at run time; without it Rasa utters ``utter_ask_<form>_<slot>``.
    ``free_text`` means that whatever is typed is the answer, also when it sounds like a legal question.
    """

    slot: str
    read: Callable[[Turn, Slots], Reading]
    spot: Callable[[Turn, Slots], Reading] = nothing
    needed: Callable[[Slots], bool] = always
    ask: Callable[[Turn, Slots], Reply] | None = None
    free_text: bool = False
