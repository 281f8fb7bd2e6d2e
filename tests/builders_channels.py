"""A kit for channels with a real database file and scripted neighbours, and a real Sanic server to put them on."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage, register
from sanic import Sanic
from sanic.response import text

from bot.channels.kit import ChannelKit
from bot.storage.base import CITY_TIME, Base
from bot.storage.engine import make_engine, make_session_factory

MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=CITY_TIME)
GREETING_BUTTONS = [
    {"title": "工资拖着不给", "payload": "/consult_labor"},
    {"title": "找我的律师", "payload": "/find_lawyer"},
    {"title": "预约到 12309 中心", "payload": "/book_appointment"},
    {"title": "要带哪些材料", "payload": "/ask_checklist"},
    {"title": "我要投诉", "payload": "/file_complaint"},
    {"title": "和人说话", "payload": "/talk_to_person"},
]
_counter = itertools.count()


@dataclass
class FakeSettings:
    env: str = "test"
    secret_key: bytes = b"a secret for tests only"
    action_url: str = "http://127.0.0.1:9/webhook"
    telegram_token: str | None = None
    telegram_api_base: str | None = None
    telegram_webhook_url: str | None = None


@dataclass
class FakeDanger:
    kind: str


@dataclass
class FakeLawyers:
    """Conversations in ``in_charge`` belong to a person."""

    in_charge: set[str] = field(default_factory=set)
    relayed: list[tuple[str, str]] = field(default_factory=list)

    def relay(self, _session: Any, conversation_id: str, text: str, _now: datetime, *, channel: str) -> str | None:
        if conversation_id not in self.in_charge:
            return None
        self.relayed.append((conversation_id, text))
        return channel


class Clock:
    def __init__(self, at: datetime = MONDAY_MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **units: float) -> None:
        self.at += timedelta(**units)


def say(response: str, **variables: Any) -> str:
    return " ".join([f"[{response}]", *(f"{value}" for value in variables.values())])


def danger_in(text: str) -> FakeDanger | None:
    return FakeDanger("violence") if "救命" in text else None


def make_kit(folder: Path, **changes: Any) -> ChannelKit:
    engine = make_engine(f"sqlite:///{folder / 'chat.db'}")
    Base.metadata.create_all(engine)
    values: dict[str, Any] = {
        "settings": FakeSettings(),
        "sessions": make_session_factory(engine),
        "now": Clock(),
        "say": say,
        "check_danger": danger_in,
        "relay_from_resident": FakeLawyers().relay,
        "city_name": "示例市",
    }
    return ChannelKit(**{**values, **changes})


class ScriptedBot:
    """Stands for Rasa: echoes, greets with buttons, and can be told to be silent, slow or broken."""

    def __init__(self) -> None:
        self.seen: list[UserMessage] = []
        self.silent = False
        self.delay = 0.0
        self.error: Exception | None = None
        self.replies: dict[str, list[dict[str, Any]]] = {
            "/greet": [{"text": "您好，我是法律服务助手。", "buttons": GREETING_BUTTONS}]
        }

    async def __call__(self, message: UserMessage) -> None:
        self.seen.append(message)
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.error:
            raise self.error
        if self.silent:
            return
        for reply in self.replies.get(message.text or "", [{"text": f"收到：{message.text}"}]):
            await message.output_channel.send_response(message.sender_id, dict(reply))

    @property
    def texts(self) -> list[str]:
        return [message.text or "" for message in self.seen]


OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


def make_app(channels: list[InputChannel], on_new_message: OnNewMessage) -> Sanic:
    app = Sanic(f"channels_{next(_counter)}", configure_logging=False)
    app.config.ACCESS_LOG = False
    app.add_route(lambda _request: text("Hello"), "/")  # as Rasa does
    register(channels, app, route="/webhooks/")
    app.ctx.agent = ScriptedAgent(on_new_message)  # where Rasa's ``register`` hands its messages
    return app


@dataclass
class ScriptedAgent:
    """Stands for ``rasa.core.agent.Agent``."""

    on_new_message: OnNewMessage
    ready: bool = True

    async def handle_message(self, message: UserMessage) -> None:
        await self.on_new_message(message)

    def is_ready(self) -> bool:
        return self.ready


@asynccontextmanager
async def running(app: Sanic, port: int = 0) -> Any:
    """Serve ``app`` on a free port in this event loop; yields ``host:port``."""
    import socket

    Sanic.test_mode = True  # several servers in one process

    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(("127.0.0.1", port))
    server = await app.create_server(sock=sock, return_asyncio_server=True)
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        yield f"127.0.0.1:{sock.getsockname()[1]}"
    finally:
        await server.before_stop()
        await server.close()
        for connection in list(server.connections):
            connection.close() if hasattr(connection, "close") else None
        await server.after_stop()


@contextmanager
def running_in_thread(make: Callable[[], Sanic], port: int = 0) -> Any:
    """The same for a test that is not asynchronous; yields ``(address, loop)``."""
    ready = threading.Event()
    box: dict[str, Any] = {}

    async def serve() -> None:
        box["loop"] = asyncio.get_running_loop()
        box["stop"] = asyncio.Event()
        async with running(make(), port) as address:
            box["address"] = address
            ready.set()
            await box["stop"].wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert ready.wait(10), "the server did not start"
    try:
        yield box["address"], box["loop"]
    finally:
        box["loop"].call_soon_threadsafe(box["stop"].set)
        thread.join(10)
