"""Accepted updates: in the database before the platform is told so, then answered chat by chat, each in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.kit import ChannelKit
from bot.channels.locks import KeyedLocks
from bot.channels.telegram_api import Sleep
from bot.channels.turn import cause
from bot.storage import telegram_log

logger = logging.getLogger(__name__)

TRIES = 3
PAUSE_SECONDS = 2.0

Handle = Callable[[dict[str, Any]], Awaitable[None]]


class TelegramInbox:
    """Handles every accepted update once; one that a crash cut off is handled after the restart."""

    def __init__(self, kit: ChannelKit, handle: Handle, *, sleep: Sleep = asyncio.sleep) -> None:
        self.kit = kit
        self.handle = handle
        self.sleep = sleep
        self._in_order = KeyedLocks()
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, updates: list[dict[str, Any]]) -> None:
        """Keep the updates and start their answers; on an exception nothing was kept and the platform sends again."""
        if updates:
            new = await self.kit.in_database(telegram_log.accept_updates, updates, now=self.kit.now())
            self._start(new)

    async def resume(self) -> None:
        """Take up what was accepted before the last stop."""
        self._start(await self.kit.in_database(telegram_log.unhandled_updates))

    async def close(self, seconds: float = 5.0) -> None:
        """Let answers on their way finish for a moment, then stop; the rest is taken up by ``resume``."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    async def idle(self) -> None:
        """Wait until everything accepted so far is handled."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _start(self, updates: list[dict[str, Any]]) -> None:
        for update in updates:
            task = asyncio.ensure_future(self._work(update))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self, update: dict[str, Any]) -> None:
        async with self._in_order.of(chat_of(update)):
            for attempt in range(TRIES):
                if await self._handled(update):
                    return
                await self.sleep(PAUSE_SECONDS * 2**attempt)
            logger.error("telegram update %s given up", update.get("update_id"))
            await self._close_update(update)

    async def _handled(self, update: dict[str, Any]) -> bool:
        try:
            await self.handle(update)
            return await self._close_update(update)
        except Exception as error:
            logger.error("telegram update %s failed: %s", update.get("update_id"), cause(error))
            return False

    async def _close_update(self, update: dict[str, Any]) -> bool:
        await self.kit.in_database(telegram_log.mark_update_handled, update["update_id"], now=self.kit.now())
        return True


def chat_of(update: dict[str, Any]) -> str:
    """The chat an update belongs to, empty when it has none."""
    message = update.get("message") or (update.get("callback_query") or {}).get("message") or {}
    return str((message.get("chat") or {}).get("id", ""))
