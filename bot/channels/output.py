"""From Rasa's many ways of sending to the one way our channels know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import OutputChannel


@dataclass(frozen=True)
class Outgoing:
    """One message to a resident. Each button has ``title`` and ``payload``; ``image`` is an address or data URI."""

    text: str = field(repr=False)
    buttons: list[dict[str, str]] = field(default_factory=list, repr=False)
    image: str | None = None


class ChannelOutput(OutputChannel):  # abstract: no name(), so Rasa never registers it
    """Collects every kind of Rasa message into ``Outgoing`` and counts what really went out."""

    def __init__(self) -> None:
        self.sent = 0

    async def deliver(self, recipient_id: str, message: Outgoing) -> None:
        """Send one message; raise when the platform refused it for good."""
        raise NotImplementedError

    async def send(self, recipient_id: str, message: Outgoing) -> None:
        """Deliver a message that has something to show, and count it."""
        if message.text.strip() or message.image:
            await self.deliver(recipient_id, message)
            self.sent += 1

    async def send_text_message(self, recipient_id: str, text: str, **_: Any) -> None:
        """Send plain text; blank lines stay inside one message."""
        await self.send(recipient_id, Outgoing(text or ""))

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **_: Any
    ) -> None:
        """Send text with quick replies."""
        await self.send(recipient_id, Outgoing(text or "", clean_buttons(buttons)))

    async def send_quick_replies(
        self, recipient_id: str, text: str, quick_replies: list[dict[str, Any]], **_: Any
    ) -> None:
        """Rasa's other name for buttons."""
        await self.send_text_with_buttons(recipient_id, text, quick_replies)

    async def send_image_url(self, recipient_id: str, image: str, **_: Any) -> None:
        """Send a picture, for example the QR code of a booking."""
        await self.send(recipient_id, Outgoing("", image=image))

    async def send_attachment(self, recipient_id: str, attachment: Any, **_: Any) -> None:
        """Send the address of a file, for example the calendar entry of a booking."""
        await self.send(recipient_id, Outgoing(attachment if isinstance(attachment, str) else ""))

    async def send_elements(self, recipient_id: str, elements: Iterable[dict[str, Any]], **_: Any) -> None:
        """Send each card of a list as a text with its buttons."""
        for element in elements:
            text = "\n".join(str(element[key]) for key in ("title", "subtitle") if element.get(key))
            await self.send_text_with_buttons(recipient_id, text, element.get("buttons") or [])

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **_: Any) -> None:
        """Send the readable part of a custom message; the rest is for machines."""
        await self.send(recipient_id, Outgoing(str(json_message.get("text") or "")))


def clean_buttons(buttons: list[dict[str, Any]] | None) -> list[dict[str, str]]:
    """Keep buttons that can be shown and pressed, with title and payload as text."""
    return [
        {"title": str(button["title"]), "payload": str(button.get("payload") or button["title"])}
        for button in buttons or []
        if button.get("title")
    ]


class CountingOutput(OutputChannel):
    """Passes everything on to another Rasa output channel and counts the messages."""

    def __init__(self, inner: OutputChannel) -> None:
        self.inner = inner
        self.sent = 0
        self.name = inner.name

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Pass a message on; an empty one does not count as an answer."""
        shown = any(message.get(key) for key in ("text", "image", "attachment", "elements", "custom"))
        await self.inner.send_response(recipient_id, message)
        self.sent += int(shown)

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Pass plain text on."""
        await self.inner.send_text_message(recipient_id, text, **kwargs)
        self.sent += 1
