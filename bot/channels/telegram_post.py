"""Sending one message to a Telegram chat: split, buttons, picture."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.casework import outbox
from bot.channels.kit import ChannelKit
from bot.channels.outbox_worker import Parcel, UndeliverableError
from bot.channels.output import ChannelOutput, Outgoing
from bot.channels.telegram_api import Sleep, patiently
from bot.channels.telegram_text import split_text
from bot.storage import telegram_log

ANSWER_TRIES = 6
OUTBOX_TRIES = 2  # the outbox itself tries again later


class TelegramPost:
    """Sends ``Outgoing`` messages through one bot."""

    def __init__(self, kit: ChannelKit, bot: Bot, *, sleep: Sleep = asyncio.sleep) -> None:
        self.kit = kit
        self.bot = bot
        self.sleep = sleep

    async def send(self, chat_id: str, message: Outgoing, *, tries: int = ANSWER_TRIES) -> None:
        """Send all parts in order, the buttons under the last one; raise ``TelegramError`` when it is no use."""
        if message.image:
            await self._send_picture(chat_id, message.image, tries)
        parts = split_text(message.text)
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            keyboard = await self._keyboard(chat_id, message.buttons) if last and message.buttons else None
            await self._send_part(chat_id, part, keyboard, tries)

    async def show_typing(self, chat_id: str) -> None:
        """Show that an answer is being written; of no importance if it fails."""
        with contextlib.suppress(TelegramError):
            await self.bot.send_chat_action(chat_id, ChatAction.TYPING)

    async def _send_part(self, chat_id: str, text: str, keyboard: InlineKeyboardMarkup | None, tries: int) -> None:
        await patiently(
            lambda: self.bot.send_message(chat_id, text, reply_markup=keyboard), tries=tries, sleep=self.sleep
        )

    async def _send_picture(self, chat_id: str, image: str, tries: int) -> None:
        picture = picture_of(image)
        if picture is not None:
            await patiently(lambda: self.bot.send_photo(chat_id, picture), tries=tries, sleep=self.sleep)

    async def _keyboard(self, chat_id: str, buttons: list[dict[str, str]]) -> InlineKeyboardMarkup:
        tokens = await self.kit.in_database(telegram_log.keep_buttons, chat_id, buttons, now=self.kit.now())
        return InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(button["title"], callback_data=token)]
                for button, token in zip(buttons, tokens, strict=True)
            ]
        )


def picture_of(image: str) -> bytes | str | None:
    """What Telegram takes for ``image``: the bytes of a data URI, or a public address; ``None`` for anything else."""
    if image.startswith("data:image/") and ";base64," in image:
        try:
            return base64.b64decode(image.split(",", 1)[1], validate=True)
        except binascii.Error:
            return None
    return image if image.startswith("https://") else None


class TelegramOutput(ChannelOutput):
    """Collects the answer of a turn; it is sent after the turn, so that a slow platform does not hold up Rasa."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Outgoing] = []

    @classmethod
    def name(cls) -> str:
        """Rasa's name of this channel."""
        return "telegram"

    async def deliver(self, _recipient_id: str, message: Outgoing) -> None:
        """Keep the message until ``flush``."""
        self.waiting.append(message)

    async def flush(self, post: TelegramPost, chat_id: str) -> None:
        """Send what was collected, in order."""
        while self.waiting:
            await post.send(chat_id, self.waiting[0])
            self.waiting.pop(0)


class DirectTelegramOutput(ChannelOutput):
    """For messages that Rasa sends by itself, outside a turn."""

    def __init__(self, post: TelegramPost) -> None:
        super().__init__()
        self.post = post

    @classmethod
    def name(cls) -> str:
        """Rasa's name of this channel."""
        return "telegram"

    async def deliver(self, recipient_id: str, message: Outgoing) -> None:
        """Send at once."""
        await self.post.send(recipient_id, message)


class TelegramSender:
    """Delivers outbox messages to Telegram chats."""

    def __init__(self, post: TelegramPost) -> None:
        self.post = post

    async def send(self, parcel: Parcel) -> None:
        """Send, then mark. The platform has no way to send exactly once: a crash right between the two repeats it."""
        try:
            await self.post.send(parcel.recipient, parcel.message, tries=OUTBOX_TRIES)
        except TelegramError as error:
            raise undeliverable(error) from error
        kit = self.post.kit
        await kit.in_database(outbox.mark_sent, parcel.outbox_id, kit.now())


def undeliverable(error: TelegramError) -> UndeliverableError:
    """The outbox's reason for Telegram's refusal."""
    if isinstance(error, Forbidden):
        return UndeliverableError("blocked", permanent=True)
    if isinstance(error, BadRequest):
        return UndeliverableError("refused", permanent=True)
    return UndeliverableError("flood" if isinstance(error, RetryAfter) else "network")
