"""The outbox worker: claims what is due every second, renders it and hands it to the sender of its channel."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from bot.casework import handoffs, outbox
from bot.casework.complaint_access import forget_old_guesses
from bot.casework.feedback import forget_unclear_turns
from bot.channels.kit import ChannelKit
from bot.channels.output import Outgoing
from bot.channels.turn import cause
from bot.storage import chat_log, telegram_log
from bot.storage.outbox import OutboxMessage

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
LEASE = timedelta(minutes=2)
BATCH = 20
HOUSEKEEPING_EVERY = timedelta(minutes=10)
SILENT_CHAT_ENDS_AFTER = timedelta(hours=12)
"""A resident whose lawyer has gone quiet must not write into nothing for longer than this."""
OFFERS_EVERY = timedelta(minutes=1)
"""How often seats offered to the waiting list and not answered go to the next in line."""
UNCLEAR_TURNS_KEPT = timedelta(days=90)
FROM_A_PERSON = frozenset({"utter_relay_to_resident"})


@dataclass(frozen=True)
class Parcel:
    """One outbox row with its wording filled in. ``from_person`` marks the words of a lawyer or officer."""

    outbox_id: int
    recipient: str
    template: str
    message: Outgoing
    from_person: bool


class UndeliverableError(Exception):
    """The platform refused; ``code`` says why in one word, ``permanent`` that trying again is no use."""

    def __init__(self, code: str, *, permanent: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent


class Sender(Protocol):
    """Delivers on one platform and marks the row sent; raises ``UndeliverableError``."""

    async def send(self, parcel: Parcel) -> None: ...


class OutboxWorker:
    """Claims due rows of the channels that have a sender, sends them, and notes the outcome."""

    def __init__(self, kit: ChannelKit, senders: dict[str, Sender]) -> None:
        self.kit = kit
        self.senders = senders
        self._tidied_at: datetime | None = None
        self._passed_on_at: datetime | None = None

    async def run(self) -> None:
        """Work until cancelled. A failing database is tried again at the next tick, and logged once per change."""
        failing = False
        while True:
            try:
                more = await self.run_once() == BATCH
                failing = False
            except Exception as error:
                more = False
                if not failing:
                    logger.error("outbox worker cannot work: %s", cause(error))
                failing = True
            if not more:
                await asyncio.sleep(PAUSE_SECONDS)

    async def run_once(self) -> int:
        """Deliver one batch; return how many rows were claimed."""
        await self._tidy_now_and_then()
        rows = await self.kit.in_database(outbox.claim_due, now=self.kit.now(), limit=BATCH, lease=LEASE)
        by_recipient: dict[tuple[str, str], list[OutboxMessage]] = {}
        for row in rows:
            by_recipient.setdefault((row.channel, row.recipient), []).append(row)
        await asyncio.gather(*(self._deliver_in_order(group) for group in by_recipient.values()))
        return len(rows)

    async def _deliver_in_order(self, rows: list[OutboxMessage]) -> None:
        for row in rows:
            await self._deliver(row)

    async def _deliver(self, row: OutboxMessage) -> None:
        try:
            sender = self.senders.get(row.channel)
            if sender is None:
                raise UndeliverableError("channel_off")
            await sender.send(self._parcel(row))
        except Exception as error:
            await self._note_failure(row, error)

    async def _note_failure(self, row: OutboxMessage, error: Exception) -> None:
        refused = error if isinstance(error, UndeliverableError) else None
        code = refused.code if refused else type(error).__name__[:60]
        logger.warning("outbox message %s by %s failed: %s", row.id, row.channel, code)
        await self.kit.in_database(
            outbox.mark_failed,
            row.id,
            now=self.kit.now(),
            reason_code=code,
            permanent=refused.permanent if refused else False,
        )

    def _parcel(self, row: OutboxMessage) -> Parcel:
        message = self.kit.message(row.template, row.variables or {}, row.buttons)
        return Parcel(row.id, row.recipient, row.template, message, row.template in FROM_A_PERSON)

    async def _tidy_now_and_then(self) -> None:
        now = self.kit.now()
        if self._tidied_at is None or now - self._tidied_at >= HOUSEKEEPING_EVERY:
            self._tidied_at = now
            await self.kit.in_database(tidy, now=now)
        due = self._passed_on_at is None or now - self._passed_on_at >= OFFERS_EVERY
        if self.kit.pass_on_offers is not None and due:
            self._passed_on_at = now
            await self.kit.in_database(self.kit.pass_on_offers, now=now)


def tidy(session: Session, *, now: datetime) -> None:
    """Delete what has had its time, and give conversations that a lawyer left silent back to the bot."""
    chat_log.purge(session, now=now)
    telegram_log.purge(session, now=now)
    handoffs.end_idle(session, now=now, idle=SILENT_CHAT_ENDS_AFTER)
    forget_old_guesses(session, now)
    forget_unclear_turns(session, now - UNCLEAR_TURNS_KEPT)
