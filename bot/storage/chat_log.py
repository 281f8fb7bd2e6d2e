"""What was said in the web chat, kept so that a reload or a lost connection loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Index, Integer, String, Text, UniqueConstraint, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.storage.base import Base, Moment

KEEP = timedelta(days=30)
RESIDENT, BOT, PERSON = "resident", "bot", "person"


class ChatMessage(Base):
    """One line of a web conversation. ``id`` rises, so it is also the place of the line in the transcript."""

    __tablename__ = "chat_messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "client_id", name="uq_chat_messages_client_id"),
        Index("ix_chat_messages_conversation", "conversation_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id = Column(Integer, primary_key=True, autoincrement=True)
    conversation_id = Column(String(64), nullable=False)
    author = Column(String(16), nullable=False)
    text = Column(Text, nullable=False)
    payload = Column(Text)
    buttons = Column(JSON, nullable=False)
    image = Column(Text)
    client_id = Column(String(64))
    handled = Column(Boolean, nullable=False)
    at = Column(Moment, nullable=False, index=True)


@dataclass(frozen=True)
class Line:
    """One line as the page shows it. ``payload`` is what the dialogue engine gets when it differs from ``text``."""

    seq: int
    author: str
    text: str = field(repr=False)
    at: datetime
    payload: str | None = field(default=None, repr=False)
    buttons: list[dict[str, str]] = field(default_factory=list, repr=False)
    image: str | None = None
    client_id: str | None = None


def append(
    session: Session,
    conversation_id: str,
    author: str,
    text: str,
    *,
    now: datetime,
    buttons: list[dict[str, str]] | None = None,
    image: str | None = None,
) -> Line:
    """Add a line of the bot or of a person on our side and return it with its place."""
    row = ChatMessage(
        conversation_id=conversation_id,
        author=author,
        text=text,
        buttons=buttons or [],
        image=image,
        handled=True,
        at=now,
    )
    session.add(row)
    session.flush()
    return _line(row)


def accept(
    session: Session, conversation_id: str, client_id: str, text: str, *, now: datetime, payload: str | None = None
) -> Line | None:
    """Keep a resident's message before it is handled; ``None`` when this client id was accepted before."""
    row = ChatMessage(
        conversation_id=conversation_id,
        author=RESIDENT,
        text=text,
        payload=payload,
        buttons=[],
        client_id=client_id,
        handled=False,
        at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return _line(row)


def mark_handled(session: Session, seq: int) -> None:
    """Note that the resident's message ``seq`` has its answer."""
    session.execute(update(ChatMessage).where(ChatMessage.id == seq).values(handled=True))


def unhandled(session: Session, conversation_id: str, *, since: datetime) -> list[Line]:
    """Return messages accepted since ``since`` whose answer was cut off, for example by a crash."""
    query = select(ChatMessage).where(
        ChatMessage.conversation_id == conversation_id, ChatMessage.handled.is_(False), ChatMessage.at >= since
    )
    return [_line(row) for row in session.scalars(query.order_by(ChatMessage.id))]


def lines_after(session: Session, conversation_id: str, seq: int, *, limit: int = 200) -> list[Line]:
    """Return the newest ``limit`` lines after place ``seq``, oldest first."""
    query = select(ChatMessage).where(ChatMessage.conversation_id == conversation_id, ChatMessage.id > seq)
    rows = session.scalars(query.order_by(ChatMessage.id.desc()).limit(limit)).all()
    return [_line(row) for row in reversed(rows)]


def offered_title(session: Session, conversation_id: str, payload: str, *, within: int = 50) -> str | None:
    """Return the title of a button with ``payload`` among the newest lines, ``None`` if we never offered it."""
    for line in reversed(lines_after(session, conversation_id, 0, limit=within)):
        for button in line.buttons:
            if button.get("payload") == payload:
                return button.get("title")
    return None


def forget(session: Session, conversation_id: str) -> int:
    """Delete a conversation at the resident's wish (个人信息保护法 第四十七条); return the number of lines."""
    return _deleted(session, ChatMessage.conversation_id == conversation_id)


def forget_unless_spoken(session: Session, conversation_id: str) -> None:
    """Delete our own lines of a conversation in which the resident has not said anything yet."""
    spoken = select(ChatMessage.id).where(
        ChatMessage.conversation_id == conversation_id, ChatMessage.author == RESIDENT
    )
    if session.scalars(spoken.limit(1)).first() is None:
        forget(session, conversation_id)


def purge(session: Session, *, now: datetime, keep: timedelta = KEEP) -> int:
    """Delete lines older than ``keep`` (个人信息保护法 第十九条: no longer than needed); return their number."""
    return _deleted(session, ChatMessage.at < now - keep)


def _deleted(session: Session, condition: Any) -> int:
    done = session.execute(delete(ChatMessage).where(condition).execution_options(synchronize_session=False))
    return int(done.rowcount)


def _line(row: Any) -> Line:
    return Line(
        row.id, row.author, row.text, row.at, row.payload, [dict(b) for b in row.buttons], row.image, row.client_id
    )
