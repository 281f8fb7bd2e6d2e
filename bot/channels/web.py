"""The web chat page: ``GET /chat`` and its WebSocket ``/chat/ws``."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.delivery import register_sender
from bot.channels.kit import ChannelKit, kit_from_bootstrap
from bot.channels.rate_limit import RateLimiter
from bot.channels.turn import OnNewMessage, TurnTaker
from bot.channels.web_assets import WebAssets, page_headers
from bot.channels.web_chat import WebChat, WebOutput
from bot.channels.web_frames import BadFrameError, HistoryFrame, MessageFrame, PingFrame, parse_frame
from bot.channels.web_hub import WebHub, send_frame
from bot.channels.web_sender import WebSender
from bot.channels.web_session import WebSessions, client_address, is_https, new_conversation_id, same_origin
from bot.storage import chat_log

NO_SESSION = 4401
BAD_FRAMES = 4400
MAX_BAD_FRAMES = 10
MESSAGES_PER_SESSION = {"burst": 12, "per_minute": 30.0}
MESSAGES_PER_ADDRESS = {"burst": 120, "per_minute": 300.0}  # a village may share one address
FOREVER = "public, max-age=31536000, immutable"


class WebChannel(InputChannel):
    """Rasa input channel of the web page."""

    def __init__(self, kit: ChannelKit | None = None) -> None:
        self.kit = kit or kit_from_bootstrap()
        self.hub = WebHub()
        self.sessions = WebSessions(self.kit.settings.secret_key)
        self.assets = WebAssets(city_name=self.kit.city_name)
        self.per_session = RateLimiter(**MESSAGES_PER_SESSION, clock=time.monotonic)  # type: ignore[arg-type]
        self.per_address = RateLimiter(**MESSAGES_PER_ADDRESS, clock=time.monotonic)  # type: ignore[arg-type]

    @classmethod
    def name(cls) -> str:
        """Rasa's name of this channel."""
        return "web"

    @classmethod
    def from_credentials(cls, _credentials: dict[str, Any] | None) -> WebChannel:
        """Everything comes from the settings; ``credentials.yml`` only switches the channel on."""
        return cls()

    def url_prefix(self) -> str:
        """Rasa joins this to ``/webhooks/``; an absolute path wins."""
        return "/chat"

    def get_output_channel(self) -> OutputChannel:
        """For messages that Rasa sends by itself."""
        return WebOutput(self.kit, self.hub)

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Page, static files and WebSocket."""
        routes = Blueprint("web_chat", strict_slashes=False)
        chat = WebChat(self.kit, self.hub, TurnTaker(self.kit, on_new_message, self.name()))
        self._add_pages(routes)
        self._add_socket(routes, chat)
        self._add_lifecycle(routes, chat)
        return routes

    def _add_pages(self, routes: Blueprint) -> None:  # plain functions: Sanic cannot mark bound methods
        @routes.get("/")
        async def page(request: Request) -> HTTPResponse:
            return await self._page(request)

        @routes.post("/leave")
        async def leave(request: Request) -> HTTPResponse:
            return await self._leave(request)

        @routes.get("/static/<name:str>")
        async def static(_request: Request, name: str) -> HTTPResponse:
            return self._static(name)

    async def _page(self, request: Request) -> HTTPResponse:
        https = is_https(request)
        answer = response.html(self.assets.page, headers=page_headers(request.host, https=https))
        self.sessions.give(request, answer, self.sessions.read(request) or new_conversation_id())
        return answer

    async def _leave(self, request: Request) -> HTTPResponse:
        """End the conversation on this device: its transcript is deleted and the next visitor starts afresh."""
        if not same_origin(request):
            return response.text("", status=403)
        conversation_id = self.sessions.read(request)
        if conversation_id is not None:
            await self.kit.in_database(chat_log.forget, conversation_id)
            await self.hub.push(conversation_id, {"type": "left"})
        answer = response.redirect("/chat", status=303)
        self.sessions.give(request, answer, new_conversation_id())
        return answer

    def _static(self, name: str) -> HTTPResponse:
        asset = self.assets.files.get(name)
        if asset is None:
            return response.text("", status=404)
        headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff"}
        return response.raw(asset.body, content_type=asset.content_type, headers=headers)

    def _add_socket(self, routes: Blueprint, chat: WebChat) -> None:
        @routes.middleware("request")
        async def only_our_page(request: Request) -> HTTPResponse | None:
            upgrade = request.headers.get("upgrade", "").lower() == "websocket"
            return response.text("", status=403) if upgrade and not same_origin(request) else None

        @routes.websocket("/ws")
        async def talk(request: Request, socket: Any) -> None:
            conversation_id = self.sessions.read(request)
            if conversation_id is None:
                await socket.close(NO_SESSION, "no session")
                return
            await self.hub.join(conversation_id, socket)
            try:
                await self._listen(chat, conversation_id, socket, client_address(request))
            finally:
                self.hub.leave(conversation_id, socket)

    async def _listen(self, chat: WebChat, conversation_id: str, socket: Any, address: str) -> None:
        bad = 0
        while bad < MAX_BAD_FRAMES:
            raw = await socket.recv()
            if raw is None:  # Sanic's way to say that the line is closed
                return
            try:
                frame = parse_frame(raw)
            except BadFrameError:
                bad += 1
                continue
            if isinstance(frame, PingFrame):
                await send_frame(socket, {"type": "pong"})
            elif isinstance(frame, HistoryFrame):
                await chat.show_history(conversation_id, socket, frame.since)
            else:
                await self._message(chat, conversation_id, socket, address, frame)
        await socket.close(BAD_FRAMES, "bad frames")

    async def _message(
        self, chat: WebChat, conversation_id: str, socket: Any, address: str, frame: MessageFrame
    ) -> None:
        if self.per_session.allow(conversation_id) and self.per_address.allow(address):
            await chat.receive(conversation_id, socket, frame.client_id, frame.text)
        else:
            await chat.refuse(socket, frame.client_id, frame.text, "utter_too_many_messages")

    def _add_lifecycle(self, routes: Blueprint, chat: WebChat) -> None:
        @routes.listener("before_server_start")
        async def offer_delivery(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            register_sender(app, self.name(), WebSender(self.kit, self.hub))

        @routes.listener("before_server_stop")
        async def stop(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            await chat.close()
