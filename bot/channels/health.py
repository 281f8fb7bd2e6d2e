"""``GET /healthz``: the state of model, database and action server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any
from urllib.parse import urljoin

import httpx
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.kit import ChannelKit, kit_from_bootstrap
from bot.channels.turn import OnNewMessage, cause
from bot.storage.health import ping

logger = logging.getLogger(__name__)

CHECK_SECONDS = 2.0


class Health(InputChannel):
    """Not a conversation: a channel only so that Rasa serves its route on the chat port."""

    def __init__(self, kit: ChannelKit | None = None) -> None:
        self.kit = kit or kit_from_bootstrap()

    @classmethod
    def name(cls) -> str:
        """Rasa's name of this channel."""
        return "health"

    @classmethod
    def from_credentials(cls, _credentials: dict[str, Any] | None) -> Health:
        """Everything comes from the settings."""
        return cls()

    def url_prefix(self) -> str:
        """The root of the server."""
        return "/"

    def blueprint(self, _on_new_message: OnNewMessage) -> Blueprint:
        """One route; it answers 200 when all parts work and 503 when one does not."""
        routes = Blueprint("health")

        @routes.get("/healthz")
        async def healthz(request: Request) -> HTTPResponse:
            report = await self.report(request.app)
            healthy = report["status"] == "ok"
            return response.json(report, status=200 if healthy else 503, headers={"Cache-Control": "no-store"})

        return routes

    async def report(self, app: Sanic) -> dict[str, str]:
        """Return ``status`` and each part as ``ok`` or ``down``; takes at most about two seconds."""
        parts = dict(
            zip(
                ("model", "database", "action_server"),
                await asyncio.gather(
                    checked("model", self._model(app)),
                    checked("database", self.kit.in_database(ping)),
                    checked("action_server", self._action_server()),
                ),
                strict=True,
            )
        )
        return {"status": "ok" if set(parts.values()) == {"ok"} else "down", **parts}

    async def _model(self, app: Sanic) -> None:
        agent = getattr(app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise RuntimeError("no model")

    async def _action_server(self) -> None:
        address = urljoin(self.kit.settings.action_url, "/health")
        async with httpx.AsyncClient(timeout=CHECK_SECONDS, trust_env=False) as client:
            (await client.get(address)).raise_for_status()


async def checked(part: str, check: Awaitable[Any]) -> str:
    """Return ``ok`` or ``down``; a slow part is down."""
    try:
        await asyncio.wait_for(check, CHECK_SECONDS)
    except Exception as error:
        logger.warning("health: %s is down: %s", part, cause(error))
        return "down"
    return "ok"
