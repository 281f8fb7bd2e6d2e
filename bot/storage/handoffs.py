"""Handoffs from the bot to a lawyer, and the messages of the two-way chat."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from bot.storage.base import Base, Moment


class Handoff(Base):
    """One request of a resident to talk to a person: ``waiting``, ``accepted``, ``ended``.

    ``open_key`` is the conversation while the handoff is not ended, ``busy_key`` the lawyer while the lawyer is in it;
    both are unique, so the database refuses a second open handoff of a conversation and a second live chat of a lawyer.
    """

    __tablename__ = "handoffs"

    id = Column(Integer, primary_key=True)
    number = Column(String(20), nullable=False, unique=True)
    conversation_id = Column(String(200), nullable=False, index=True)
    channel = Column(String(40), nullable=False)
    open_key = Column(String(200), unique=True)
    busy_key = Column(Integer, unique=True)
    state = Column(String(20), nullable=False, default="waiting", index=True)
    topic = Column(String(60))
    place_id = Column(String(60))
    household = Column(String(20))
    summary = Column(Text, nullable=False, default="")
    lawyer_id = Column(ForeignKey("lawyers.id"), index=True)
    lawyer_linked = Column(Boolean, nullable=False, default=False)
    opened_at = Column(Moment, nullable=False)
    expected = Column(String(20), nullable=False)
    expected_on = Column(Date, nullable=False)
    accepted_at = Column(Moment)
    last_message_at = Column(Moment)
    ended_at = Column(Moment)
    outcome = Column(String(40))
    note = Column(Text, nullable=False, default="")

    lawyer = relationship("Lawyer")
    messages = relationship("HandoffMessage", order_by="HandoffMessage.id", back_populates="handoff")

    def __repr__(self) -> str:
        return f"<Handoff {self.number} {self.state}>"


class HandoffMessage(Base):
    """One message relayed between resident and lawyer."""

    __tablename__ = "handoff_messages"

    id = Column(Integer, primary_key=True)
    handoff_id = Column(ForeignKey("handoffs.id"), nullable=False, index=True)
    at = Column(Moment, nullable=False)
    speaker = Column(String(20), nullable=False)
    text = Column(Text, nullable=False)

    handoff = relationship("Handoff", back_populates="messages")

    def __repr__(self) -> str:
        return f"<HandoffMessage {self.id} {self.speaker}>"
