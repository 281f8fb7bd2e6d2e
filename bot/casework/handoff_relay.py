"""Carry messages between a resident and the lawyer in charge; each is kept and goes out through the outbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.handoff_notices import TELEGRAM
from bot.casework.handoffs import active_handoff
from bot.casework.lawyer_links import lawyer_by_chat
from bot.casework.outbox import enqueue
from bot.storage.handoffs import Handoff, HandoffMessage

TO_LAWYER_TEMPLATE = "utter_relay_to_lawyer"
TO_RESIDENT_TEMPLATE = "utter_relay_to_resident"


def relay_from_resident(
    session: Session, conversation_id: str, text: str, now: datetime, *, channel: str | None = None
) -> HandoffMessage | None:
    """Pass a resident's message to the lawyer in charge. None when nobody is: then the bot must answer."""
    handoff = active_handoff(session, conversation_id, channel)
    if handoff is None:
        return None
    return _relay(session, handoff, "resident", text, now, to=(TELEGRAM, handoff.lawyer.telegram_chat_id))


def relay_from_lawyer(session: Session, chat_id: str, text: str, now: datetime) -> HandoffMessage | None:
    """Pass a lawyer's message to the resident of the lawyer's live chat. None when the lawyer is in no chat."""
    handoff = chat_of_lawyer(session, chat_id)
    if handoff is None:
        return None
    return _relay(session, handoff, "lawyer", text, now, to=(handoff.channel, handoff.conversation_id))


def chat_of_lawyer(session: Session, chat_id: str) -> Handoff | None:
    """Return the live chat of the lawyer on this Telegram chat, or None."""
    lawyer = lawyer_by_chat(session, chat_id)
    if lawyer is None:
        return None
    return session.execute(select(Handoff).where(Handoff.busy_key == lawyer.id)).scalar_one_or_none()


def _relay(
    session: Session, handoff: Handoff, speaker: str, text: str, now: datetime, *, to: tuple[str, str]
) -> HandoffMessage:
    message = HandoffMessage(handoff=handoff, at=now, speaker=speaker, text=text)
    session.add(message)
    handoff.last_message_at = now
    session.flush()
    channel, recipient = to
    enqueue(
        session,
        channel=channel,
        recipient=recipient,
        template=TO_LAWYER_TEMPLATE if speaker == "resident" else TO_RESIDENT_TEMPLATE,
        variables={"number": handoff.number, "text": text, "lawyer": handoff.lawyer.name},
        dedupe_key=f"handoff:{handoff.number}:message:{message.id}",
        send_after=now,
    )
    return message
