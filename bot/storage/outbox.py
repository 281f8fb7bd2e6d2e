"""Messages to be sent later: reminders, offers, relayed replies, notices to staff."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String

from bot.storage.base import Base, Moment

WAITING = "waiting"
SENT = "sent"
UNREACHABLE = "unreachable"
DROPPED = "dropped"
EXPIRED = "expired"


class OutboxMessage(Base):
    """One message, written in the transaction of its cause. ``template`` names an ``utter_*`` response."""

    __tablename__ = "outbox_messages"
    __table_args__ = (Index("ix_outbox_messages_due", "state", "send_after"),)

    id = Column(Integer, primary_key=True)
    channel = Column(String(20), nullable=False)
    recipient = Column(String(120), nullable=False)
    template = Column(String(80), nullable=False)
    variables = Column(JSON, nullable=False)
    buttons = Column(JSON)
    dedupe_key = Column(String(200), nullable=False, unique=True)
    about = Column(String(80), index=True)
    """What it belongs to, ``appointment:17``, so that all its messages can be dropped or listed."""
    send_after = Column(Moment, nullable=False)
    expires_at = Column(Moment)
    state = Column(String(20), nullable=False, default=WAITING)
    attempts = Column(Integer, nullable=False, default=0)
    leased_until = Column(Moment)
    sent_at = Column(Moment)
    last_reason = Column(String(60))

    def __repr__(self) -> str:
        """Name the message without recipient or variables: reprs reach logs."""
        return f"<OutboxMessage {self.id} {self.template} {self.state}>"
