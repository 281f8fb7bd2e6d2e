"""Which role may do what at the desk."""

from __future__ import annotations

from enum import Enum

from bot.storage.staff import ASSISTANT, LAWYER, MANAGER, OFFICER


class Right(Enum):
    """One kind of act. Whose visits it reaches is decided by ``bot.casework.desk_scope``."""

    SEE = "see"
    SETTLE = "settle"
    PHONE = "phone"
    CALL = "call"
    MOVE = "move"
    BLOCK = "block"
    TRIPS = "trips"
    TABLES = "tables"


_LAWYER = frozenset({Right.SEE, Right.SETTLE, Right.PHONE})
_ASSISTANT = _LAWYER | {Right.CALL, Right.MOVE}
_OFFICER = _ASSISTANT | {Right.BLOCK, Right.TRIPS}
RIGHTS: dict[str, frozenset[Right]] = {
    LAWYER: _LAWYER,
    ASSISTANT: _ASSISTANT,
    OFFICER: _OFFICER,
    MANAGER: _OFFICER | {Right.TABLES},
}


def may(role: str, right: Right) -> bool:
    """Whether ``role`` has ``right``; an unknown role has none."""
    return right in RIGHTS.get(role, frozenset())
