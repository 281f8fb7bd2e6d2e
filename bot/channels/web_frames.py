"""Reading the JSON frames of the page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


@dataclass(frozen=True)
class MessageFrame:
    """The resident sends ``text``; ``client_id`` is the same when it is sent again."""

    client_id: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class HistoryFrame:
    """The page wants the transcript after place ``since``."""

    since: int


@dataclass(frozen=True)
class PingFrame:
    """The page asks whether the line still stands."""


Frame = MessageFrame | HistoryFrame | PingFrame


class BadFrameError(ValueError):
    """Not a frame that our page sends."""


def parse_frame(raw: str | bytes | None) -> Frame:
    """Return the frame in ``raw``; raise ``BadFrameError`` for anything else, whatever it holds."""
    data = _json_object(raw)
    kind = data.get("type")
    if kind == "message":
        return _message(data)
    if kind == "history":
        since = data.get("since", 0)
        if isinstance(since, bool) or not isinstance(since, int) or not 0 <= since < 2**53:
            raise BadFrameError("since")
        return HistoryFrame(since)
    if kind == "ping":
        return PingFrame()
    raise BadFrameError("type")


def _message(data: dict[str, Any]) -> MessageFrame:
    client_id, text = data.get("id"), data.get("text")
    if not isinstance(client_id, str) or not CLIENT_ID.match(client_id):
        raise BadFrameError("id")
    if not isinstance(text, str):
        raise BadFrameError("text")
    return MessageFrame(client_id, text)


def _json_object(raw: str | bytes | None) -> dict[str, Any]:
    try:
        data = json.loads(raw or "")
    except (ValueError, RecursionError) as error:
        raise BadFrameError("json") from error
    if not isinstance(data, dict):
        raise BadFrameError("json")
    return data
