"""Complaints, their history, and the counters that slow down guessing of access codes."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from bot.storage.base import Base, Moment


class Complaint(Base):
    """What a resident filed. ``about_whom``, texts, ``name`` and ``phone`` never go into a log or a message to others.

    An accusation's content must not reach the accused person or body (信访工作条例 30).
    """

    __tablename__ = "complaints"
    __table_args__ = (CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_range"),)

    id = Column(Integer, primary_key=True)
    reference_no = Column(String(20), nullable=False, unique=True)
    draft_key = Column(String(100), nullable=False, unique=True)
    conversation_id = Column(String(200), nullable=False, index=True)
    channel = Column(String(40), nullable=False)
    category = Column(String(60), nullable=False)
    procedure = Column(String(20), nullable=False)
    receiver = Column(String(60), nullable=False)
    about_whom = Column(Text, nullable=False, default="")
    what_happened = Column(Text, nullable=False)
    happened_when = Column(Text, nullable=False, default="")
    happened_where = Column(Text, nullable=False, default="")
    anonymous = Column(Boolean, nullable=False, default=False)
    name = Column(String(100), nullable=False, default="")
    phone = Column(String(40), nullable=False, default="")
    state = Column(String(40), nullable=False, index=True)
    filed_at = Column(Moment, nullable=False)
    register_by = Column(Date, nullable=False)
    accepted_at = Column(Moment)
    handle_by = Column(Date)
    extended = Column(Boolean, nullable=False, default=False)
    due_by = Column(Date, index=True)
    urges = Column(Integer, nullable=False, default=0)
    urged_at = Column(Moment)
    rating = Column(Integer)
    rating_comment = Column(Text, nullable=False, default="")
    closed_at = Column(Moment)

    events = relationship("ComplaintEvent", order_by="ComplaintEvent.id", back_populates="complaint")

    def __repr__(self) -> str:
        return f"<Complaint {self.reference_no} {self.state}>"


class ComplaintEvent(Base):
    """One change of a complaint: who did what, when, and why. Rows are added, never altered."""

    __tablename__ = "complaint_events"

    id = Column(Integer, primary_key=True)
    complaint_id = Column(ForeignKey("complaints.id"), nullable=False, index=True)
    at = Column(Moment, nullable=False)
    action = Column(String(40), nullable=False)
    role = Column(String(20), nullable=False)
    actor = Column(String(200), nullable=False)
    from_state = Column(String(40), nullable=False)
    to_state = Column(String(40), nullable=False)
    reason = Column(Text, nullable=False, default="")
    note = Column(Text, nullable=False, default="")
    public = Column(Boolean, nullable=False, default=True)

    complaint = relationship("Complaint", back_populates="events")

    def __repr__(self) -> str:
        return f"<ComplaintEvent {self.action} {self.from_state}->{self.to_state}>"


class GuessCounter(Base):
    """Wrong tries against one reference number (``complaint:…``) or from one conversation (``asker:…``)."""

    __tablename__ = "guess_counters"

    key = Column(String(240), primary_key=True)
    wrong = Column(Integer, nullable=False, default=0)
    locks = Column(Integer, nullable=False, default=0)
    locked_until = Column(Moment)
    last_at = Column(Moment, nullable=False)
