"""Delivering outbox messages to the web page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.casework import outbox
from bot.channels.kit import ChannelKit
from bot.channels.outbox_worker import Parcel
from bot.channels.web_hub import WebHub, line_frame
from bot.storage import chat_log
from bot.storage.chat_log import Line


class WebSender:
    """Writes the message into the transcript, then shows it in open windows; a closed page shows it on return."""

    def __init__(self, kit: ChannelKit, hub: WebHub) -> None:
        self.kit = kit
        self.hub = hub

    async def send(self, parcel: Parcel) -> None:
        """Deliver exactly once: transcript line and outbox mark are one transaction."""
        async with self.hub.in_order.of(parcel.recipient):
            line = await self.kit.in_database(write_and_mark, parcel, now=self.kit.now())
            await self.hub.push(parcel.recipient, line_frame(line))


def write_and_mark(session: Session, parcel: Parcel, *, now: datetime) -> Line:
    """Append the message to the recipient's transcript and mark its outbox row sent."""
    author = chat_log.PERSON if parcel.from_person else chat_log.BOT
    line = chat_log.append(
        session, parcel.recipient, author, parcel.message.text, now=now, buttons=parcel.message.buttons
    )
    outbox.mark_sent(session, parcel.outbox_id, now)
    return line
