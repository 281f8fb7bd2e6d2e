"""Calls to the Telegram Bot API that wait and try again as the platform asks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from bot.channels.kit import ChannelSettings

logger = logging.getLogger(__name__)

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[Any]]

OFFICIAL_API = "https://api.telegram.org"
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
CONNECTIONS = 32
SECONDS = 15.0


for noisy, level in (("httpx", logging.WARNING), ("telegram.request", logging.CRITICAL)):
    logging.getLogger(noisy).setLevel(level)  # they log the address with our token, and answers with what people said


def make_bot(settings: ChannelSettings) -> Bot:
    """Build the client of ``TELEGRAM_BOT_TOKEN``, at ``TELEGRAM_API_BASE`` when that is set."""
    assert settings.telegram_token is not None
    requests = HTTPXRequest(
        connection_pool_size=CONNECTIONS, connect_timeout=SECONDS, read_timeout=SECONDS, write_timeout=SECONDS
    )
    polls = HTTPXRequest(connection_pool_size=2, connect_timeout=SECONDS, read_timeout=SECONDS)
    base = settings.telegram_api_base or OFFICIAL_API
    return Bot(settings.telegram_token, base_url=f"{base}/bot", request=requests, get_updates_request=polls)


def pause_of(error: Exception, attempt: int) -> float | None:
    """Seconds to wait before trying again after ``error``, ``None`` when trying again is no use."""
    if isinstance(error, RetryAfter):
        wanted = error.retry_after
        return wanted.total_seconds() if isinstance(wanted, timedelta) else float(wanted)
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):  # timeouts and 5xx; 400 is one too
        return float(min(FIRST_PAUSE_SECONDS * 2**attempt, LONGEST_PAUSE_SECONDS))
    return None


async def patiently(
    call: Callable[[], Awaitable[T]], *, tries: int, sleep: Sleep = asyncio.sleep, longest: float = 120.0
) -> T:
    """Await ``call()`` up to ``tries`` times; raise the last error, or at once one that waiting cannot mend.

    A wait longer than ``longest`` seconds is not waited for.
    """
    for attempt in range(tries):
        try:
            return await call()
        except Exception as error:
            pause = pause_of(error, attempt)
            if pause is None or pause > longest or attempt == tries - 1:
                raise
            logger.warning("telegram: %s, waiting %.0f s", type(error).__name__, pause)
            await sleep(pause)
    raise ValueError("tries must be at least 1")
