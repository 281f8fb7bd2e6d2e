"""The outbox: messages are written in the transaction of their cause and delivered by a worker with retries.

``enqueue`` never sends. The worker takes rows with ``claim_due`` (each for a lease, so that a crashed worker's rows
come back), sends, and reports ``mark_sent`` or ``mark_failed``. After ``MAX_TRIES`` a row is *unreachable*: a person
must call.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from bot.storage.insertion import insert_if_absent
from bot.storage.outbox import DROPPED, EXPIRED, SENT, UNREACHABLE, WAITING, OutboxMessage

MAX_TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
DESK = "desk"
"""Channel of notices to staff: shown on the desk page (``desk_notices``), never claimed by the delivery worker."""


def enqueue(
    session: Session,
    *,
    channel: str,
    recipient: str,
    template: str,
    variables: dict[str, Any],
    dedupe_key: str,
    send_after: datetime,
    buttons: list[dict[str, Any]] | None = None,
    about: str | None = None,
    expires_at: datetime | None = None,
) -> OutboxMessage:
    """Put a message in the outbox and return its row; the same ``dedupe_key`` twice leaves the first row as it is.

    ``variables`` and ``buttons`` must be JSON. A message still unsent at ``expires_at`` is not sent any more.
    """
    values = {
        "channel": channel,
        "recipient": recipient,
        "template": template,
        "variables": variables,
        "buttons": buttons,
        "dedupe_key": dedupe_key,
        "about": about,
        "send_after": send_after,
        "expires_at": expires_at,
        "state": WAITING,
        "attempts": 0,
    }
    insert_if_absent(session, OutboxMessage, values)
    return _only(session, OutboxMessage.dedupe_key == dedupe_key)


def claim_due(
    session: Session, *, now: datetime, limit: int, lease: timedelta, channels: Collection[str] | None = None
) -> list[OutboxMessage]:
    """Return at most ``limit`` messages to send now, oldest first, each reserved for the caller until ``now + lease``.

    Commit before sending. A message claimed ``MAX_TRIES`` times without an outcome becomes unreachable.
    """
    _retire_stale(session, now)
    query = (
        select(OutboxMessage)
        .where(*_due(now), OutboxMessage.channel != DESK)
        .order_by(OutboxMessage.send_after, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if channels is not None:
        query = query.where(OutboxMessage.channel.in_(list(channels)))
    messages = list(session.execute(query).scalars())
    for message in messages:
        message.leased_until = now + lease
        message.attempts += 1
    session.flush()
    return messages


def mark_sent(session: Session, message_id: int, now: datetime) -> None:
    """The platform took the message."""
    message = _only(session, OutboxMessage.id == message_id)
    message.state, message.sent_at, message.leased_until = SENT, now, None


def mark_failed(
    session: Session, message_id: int, *, now: datetime, reason_code: str, permanent: bool = False
) -> OutboxMessage:
    """The platform refused: try again after a growing pause, or give up after ``MAX_TRIES`` or when ``permanent``.

    ``reason_code`` is a short code (``blocked``, ``timeout``), never a text with personal data.
    """
    message = _only(session, OutboxMessage.id == message_id)
    message.last_reason, message.leased_until = reason_code, None
    if permanent or message.attempts >= MAX_TRIES:
        message.state = UNREACHABLE
    else:
        message.send_after = now + pause_after(message.attempts)
    return message


def pause_after(attempts: int) -> timedelta:
    """How long to wait after ``attempts`` tries: 1, 2, 4, ... minutes, at most half an hour."""
    return min(FIRST_PAUSE * 2 ** max(attempts - 1, 0), LONGEST_PAUSE)


def unreachable(session: Session) -> list[OutboxMessage]:
    """Messages that could not be delivered, oldest first: an officer must call these people."""
    query = select(OutboxMessage).where(OutboxMessage.state == UNREACHABLE).order_by(OutboxMessage.send_after)
    return list(session.execute(query).scalars())


def desk_notices(session: Session, recipient: str, *, now: datetime) -> list[OutboxMessage]:
    """Unread notices for one member of staff; ``mark_sent`` marks one as read."""
    query = select(OutboxMessage).where(
        OutboxMessage.channel == DESK, OutboxMessage.recipient == recipient, OutboxMessage.state == WAITING
    )
    due = query.where(OutboxMessage.send_after <= now).order_by(OutboxMessage.send_after)
    return list(session.execute(due).scalars())


def drop_about(session: Session, about: str) -> int:
    """Drop every message about ``about`` that is still waiting; return how many."""
    waiting = update(OutboxMessage).where(OutboxMessage.about == about, OutboxMessage.state == WAITING)
    result = session.execute(waiting.values(state=DROPPED).execution_options(synchronize_session="fetch"))
    return int(result.rowcount)


def _due(now: datetime) -> tuple[Any, ...]:
    free = or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now)
    return OutboxMessage.state == WAITING, OutboxMessage.send_after <= now, free


def _retire_stale(session: Session, now: datetime) -> None:
    stale = {EXPIRED: OutboxMessage.expires_at <= now, UNREACHABLE: OutboxMessage.attempts >= MAX_TRIES}
    for state, condition in stale.items():
        query = update(OutboxMessage).where(*_due(now), condition).values(state=state)
        session.execute(query.execution_options(synchronize_session="fetch"))


def _only(session: Session, condition: Any) -> OutboxMessage:
    return session.execute(select(OutboxMessage).where(condition)).scalar_one()
