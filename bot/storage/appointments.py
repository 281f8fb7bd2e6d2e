"""Booked visits, the seats they hold, their history, the waiting list and blocked periods.

A seat is a row whose primary key is item, window and start: whoever inserts it first has it.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Text

from bot.storage.base import Base, Moment

BOOKED = "booked"
ARRIVED = "arrived"
DONE = "done"
COME_AGAIN = "come_again"
NO_SHOW = "no_show"
CANCELLED = "cancelled"


class Appointment(Base):
    """One visit of one resident. ``number`` is what the resident keeps; ``draft_key`` makes confirming idempotent."""

    __tablename__ = "appointments"
    __table_args__ = (Index("ix_appointments_phone_state", "phone", "state"),)

    id = Column(Integer, primary_key=True)
    number = Column(String(12), nullable=False, unique=True)
    draft_key = Column(String(120), nullable=False, unique=True)
    matter = Column(String(12), nullable=False, index=True)
    """Number of the first visit in the same matter: visits with one matter are trips for one thing."""
    conversation_id = Column(String(120), nullable=False, index=True)
    channel = Column(String(20), nullable=False)
    item_id = Column(String(60), nullable=False)
    institution = Column(String(60), nullable=False)
    start = Column(Moment, nullable=False, index=True)
    minutes = Column(Integer, nullable=False)
    window = Column(Integer, nullable=False)
    """Counted from 1."""
    name = Column(String(60), nullable=False)
    phone = Column(String(20), nullable=False)
    note = Column(Text, nullable=False, default="")
    state = Column(String(20), nullable=False, default=BOOKED)
    sequence = Column(Integer, nullable=False, default=0)
    """Rises with every change of time or state that a calendar must follow (ICS SEQUENCE)."""
    officer_id = Column(String(60))
    officer_name = Column(String(60))
    booked_at = Column(Moment, nullable=False)
    updated_at = Column(Moment, nullable=False)

    def __repr__(self) -> str:
        """Name the visit without the person: reprs reach logs."""
        return f"<Appointment {self.id} {self.item_id} {self.state}>"


class Seat(Base):
    """One window of one item at one start, taken by a visit or held for somebody on the waiting list."""

    __tablename__ = "appointment_seats"
    __table_args__ = (Index("ix_appointment_seats_item_start", "item_id", "start"),)

    item_id = Column(String(60), primary_key=True)
    window = Column(Integer, primary_key=True)
    start = Column(Moment, primary_key=True)
    ends_at = Column(Moment, nullable=False)
    holder = Column(String(64), unique=True)
    """Digest of phone, item and start: the same person cannot take the same time twice."""
    appointment_id = Column(Integer, ForeignKey("appointments.id"), index=True)
    waiting_id = Column(Integer, ForeignKey("waiting_list.id"), index=True)
    held_until = Column(Moment)


class AppointmentChange(Base):
    """One change of a visit, with who made it and why."""

    __tablename__ = "appointment_changes"

    id = Column(Integer, primary_key=True)
    appointment_id = Column(Integer, ForeignKey("appointments.id"), nullable=False, index=True)
    at = Column(Moment, nullable=False)
    kind = Column(String(30), nullable=False)
    """``booked``, ``rescheduled``, ``will_come``, ``officer``, or the new state."""
    actor = Column(String(60), nullable=False)
    """``resident``, ``system`` or a staff account."""
    reason = Column(String(200), nullable=False, default="")
    old_start = Column(Moment)
    new_start = Column(Moment)


class WaitingEntry(Base):
    """Somebody who wants a seat on a full day. ``active_key`` keeps one open entry per item, day and phone."""

    __tablename__ = "waiting_list"
    __table_args__ = (Index("ix_waiting_list_line", "item_id", "day", "state"),)

    id = Column(Integer, primary_key=True)
    item_id = Column(String(60), nullable=False)
    day = Column(Date, nullable=False)
    name = Column(String(60), nullable=False)
    phone = Column(String(20), nullable=False)
    channel = Column(String(20), nullable=False)
    conversation_id = Column(String(120), nullable=False, index=True)
    state = Column(String(20), nullable=False)
    """``waiting``, ``offered``, ``taken``, ``expired`` or ``left``."""
    active_key = Column(String(64), unique=True)
    joined_at = Column(Moment, nullable=False)
    offered_start = Column(Moment)
    offered_window = Column(Integer)
    answer_by = Column(Moment)

    def __repr__(self) -> str:
        """Name the entry without the person."""
        return f"<WaitingEntry {self.id} {self.item_id} {self.day} {self.state}>"


class BlockedPeriod(Base):
    """A stretch of time in which nobody is received: all of an institution, or one item or window of it."""

    __tablename__ = "blocked_periods"

    id = Column(Integer, primary_key=True)
    institution = Column(String(60), nullable=False, index=True)
    item_id = Column(String(60))
    window = Column(Integer)
    start = Column(Moment, nullable=False)
    ends_at = Column(Moment, nullable=False)
    reason = Column(String(200), nullable=False)
    actor = Column(String(60), nullable=False)
