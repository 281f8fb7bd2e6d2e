"""Rasa's REST channel, in development only: it trusts the sender id that the client gives."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint

from bot.channels.kit import ChannelKit, kit_from_bootstrap
from bot.channels.output import CountingOutput
from bot.channels.turn import Incoming, OnNewMessage, TurnTaker

OPEN_IN = ("development", "test")


class DevelopmentRest(RestInput):
    """The same turn as on every channel, over plain HTTP; everywhere else its addresses do not exist (404)."""

    def __init__(self, kit: ChannelKit | None = None) -> None:
        self.kit = kit or kit_from_bootstrap()

    @classmethod
    def from_credentials(cls, _credentials: dict[str, Any] | None) -> DevelopmentRest:
        """Everything comes from the settings."""
        return cls()

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Rasa's routes in development, none otherwise."""
        if self.kit.settings.env not in OPEN_IN:
            return Blueprint("rest_is_off")
        turns = TurnTaker(self.kit, on_new_message, self.name())

        async def take(message: UserMessage) -> None:
            text = message.text or ""
            incoming = Incoming(message.sender_id, text, message.message_id, text.startswith("/"), message.metadata)
            await turns.take(incoming, CountingOutput(message.output_channel))

        return super().blueprint(take)
