"""The web conversation: what each frame of the page does."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

from bot.channels.kit import ChannelKit, log_name
from bot.channels.locks import KeyedLocks
from bot.channels.output import ChannelOutput, Outgoing
from bot.channels.turn import Incoming, Result, TurnTaker, cause, readable
from bot.channels.web_hub import Socket, WebHub, line_frame, send_frame
from bot.storage import chat_log
from bot.storage.chat_log import Line

logger = logging.getLogger(__name__)

GREETING = "/greet"
RESUME_WITHIN = timedelta(minutes=10)
STORED_CHARACTERS = 20_000


class WebOutput(ChannelOutput):
    """Writes each message into the transcript first and then shows it in the open windows."""

    def __init__(self, kit: ChannelKit, hub: WebHub) -> None:
        super().__init__()
        self.kit = kit
        self.hub = hub

    @classmethod
    def name(cls) -> str:
        """Rasa's name of this channel."""
        return "web"

    async def deliver(self, recipient_id: str, message: Outgoing) -> None:
        """Append and push one message of the bot; one that the database cannot take now is shown all the same."""
        async with self.hub.in_order.of(recipient_id):
            await self.hub.push(recipient_id, await self._written(recipient_id, message))

    async def _written(self, recipient_id: str, message: Outgoing) -> dict[str, Any]:
        try:
            line = await self.kit.in_database(
                chat_log.append,
                recipient_id,
                chat_log.BOT,
                message.text,
                now=self.kit.now(),
                buttons=message.buttons,
                image=message.image,
            )
        except Exception as error:
            logger.error("transcript of %s not written: %s", log_name(recipient_id), cause(error))
            return {"type": "bot", "text": message.text, "buttons": message.buttons}
        return line_frame(line)


class WebChat:
    """All web conversations of this server."""

    def __init__(self, kit: ChannelKit, hub: WebHub, turns: TurnTaker) -> None:
        self.kit = kit
        self.hub = hub
        self.turns = turns
        self._greeting = KeyedLocks()
        self._in_progress: set[int] = set()
        self._background: set[asyncio.Task[None]] = set()

    async def show_history(self, conversation_id: str, socket: Socket, since: int) -> None:
        """Replay the transcript after place ``since``, finish what a crash cut off, greet a newcomer."""
        async with self.hub.in_order.of(conversation_id):
            lines = await self.kit.in_database(chat_log.lines_after, conversation_id, since)
            await send_frame(socket, {"type": "history", "lines": [line_frame(line) for line in lines]})
        for line in await self._cut_off(conversation_id):
            self._start(self._answer(conversation_id, line))
        if not lines:
            self._start(self._greet(conversation_id))

    async def receive(self, conversation_id: str, socket: Socket, client_id: str, text: str) -> None:
        """Accept one message: in the transcript first, then acknowledged, then answered in the background."""
        shown = readable(text)[:STORED_CHARACTERS]
        if not shown:
            await send_frame(socket, {"type": "ack", "id": client_id})
            await self._say(conversation_id, "utter_empty_message")
            return
        try:
            line = await self._kept(conversation_id, socket, client_id, shown)
        except Exception as error:
            logger.error("message on web not kept for %s: %s", log_name(conversation_id), cause(error))
            await self.refuse(socket, client_id, shown, "utter_system_trouble")
            return
        if line is not None:
            self._start(self._answer(conversation_id, line))

    async def refuse(self, socket: Socket, client_id: str, text: str, response: str) -> None:
        """Say ``response`` to this window without keeping the message; a danger is answered even then."""
        danger = self.kit.check_danger(text)
        await send_frame(socket, {"type": "ack", "id": client_id, "refused": danger is None})
        response = response if danger is None else f"utter_emergency_{danger.kind}"
        await send_frame(socket, {"type": "bot", "text": self.kit.say(response), "buttons": []})

    async def close(self) -> None:
        """Let answers on their way finish for a moment; what is cut off is taken up again after the restart."""
        if self._background:
            await asyncio.wait(self._background, timeout=3.0)
        for task in self._background:
            task.cancel()

    async def _kept(self, conversation_id: str, socket: Socket, client_id: str, text: str) -> Line | None:
        async with self.hub.in_order.of(conversation_id):
            line = await self._accepted(conversation_id, client_id, text)
            if line is not None:
                await self.hub.push(conversation_id, line_frame(line))
            await send_frame(socket, {"type": "ack", "id": client_id, "seq": line.seq if line else None})
            return line

    async def _accepted(self, conversation_id: str, client_id: str, text: str) -> Line | None:
        title = None
        if text.startswith("/"):
            title = await self.kit.in_database(chat_log.offered_title, conversation_id, text)
        return await self.kit.in_database(
            chat_log.accept,
            conversation_id,
            client_id,
            title or text,
            now=self.kit.now(),
            payload=text if title else None,
        )

    async def _cut_off(self, conversation_id: str) -> list[Line]:
        since = self.kit.now() - RESUME_WITHIN
        lines = await self.kit.in_database(chat_log.unhandled, conversation_id, since=since)
        return [line for line in lines if line.seq not in self._in_progress]

    async def _answer(self, conversation_id: str, line: Line) -> None:
        if line.seq in self._in_progress:
            return
        self._in_progress.add(line.seq)
        try:
            await self.hub.push(conversation_id, {"type": "typing"})
            incoming = Incoming(
                conversation_id,
                line.payload or line.text,
                line.client_id,
                trusted_payload=line.payload is not None,
                shown=line.text,
            )
            await self.turns.take(incoming, WebOutput(self.kit, self.hub))
            await self.hub.push(conversation_id, {"type": "idle"})
            await self.kit.in_database(chat_log.mark_handled, line.seq)
        finally:
            self._in_progress.discard(line.seq)

    async def _greet(self, conversation_id: str) -> None:
        """Let the bot speak first, once, even when two windows open together."""
        async with self._greeting.of(conversation_id):
            if await self.kit.in_database(chat_log.lines_after, conversation_id, 0, limit=1):
                return
            incoming = Incoming(conversation_id, GREETING, trusted_payload=True)
            result = await self.turns.take(incoming, WebOutput(self.kit, self.hub))
            if result is Result.TROUBLE:  # the next time the page connects it is greeted properly
                await self.kit.in_database(chat_log.forget_unless_spoken, conversation_id)

    async def _say(self, conversation_id: str, response: str) -> None:
        await WebOutput(self.kit, self.hub).send_text_message(conversation_id, self.kit.say(response))

    def _start(self, work: Any) -> None:
        task = asyncio.ensure_future(self._guarded(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _guarded(self, work: Any) -> None:
        try:
            await work
        except Exception as error:
            logger.error("web chat task failed: %s", cause(error))
