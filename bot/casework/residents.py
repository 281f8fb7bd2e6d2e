"""Remember a resident's place and household, and forget a resident who asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.storage.feedback import Rating, Subscription
from bot.storage.handoffs import Handoff, HandoffMessage
from bot.storage.insertion import insert_if_absent
from bot.storage.residents import HOUSEHOLDS, Resident


@dataclass(frozen=True)
class Forgotten:
    """What ``forget`` deleted: rows by kind. ``open_handoff`` is True when a running chat was left until it ends."""

    residents: int
    subscriptions: int
    ratings: int
    chat_messages: int
    open_handoff: bool


def remember_place(
    session: Session,
    conversation_id: str,
    channel: str,
    place_id: str | None = None,
    household: str | None = None,
    *,
    now: datetime,
) -> Resident:
    """Keep what the resident just said; a None leaves what is known. Raises ``ValueError`` for an unknown household.

    A new place without a household forgets the old household: it belonged to the old place.
    """
    if household is not None and household not in HOUSEHOLDS:
        raise ValueError("unknown kind of household")
    key = {"channel": channel, "conversation_id": conversation_id}
    insert_if_absent(session, Resident, {**key, "created_at": now, "updated_at": now})
    resident = session.execute(select(Resident).filter_by(**key)).scalar_one()
    if place_id is not None and place_id != resident.place_id:
        resident.place_id, resident.household = place_id, None
    if household is not None:
        resident.household = household
    resident.updated_at = now
    session.flush()
    return resident


def get(session: Session, conversation_id: str, channel: str | None = None) -> Resident | None:
    """Return what is remembered; with no channel the conversation's latest on any channel."""
    query = select(Resident).where(Resident.conversation_id == conversation_id)
    if channel is not None:
        query = query.where(Resident.channel == channel)
    return session.execute(query.order_by(Resident.updated_at.desc(), Resident.id.desc()).limit(1)).scalar_one_or_none()


def forget(session: Session, conversation_id: str, channel: str) -> Forgotten:
    """Delete what is kept about a resident for the bot's convenience (个人信息保护法 47).

    Complaints, bookings and service requests are the offices' records and stay; so does a chat with a lawyer that has
    not ended. Nothing is found a second time.
    """
    mine = {"conversation_id": conversation_id, "channel": channel}
    handoffs = session.execute(select(Handoff).filter_by(**mine)).scalars().all()
    ended = [handoff.id for handoff in handoffs if handoff.state == "ended"]
    messages = session.execute(delete(HandoffMessage).where(HandoffMessage.handoff_id.in_(ended))).rowcount
    session.execute(update(Handoff).where(Handoff.id.in_(ended)).values(summary="", note=""))
    ratings = session.execute(delete(Rating).where(Rating.conversation_id == conversation_id)).rowcount
    return Forgotten(
        residents=session.execute(delete(Resident).filter_by(**mine)).rowcount,
        subscriptions=session.execute(delete(Subscription).filter_by(**mine)).rowcount,
        ratings=ratings,
        chat_messages=messages,
        open_handoff=len(ended) < len(handoffs),
    )
