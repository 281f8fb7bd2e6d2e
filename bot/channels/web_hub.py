"""The open sockets of each conversation, and sending to all of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import defaultdict
from typing import Any, Protocol

from bot.channels.locks import KeyedLocks
from bot.storage.chat_log import Line

SEND_SECONDS = 10.0
MAX_SOCKETS_PER_CONVERSATION = 6


class Socket(Protocol):
    """The part of Sanic's websocket that we use."""

    async def send(self, message: str) -> None: ...
    async def close(self, code: int = 1000, reason: str = "") -> None: ...


class WebHub:
    """Knows who is connected. One conversation may be open in several windows."""

    def __init__(self) -> None:
        self._sockets: defaultdict[str, list[Socket]] = defaultdict(list)
        self.in_order = KeyedLocks()
        """Held from writing a line (or reading the transcript) until it is sent, so that places only ever rise."""

    async def join(self, conversation_id: str, socket: Socket) -> None:
        """Add a socket; the oldest one makes room when a conversation has too many."""
        sockets = self._sockets[conversation_id]
        sockets.append(socket)
        if len(sockets) > MAX_SOCKETS_PER_CONVERSATION:
            oldest = sockets.pop(0)
            with contextlib.suppress(Exception):
                await asyncio.wait_for(oldest.close(4408, "replaced"), SEND_SECONDS)

    def leave(self, conversation_id: str, socket: Socket) -> None:
        """Remove a socket that is gone."""
        sockets = self._sockets.get(conversation_id, [])
        if socket in sockets:
            sockets.remove(socket)
        if not sockets:
            self._sockets.pop(conversation_id, None)

    def is_open(self, conversation_id: str) -> bool:
        """Whether anybody looks at this conversation now."""
        return bool(self._sockets.get(conversation_id))

    async def push(self, conversation_id: str, frame: dict[str, Any]) -> None:
        """Send ``frame`` to every window; a dead one is dropped, for the transcript is replayed when it returns."""
        for socket in list(self._sockets.get(conversation_id, [])):
            if not await send_frame(socket, frame):
                self.leave(conversation_id, socket)


async def send_frame(socket: Socket, frame: dict[str, Any]) -> bool:
    """Send one JSON frame; false when the socket no longer takes it."""
    try:
        await asyncio.wait_for(socket.send(json.dumps(frame, ensure_ascii=False)), SEND_SECONDS)
    except Exception:
        return False
    return True


def line_frame(line: Line) -> dict[str, Any]:
    """A line of the transcript as the page reads it. ``at`` is ISO 8601 with the offset of Asia/Shanghai."""
    frame: dict[str, Any] = {"type": line.author, "text": line.text, "seq": line.seq, "at": line.at.isoformat()}
    if line.buttons:
        frame["buttons"] = line.buttons
    if line.image:
        frame["image"] = line.image
    if line.client_id:
        frame["id"] = line.client_id
    return frame
