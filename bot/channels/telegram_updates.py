"""From a Telegram update to a turn."""

from __future__ import annotations

import contextlib
import logging
import time
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.error import Forbidden, TelegramError

from bot.casework import outbox
from bot.channels.kit import ChannelKit, log_name
from bot.channels.output import Outgoing
from bot.channels.rate_limit import RateLimiter
from bot.channels.telegram_lawyers import PREFIX, TelegramLawyers
from bot.channels.telegram_post import TelegramOutput, TelegramPost
from bot.channels.turn import Incoming, TurnTaker, cause
from bot.storage import telegram_log
from bot.storage.telegram_log import PressedButton

logger = logging.getLogger(__name__)

COMMANDS = {"/start": "/greet", "/help": "/help"}
BIND = "/bind"


class TelegramUpdates:
    """Answers updates of one bot. Each private chat is one conversation; its id is the chat's id."""

    def __init__(self, kit: ChannelKit, post: TelegramPost, turns: TurnTaker) -> None:
        self.kit = kit
        self.post = post
        self.turns = turns
        self.lawyers = TelegramLawyers(kit)
        self.messages = RateLimiter(burst=12, per_minute=30, clock=time.monotonic)
        self.notices = RateLimiter(burst=1, per_minute=1, clock=time.monotonic)
        self.group_notices = RateLimiter(burst=1, per_minute=0.1, clock=time.monotonic)
        self.bindings = RateLimiter(burst=5, per_minute=0.1, clock=time.monotonic)

    async def handle(self, content: dict[str, Any]) -> None:
        """Answer one update; raise when it could not be answered and should be tried again."""
        update = Update.de_json(content, self.post.bot)
        if update.callback_query is not None:
            await self._pressed(update.callback_query, update.update_id)
        elif update.message is not None:
            await self._message(update.message, update.update_id)

    async def _message(self, message: Message, update_id: int) -> None:
        chat_id = str(message.chat.id)
        if message.chat.type != ChatType.PRIVATE:
            if self.group_notices.allow(chat_id):
                await self._say(chat_id, "utter_write_privately")
            return
        text = words_of(message)
        if is_attachment(message):
            await self._say(chat_id, "utter_cannot_read_attachment")
        if text is not None and await self._may_go_on(chat_id, text):
            await self._text(chat_id, text, update_id)

    async def _may_go_on(self, chat_id: str, text: str) -> bool:
        """Slow down a flood with one kind sentence; a danger always passes."""
        if self.messages.allow(chat_id) or self.kit.check_danger(text) is not None:
            return True
        if self.notices.allow(chat_id):
            await self._say(chat_id, "utter_too_many_messages")
        return False

    async def _text(self, chat_id: str, text: str, update_id: int) -> None:
        command, _, rest = text.strip().partition(" ")
        command = command.partition("@")[0].lower()
        if command == BIND:
            await self._bind(chat_id, rest)
        elif command in COMMANDS:
            await self._turn(Incoming(chat_id, COMMANDS[command], str(update_id), trusted_payload=True, shown=text))
        elif not await self.lawyers.relay(chat_id, text):
            await self._turn(Incoming(chat_id, text, str(update_id)))

    async def _bind(self, chat_id: str, code: str) -> None:
        if self.bindings.allow(chat_id):
            await self.post.send(chat_id, await self.lawyers.bind(chat_id, code))
        else:
            await self._say(chat_id, "utter_too_many_messages")

    async def _pressed(self, query: CallbackQuery, update_id: int) -> None:
        with contextlib.suppress(TelegramError):  # too old to be answered: the press itself still counts
            await query.answer()
        if query.message is None or query.data is None:
            return
        chat_id = str(query.message.chat.id)
        button = await self.kit.in_database(telegram_log.pressed_button, chat_id, query.data)
        if button is None:
            await self._say(chat_id, "utter_button_expired")
        else:
            await self._button(chat_id, button, update_id)

    async def _button(self, chat_id: str, button: PressedButton, update_id: int) -> None:
        if button.payload.startswith(PREFIX):
            await self.post.send(chat_id, await self.lawyers.press(chat_id, button.payload))
            return
        trusted = button.payload.startswith("/")
        await self._turn(Incoming(chat_id, button.payload, str(update_id), trusted_payload=trusted, shown=button.title))

    async def _turn(self, incoming: Incoming) -> None:
        await self.post.show_typing(incoming.conversation_id)
        output = TelegramOutput()
        await self.turns.take(incoming, output)
        try:
            await output.flush(self.post, incoming.conversation_id)
        except Forbidden:
            logger.info("telegram chat %s does not take messages", log_name(incoming.conversation_id))
        except TelegramError as error:  # the turn is done and must not be taken again: the answer goes out later
            logger.error("telegram answer of %s is late: %s", log_name(incoming.conversation_id), cause(error))
            await self.kit.in_database(keep_for_later, incoming, output.waiting, now=self.kit.now())

    async def _say(self, chat_id: str, response: str) -> None:
        await self.post.send(chat_id, Outgoing(self.kit.say(response)))


def keep_for_later(session: Session, incoming: Incoming, messages: list[Outgoing], *, now: datetime) -> None:
    """Put an answer that the platform did not take into the outbox."""
    for index, message in enumerate(messages):
        outbox.enqueue(
            session,
            channel="telegram",
            recipient=incoming.conversation_id,
            template="utter_late_answer",
            variables={"text": message.text},
            buttons=message.buttons,
            dedupe_key=f"telegram:{incoming.message_id}:answer:{index}",
            send_after=now,
        )


def words_of(message: Message) -> str | None:
    """What the resident wrote: text, a caption, or the number of their own shared contact."""
    if message.contact is not None and message.from_user is not None:
        return message.contact.phone_number if message.contact.user_id == message.from_user.id else None
    return message.text or message.caption


def is_attachment(message: Message) -> bool:
    """Whether the message carries something we cannot read: voice, photo, file, sticker, place, ..."""
    return bool(message.effective_attachment) and message.contact is None
