"""Runs the outbox worker inside the Rasa server, and collects the senders of the other channels."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic

from bot.channels.kit import ChannelKit, kit_from_bootstrap
from bot.channels.outbox_worker import OutboxWorker, Sender
from bot.channels.turn import OnNewMessage


class Delivery(InputChannel):
    """Not a conversation: a channel only so that the worker starts and stops with the server."""

    def __init__(self, kit: ChannelKit | None = None) -> None:
        self.kit = kit or kit_from_bootstrap()

    @classmethod
    def name(cls) -> str:
        """Rasa's name of this channel."""
        return "delivery"

    @classmethod
    def from_credentials(cls, _credentials: dict[str, Any] | None) -> Delivery:
        """Everything comes from the settings."""
        return cls()

    def blueprint(self, _on_new_message: OnNewMessage) -> Blueprint:
        """No routes. Senders register before the server starts, so the worker finds them all."""
        routes = Blueprint("delivery")

        @routes.listener("after_server_start")
        async def start(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            app.ctx.outbox_task = asyncio.ensure_future(OutboxWorker(self.kit, senders_of(app)).run())

        @routes.listener("before_server_stop")
        async def stop(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            task: asyncio.Task[None] = app.ctx.outbox_task
            task.cancel()  # a row it had claimed comes back when its lease ends
            with contextlib.suppress(asyncio.CancelledError):
                await task

        return routes


def register_sender(app: Sanic, channel: str, sender: Sender) -> None:
    """Let the worker of ``app`` deliver messages of ``channel``."""
    senders_of(app)[channel] = sender


def senders_of(app: Sanic) -> dict[str, Sender]:
    """The senders of a server by channel name."""
    if not hasattr(app.ctx, "outbox_senders"):
        app.ctx.outbox_senders = {}
    senders: dict[str, Sender] = app.ctx.outbox_senders
    return senders
