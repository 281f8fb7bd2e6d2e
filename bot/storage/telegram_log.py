"""Telegram updates on their way to an answer, and the buttons we sent. Both survive a restart."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, String, Text, delete, select, update
from sqlalchemy.orm import Session

from bot.storage.base import Base, Moment
from bot.storage.insertion import insert_if_absent

KEEP_UPDATES = timedelta(days=7)
KEEP_BUTTONS = timedelta(days=30)


class TelegramUpdate(Base):
    """One update of the platform. ``content`` is emptied once it is handled: only the id is needed to drop repeats."""

    __tablename__ = "telegram_updates"

    update_id = Column(BigInteger, primary_key=True, autoincrement=False)
    content = Column(JSON(none_as_null=True))
    received_at = Column(Moment, nullable=False, index=True)
    handled_at = Column(Moment)


class TelegramButton(Base):
    """What a button stands for. The platform allows 64 bytes for it, and anybody may send us such bytes."""

    __tablename__ = "telegram_buttons"

    token = Column(String(32), primary_key=True)
    chat_id = Column(String(32), nullable=False)
    title = Column(Text, nullable=False)
    payload = Column(Text, nullable=False)
    made_at = Column(Moment, nullable=False, index=True)


@dataclass(frozen=True)
class PressedButton:
    """A button that was offered in this chat."""

    title: str = field(repr=False)
    payload: str = field(repr=False)


def accept_updates(session: Session, updates: list[dict[str, Any]], *, now: datetime) -> list[dict[str, Any]]:
    """Keep ``updates`` and return those never seen before, in their order. Each has an integer ``update_id``."""
    new = []
    for content in updates:
        values = {"update_id": content["update_id"], "content": content, "received_at": now}
        if insert_if_absent(session, TelegramUpdate, values):
            new.append(content)
    return new


def unhandled_updates(session: Session) -> list[dict[str, Any]]:
    """Return accepted updates whose answer was cut off by a crash or a stop, oldest first."""
    query = select(TelegramUpdate.content).where(TelegramUpdate.handled_at.is_(None))
    return [content for content in session.scalars(query.order_by(TelegramUpdate.update_id)) if content]


def mark_update_handled(session: Session, update_id: int, *, now: datetime) -> None:
    """Note that the update has its answer and forget what it said."""
    done = update(TelegramUpdate).where(TelegramUpdate.update_id == update_id)
    session.execute(done.values(handled_at=now, content=None).execution_options(synchronize_session=False))


def keep_buttons(session: Session, chat_id: str, buttons: list[dict[str, str]], *, now: datetime) -> list[str]:
    """Keep buttons offered in a chat and return a token of 16 characters for each (64 bytes are allowed)."""
    tokens = [secrets.token_urlsafe(12) for _ in buttons]
    for token, button in zip(tokens, buttons, strict=True):
        values = {"title": button["title"], "payload": button["payload"], "made_at": now}
        session.add(TelegramButton(token=token, chat_id=chat_id, **values))
    return tokens


def pressed_button(session: Session, chat_id: str, token: str) -> PressedButton | None:
    """Return the button of ``token`` if it was offered in this chat."""
    query = select(TelegramButton).where(TelegramButton.token == token, TelegramButton.chat_id == chat_id)
    row = session.scalars(query).one_or_none()
    return PressedButton(row.title, row.payload) if row else None


def forget(session: Session, chat_id: str) -> None:
    """Delete the buttons of a chat at the resident's wish (个人信息保护法 第四十七条)."""
    session.execute(delete(TelegramButton).where(TelegramButton.chat_id == chat_id))


def purge(session: Session, *, now: datetime) -> None:
    """Delete handled updates and buttons that have had their time (个人信息保护法 第十九条)."""
    old_updates = delete(TelegramUpdate).where(
        TelegramUpdate.handled_at.is_not(None), TelegramUpdate.received_at < now - KEEP_UPDATES
    )
    old_buttons = delete(TelegramButton).where(TelegramButton.made_at < now - KEEP_BUTTONS)
    for statement in (old_updates, old_buttons):
        session.execute(statement.execution_options(synchronize_session=False))
