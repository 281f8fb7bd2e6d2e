"""Ratings, subscriptions to legal news, and messages the bot did not understand well."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Integer, String, Text, UniqueConstraint

from bot.storage.base import Base, Moment


class Rating(Base):
    """1 (bad) to 5 (good) for one thing, once per conversation; rated again, the later value stands."""

    __tablename__ = "ratings"
    __table_args__ = (
        UniqueConstraint("conversation_id", "about_kind", "about_id"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_range"),
    )

    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(200), nullable=False)
    about_kind = Column(String(30), nullable=False)
    about_id = Column(String(80), nullable=False, default="")
    score = Column(Integer, nullable=False)
    comment = Column(Text, nullable=False, default="")
    at = Column(Moment, nullable=False)

    def __repr__(self) -> str:
        return f"<Rating {self.about_kind} {self.score}>"


class Subscription(Base):
    """A conversation that wants legal news of one topic. Unsubscribing deletes the row."""

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("channel", "conversation_id", "topic"),)

    id = Column(Integer, primary_key=True)
    channel = Column(String(40), nullable=False)
    conversation_id = Column(String(200), nullable=False, index=True)
    topic = Column(String(30), nullable=False, index=True)
    since = Column(Moment, nullable=False)

    def __repr__(self) -> str:
        return f"<Subscription {self.id} {self.topic}>"


class UnclearTurn(Base):
    """A resident's message (masked, without the conversation's id) that was refused, nearly tied or corrected."""

    __tablename__ = "unclear_turns"

    id = Column(Integer, primary_key=True)
    at = Column(Moment, nullable=False, index=True)
    text = Column(Text, nullable=False)
    intent = Column(String(60), nullable=False)
    ranking = Column(JSON, nullable=False)
    reason = Column(String(20), nullable=False, index=True)

    def __repr__(self) -> str:
        return f"<UnclearTurn {self.id} {self.reason}>"
