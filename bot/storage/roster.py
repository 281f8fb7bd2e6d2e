"""Who is on duty: the imported roster, absences and recusals."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, UniqueConstraint

from bot.storage.base import Base, Moment


class ImportedRoster(Base):
    """The roster last imported from a sheet; the newest row replaces the city pack's ``roster.yml``."""

    __tablename__ = "duty_rosters"

    id = Column(Integer, primary_key=True)
    data = Column(JSON, nullable=False)
    imported_at = Column(Moment, nullable=False)
    actor = Column(String(60), nullable=False)


class DutyAbsence(Base):
    """A member of staff is away from ``first`` to ``last``, both days included."""

    __tablename__ = "duty_absences"
    __table_args__ = (Index("ix_duty_absences_person", "person_id", "first", "last"),)

    id = Column(Integer, primary_key=True)
    person_id = Column(String(60), nullable=False)
    first = Column(Date, nullable=False)
    last = Column(Date, nullable=False)
    reason = Column(String(200), nullable=False, default="")
    recorded_at = Column(Moment, nullable=False)


class DutyRecusal(Base):
    """An officer with an interest in the matter must not handle this visit."""

    __tablename__ = "duty_recusals"
    __table_args__ = (UniqueConstraint("appointment_id", "person_id"),)

    id = Column(Integer, primary_key=True)
    appointment_id = Column(Integer, ForeignKey("appointments.id"), nullable=False)
    person_id = Column(String(60), nullable=False)
    reason = Column(String(200), nullable=False, default="")
    recorded_at = Column(Moment, nullable=False)
