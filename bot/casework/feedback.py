"""Ratings, subscriptions to legal news, and the log of messages the bot did not understand well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.casework.masking import mask
from bot.storage.feedback import Rating, Subscription, UnclearTurn
from bot.storage.insertion import insert_if_absent

NEWS_TOPICS = ("marriage", "land", "labor")
"""The legal-education topics of the source document: 婚姻家庭, 土地, 劳动维权."""
RATED_KINDS = ("bot", "lawyer", "appointment", "complaint", "service_request")
REASONS = ("refused", "near_tie", "corrected")
RANKING_KEPT = 5
LONGEST_TEXT = 300


def rate(
    session: Session,
    *,
    conversation_id: str,
    about_kind: str,
    score: int,
    now: datetime,
    about_id: str = "",
    comment: str = "",
) -> Rating:
    """Keep a rating, 1 (bad) to 5 (good). The same thing rated again by the same conversation: the later value stands.

    ``about_id`` is the number of what is rated, empty for the bot. Numbers in the comment are masked.
    Raises ``ValueError`` for another score or kind.
    """
    if score not in range(1, 6) or about_kind not in RATED_KINDS:
        raise ValueError("score must be 1 to 5 and the kind a known one")
    key = {"conversation_id": conversation_id, "about_kind": about_kind, "about_id": about_id}
    insert_if_absent(session, Rating, {**key, "score": score, "at": now})
    rating = session.execute(select(Rating).filter_by(**key)).scalar_one()
    rating.score, rating.comment, rating.at = score, mask(comment), now
    session.flush()
    return rating


def subscribe(session: Session, *, conversation_id: str, channel: str, topic: str, now: datetime) -> bool:
    """Subscribe a conversation to a topic; False when it was subscribed already. ``ValueError`` for another topic."""
    if topic not in NEWS_TOPICS:
        raise ValueError("unknown news topic")
    values = {"channel": channel, "conversation_id": conversation_id, "topic": topic, "since": now}
    return insert_if_absent(session, Subscription, values)


def unsubscribe(session: Session, *, conversation_id: str, channel: str, topic: str | None = None) -> int:
    """Unsubscribe from one topic, or from all with None; return how many subscriptions ended."""
    query = delete(Subscription).where(Subscription.channel == channel, Subscription.conversation_id == conversation_id)
    if topic is not None:
        query = query.where(Subscription.topic == topic)
    return int(session.execute(query).rowcount)


def topics_of(session: Session, *, conversation_id: str, channel: str) -> list[str]:
    """Return the topics a conversation is subscribed to."""
    query = select(Subscription.topic).where(
        Subscription.channel == channel, Subscription.conversation_id == conversation_id
    )
    return sorted(session.execute(query).scalars())


def subscribers(session: Session, topic: str) -> list[Subscription]:
    """Return who gets the news of a topic."""
    query = select(Subscription).where(Subscription.topic == topic).order_by(Subscription.id)
    return list(session.execute(query).scalars())


def log_unclear_turn(
    session: Session,
    *,
    text: str,
    intent: str,
    ranking: Sequence[tuple[str, float]],
    reason: str,
    now: datetime,
) -> UnclearTurn:
    """Keep a message for ``legalbot nlu review``: masked, cut, without any hint at who wrote it.

    ``ranking`` is intents with probability, best first. ``reason``: refused, near_tie, corrected, else ``ValueError``.
    """
    if reason not in REASONS:
        raise ValueError("unknown reason")
    turn = UnclearTurn(
        at=now,
        text=mask(text)[:LONGEST_TEXT],
        intent=intent,
        ranking=[[name, round(float(probability), 4)] for name, probability in ranking[:RANKING_KEPT]],
        reason=reason,
    )
    session.add(turn)
    session.flush()
    return turn


def unclear_turns(
    session: Session, *, since: datetime, reason: str | None = None, limit: int = 500
) -> list[UnclearTurn]:
    """Return the latest such messages, newest first."""
    query = select(UnclearTurn).where(UnclearTurn.at >= since)
    if reason is not None:
        query = query.where(UnclearTurn.reason == reason)
    return list(session.execute(query.order_by(UnclearTurn.id.desc()).limit(limit)).scalars())


def forget_unclear_turns(session: Session, before: datetime) -> int:
    """Delete the messages older than ``before``; return how many."""
    return int(session.execute(delete(UnclearTurn).where(UnclearTurn.at < before)).rowcount)
