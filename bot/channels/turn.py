"""What every channel does with one message of a resident."""

from __future__ import annotations

import asyncio
import enum
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from rasa.core.channels.channel import UserMessage

from bot.channels.kit import ChannelKit, Danger, log_name
from bot.channels.locks import KeyedLocks

logger = logging.getLogger(__name__)

MAX_CHARACTERS = 2000
RASA_SECONDS = 30.0
EMERGENCY_SECONDS = 5.0
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class CountedOutput(Protocol):
    """A Rasa output channel that knows how many messages it sent."""

    sent: int

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None: ...


class Result(enum.Enum):
    """How a turn ended."""

    ANSWERED = "answered"
    RELAYED = "relayed"
    EMERGENCY = "emergency"
    EMPTY = "empty"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Incoming:
    """One message of a resident.

    ``trusted_payload`` is true when ``text`` is the payload of a button we offered; typed text never acts as one.
    ``shown`` is what the resident saw on that button.
    """

    conversation_id: str
    text: str = field(repr=False)
    message_id: str | None = None
    trusted_payload: bool = False
    shown: str | None = field(default=None, repr=False)
    metadata: dict[str, Any] | None = field(default=None, repr=False)


class TurnTaker:
    """Takes one message at a time for each conversation of one channel and never leaves it unanswered."""

    def __init__(
        self, kit: ChannelKit, on_new_message: OnNewMessage, channel: str, *, rasa_seconds: float = RASA_SECONDS
    ) -> None:
        self.kit = kit
        self.on_new_message = on_new_message
        self.channel = channel
        self.rasa_seconds = rasa_seconds
        self._in_turn = KeyedLocks()

    async def take(self, incoming: Incoming, output: CountedOutput) -> Result:
        """Answer ``incoming`` through ``output``; a failure inside becomes a kind sentence, never an exception."""
        async with self._in_turn.of(incoming.conversation_id):
            danger: Danger | None = None
            try:
                danger = None if incoming.trusted_payload else self.kit.check_danger(incoming.text)
                return await self._answer(incoming, output, danger)
            except Exception as error:
                return await self._apologise(incoming, output, danger, error)

    async def _answer(self, incoming: Incoming, output: CountedOutput, danger: Danger | None) -> Result:
        text = readable(incoming.text)
        if not text:
            return await self._say(incoming, output, "utter_empty_message", Result.EMPTY)
        if await self._relayed(incoming, text):
            return await self._watch_over_relay(incoming, output, danger)
        if len(text) > MAX_CHARACTERS and danger is not None:  # the words that alarm us may lie in the part cut off
            return await self._say(incoming, output, f"utter_emergency_{danger.kind}", Result.EMERGENCY)
        if len(text) > MAX_CHARACTERS:
            await self._say(incoming, output, "utter_message_too_long", Result.ANSWERED, limit=MAX_CHARACTERS)
        before = output.sent
        await self._ask_rasa(incoming, output, text[:MAX_CHARACTERS], danger)
        if output.sent == before:
            raise NoAnswerError("rasa produced no message")
        return Result.ANSWERED

    async def _ask_rasa(self, incoming: Incoming, output: CountedOutput, text: str, danger: Danger | None) -> None:
        message = UserMessage(
            text if incoming.trusted_payload else text.lstrip("/") or text,
            output,
            incoming.conversation_id,
            input_channel=self.channel,
            message_id=incoming.message_id,
            metadata=incoming.metadata,
        )
        patience = self.rasa_seconds if danger is None else min(self.rasa_seconds, EMERGENCY_SECONDS)
        await asyncio.wait_for(self.on_new_message(message), patience)

    async def _relayed(self, incoming: Incoming, text: str) -> bool:
        """Pass the message to the lawyer in charge; false when the bot is."""
        words = incoming.shown or text
        kept = await self.kit.in_database(
            self.kit.relay_from_resident, incoming.conversation_id, words, self.kit.now(), channel=self.channel
        )
        return kept is not None

    async def _watch_over_relay(self, incoming: Incoming, output: CountedOutput, danger: Danger | None) -> Result:
        """A lawyer may read the message much later: a danger gets its numbers at once all the same."""
        if danger is None:
            return Result.RELAYED
        return await self._say(incoming, output, f"utter_emergency_{danger.kind}", Result.EMERGENCY)

    async def _apologise(
        self, incoming: Incoming, output: CountedOutput, danger: Danger | None, error: Exception
    ) -> Result:
        logger.error(
            "no answer on %s for conversation %s: %s", self.channel, log_name(incoming.conversation_id), cause(error)
        )
        response, result = (
            ("utter_system_trouble", Result.TROUBLE)
            if danger is None
            else (f"utter_emergency_{danger.kind}", Result.EMERGENCY)
        )
        try:
            return await self._say(incoming, output, response, result)
        except Exception as second:
            logger.error("could not even send %s on %s: %s", response, self.channel, cause(second))
            return Result.TROUBLE

    async def _say(
        self, incoming: Incoming, output: CountedOutput, response: str, result: Result, **variables: Any
    ) -> Result:
        await output.send_text_message(incoming.conversation_id, self.kit.say(response, **variables))
        return result


class NoAnswerError(RuntimeError):
    """Rasa finished a turn without a message: no model, a dead action server, or an action that failed."""


def cause(error: BaseException) -> str:
    """The kinds of an error and of its causes; never its message, which may hold what the resident wrote."""
    kinds: list[str] = []
    current: BaseException | None = error
    while current is not None and len(kinds) < 4:
        kinds.append(type(current).__name__)
        current = current.__cause__ or current.__context__
    return " <- ".join(kinds)


def readable(text: str) -> str:
    """``text`` without control and invisible characters, trimmed; empty when nothing can be read."""
    return INVISIBLE.sub("", text).strip()
