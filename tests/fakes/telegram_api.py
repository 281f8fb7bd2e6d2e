"""A Telegram Bot API that speaks HTTP, for tests: keeps what was sent and confirms updates as the real one does."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

TOKEN = "123456:test-token"


@dataclass
class Call:
    method: str
    parameters: dict[str, Any]


@dataclass
class FakeTelegramApi:
    """The server's state. ``feed`` gives the bot an update, ``fail_next`` makes calls fail."""

    calls: list[Call] = field(default_factory=list)
    pending: list[dict[str, Any]] = field(default_factory=list)
    failures: dict[str, deque[tuple[int, dict[str, Any]]]] = field(default_factory=lambda: defaultdict(deque))
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _update_id: int = 1000
    _message_id: int = 1

    def feed(self, **content: Any) -> dict[str, Any]:
        self._update_id += 1
        update = {"update_id": self._update_id, **content}
        self.pending.append(update)
        self.changed.set()
        return update

    def write(self, text: str | None = None, chat_id: int = 501, kind: str = "private", **more: Any) -> dict[str, Any]:
        """A person writes to the bot."""
        return self.feed(message=self.message(text, chat_id, kind, **more))

    def press(self, data: str, chat_id: int = 501) -> dict[str, Any]:
        """A person presses an inline button."""
        person = {"id": chat_id, "is_bot": False, "first_name": "示例"}
        message = self.message("x", chat_id)
        return self.feed(
            callback_query={"id": "77", "from": person, "chat_instance": "1", "data": data, "message": message}
        )

    def message(self, text: str | None, chat_id: int, kind: str = "private", **more: Any) -> dict[str, Any]:
        self._message_id += 1
        person = {"id": abs(chat_id), "is_bot": False, "first_name": "示例"}
        message = {"message_id": self._message_id, "date": 1772413200, "chat": {"id": chat_id, "type": kind}, **more}
        return {**message, "from": person, **({"text": text} if text is not None else {})}

    def fail_next(self, method: str, status: int, *, times: int = 1, **body: Any) -> None:
        answer = {"ok": False, "error_code": status, "description": body.pop("description", "refused"), **body}
        self.failures[method].extend([(status, answer)] * times)

    def sent(self, method: str = "sendMessage") -> list[dict[str, Any]]:
        return [call.parameters for call in self.calls if call.method == method]

    @property
    def texts(self) -> list[str]:
        return [parameters["text"] for parameters in self.sent()]

    def keyboard(self, index: int = -1) -> list[dict[str, str]]:
        rows = self.sent()[index]["reply_markup"]["inline_keyboard"]
        return [button for row in rows for button in row]

    def app(self, name: str) -> Sanic:
        server = Sanic(name, configure_logging=False)
        server.config.ACCESS_LOG = False

        @server.route("/<bot:str>/<method:str>", methods=["GET", "POST"])
        async def call(request: Request, bot: str, method: str) -> HTTPResponse:
            if bot != f"bot{TOKEN}":
                return response.json({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
            return await self._answer(method, parameters_of(request))

        return server

    async def _answer(self, method: str, parameters: dict[str, Any]) -> HTTPResponse:
        if self.failures[method]:
            status, body = self.failures[method].popleft()
            return response.json(body, status=status)
        if method == "getUpdates":
            return response.json({"ok": True, "result": await self._updates(parameters)})
        self.calls.append(Call(method, parameters))
        return response.json({"ok": True, "result": self._result(method, parameters)})

    async def _updates(self, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(parameters.get("offset") or 0)
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        if not self.pending:
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), min(float(parameters.get("timeout") or 0), 0.5))
            except asyncio.TimeoutError:
                return []
        return list(self.pending)

    def _result(self, method: str, parameters: dict[str, Any]) -> Any:
        if method == "getMe":
            return {"id": 1, "is_bot": True, "first_name": "示例", "username": "sample_bot"}
        if method in ("sendMessage", "sendPhoto"):
            return self.message(parameters.get("text"), int(parameters["chat_id"]))
        return True


def parameters_of(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, values in (request.form or {}).items():
        try:
            found[key] = json.loads(values[0])
        except ValueError:
            found[key] = values[0]
        if key == "text":
            found[key] = values[0]
    return found
