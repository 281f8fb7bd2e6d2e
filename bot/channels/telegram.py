"""Telegram: long polling by default, a webhook when ``TELEGRAM_WEBHOOK_URL`` is set, off without a token."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import logging
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.delivery import register_sender
from bot.channels.kit import ChannelKit, ChannelSettings, kit_from_bootstrap
from bot.channels.telegram_api import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, Sleep, make_bot, patiently, pause_of
from bot.channels.telegram_inbox import TelegramInbox
from bot.channels.telegram_post import DirectTelegramOutput, TelegramPost, TelegramSender
from bot.channels.telegram_updates import TelegramUpdates
from bot.channels.turn import OnNewMessage, TurnTaker, cause

logger = logging.getLogger(__name__)

UPDATES_WANTED = ["message", "callback_query"]
POLL_SECONDS = 25
START_TRIES = 10
SECRET_HEADER = "x-telegram-bot-api-secret-token"
WEBHOOK_PATH = "/webhooks/telegram/update"


class TelegramChannel(InputChannel):
    """Rasa input channel of Telegram."""

    def __init__(self, kit: ChannelKit | None = None, *, sleep: Sleep = asyncio.sleep) -> None:
        self.kit = kit or kit_from_bootstrap()
        self.sleep = sleep
        self.post: TelegramPost | None = None

    @classmethod
    def name(cls) -> str:
        """Rasa's name of this channel."""
        return "telegram"

    @classmethod
    def from_credentials(cls, _credentials: dict[str, Any] | None) -> TelegramChannel:
        """Everything comes from the settings."""
        return cls()

    def get_output_channel(self) -> OutputChannel | None:
        """For messages that Rasa sends by itself; ``None`` while the channel is off."""
        return DirectTelegramOutput(self.post) if self.post is not None else None

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """The webhook's route and the start and stop of the channel."""
        routes = Blueprint("telegram")
        if not self.kit.settings.telegram_token:
            logger.info("telegram is off: TELEGRAM_BOT_TOKEN is not set")
            return routes
        bot = make_bot(self.kit.settings)
        self.post = TelegramPost(self.kit, bot, sleep=self.sleep)
        updates = TelegramUpdates(self.kit, self.post, TurnTaker(self.kit, on_new_message, self.name()))
        inbox = TelegramInbox(self.kit, updates.handle, sleep=self.sleep)
        self._add_webhook(routes, inbox)
        self._add_lifecycle(routes, bot, self.post, inbox)
        return routes

    def _add_webhook(self, routes: Blueprint, inbox: TelegramInbox) -> None:
        secret = webhook_secret(self.kit.settings.secret_key)

        @routes.post("/update")
        async def update(request: Request) -> HTTPResponse:
            claimed = request.headers.get(SECRET_HEADER, "")
            if not self.kit.settings.telegram_webhook_url or not hmac.compare_digest(claimed.encode(), secret.encode()):
                return response.text("", status=403)
            content = request.json
            if not isinstance(content, dict) or not isinstance(content.get("update_id"), int):
                return response.text("", status=400)
            try:
                await inbox.accept([content])
            except Exception as error:
                logger.error("telegram update not accepted: %s", cause(error))
                return response.text("", status=503)  # Telegram sends it again
            return response.text("")

    def _add_lifecycle(self, routes: Blueprint, bot: Bot, post: TelegramPost, inbox: TelegramInbox) -> None:
        tasks: list[asyncio.Task[None]] = []

        @routes.listener("before_server_start")
        async def offer_delivery(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            register_sender(app, self.name(), TelegramSender(post))

        @routes.listener("after_server_start")
        async def start(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            tasks.append(asyncio.ensure_future(self._run(bot, inbox)))

        @routes.listener("before_server_stop")
        async def stop(_app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await inbox.close()
            with contextlib.suppress(TelegramError, RuntimeError):
                await bot.shutdown()

    async def _run(self, bot: Bot, inbox: TelegramInbox) -> None:
        """Connect, take up what was left, then poll unless a webhook is set. The web page works whatever happens."""
        try:
            await patiently(bot.initialize, tries=START_TRIES, sleep=self.sleep)
            await self._choose_delivery(bot)
            await inbox.resume()
        except Exception as error:
            logger.error("telegram could not start, the channel is off: %s", cause(error))
            return
        if not self.kit.settings.telegram_webhook_url:
            await self._poll(bot, inbox)

    async def _choose_delivery(self, bot: Bot) -> None:
        settings = self.kit.settings
        if settings.telegram_webhook_url:
            secret = webhook_secret(settings.secret_key)
            address = webhook_address(settings)
            await patiently(
                lambda: bot.set_webhook(address, secret_token=secret, allowed_updates=UPDATES_WANTED),
                tries=START_TRIES,
                sleep=self.sleep,
            )
        else:
            await patiently(bot.delete_webhook, tries=START_TRIES, sleep=self.sleep)

    async def _poll(self, bot: Bot, inbox: TelegramInbox) -> None:
        """Fetch updates for ever. The next fetch confirms the last one, so it comes only after they are kept."""
        offset: int | None = None
        failures = 0
        while True:
            try:
                updates = await bot.get_updates(offset=offset, timeout=POLL_SECONDS, allowed_updates=UPDATES_WANTED)
                await inbox.accept([update.to_dict() for update in updates])
                if updates:
                    offset = updates[-1].update_id + 1
                failures = 0
            except InvalidToken:
                logger.error("telegram refuses TELEGRAM_BOT_TOKEN, the channel is off")
                return
            except Exception as error:
                await self._wait_after(error, failures)
                failures += 1

    async def _wait_after(self, error: Exception, failures: int) -> None:
        if isinstance(error, Conflict):
            logger.error("telegram: another program fetches this bot's updates")
        pause = pause_of(error, failures) or min(FIRST_PAUSE_SECONDS * 2**failures, LONGEST_PAUSE_SECONDS)
        logger.warning("telegram polling failed (%s), waiting %.0f s", cause(error), pause)
        await self.sleep(pause)


def webhook_secret(secret_key: bytes) -> str:
    """The token by which Telegram shows that it is Telegram: derived, so there is nothing more to configure."""
    return hmac.new(secret_key, b"telegram-webhook", hashlib.sha256).hexdigest()


def webhook_address(settings: ChannelSettings) -> str:
    """Where Telegram posts: ``TELEGRAM_WEBHOOK_URL`` is our public address, with or without the path."""
    base = (settings.telegram_webhook_url or "").rstrip("/")
    return base if base.endswith(WEBHOOK_PATH) else base + WEBHOOK_PATH
