"""Law firms, legal-advisor lawyers, and which households of which place each lawyer serves."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from bot.storage.base import Base, Moment


class Firm(Base):
    """A law firm."""

    __tablename__ = "firms"

    id = Column(Integer, primary_key=True)
    name = Column(String(120), nullable=False, unique=True)

    lawyers = relationship("Lawyer", back_populates="firm")


class Lawyer(Base):
    """A legal-advisor lawyer. ``active`` is false for one who is no longer in the imported sheet."""

    __tablename__ = "lawyers"

    id = Column(Integer, primary_key=True)
    licence_no = Column(String(60), nullable=False, unique=True)
    name = Column(String(60), nullable=False)
    firm_id = Column(ForeignKey("firms.id"), nullable=False, index=True)
    phone = Column(String(40), nullable=False)
    note = Column(Text, nullable=False, default="")
    service_kinds = Column(JSON, nullable=False, default=list)
    active = Column(Boolean, nullable=False, default=True)
    telegram_chat_id = Column(String(60), unique=True)
    link_code = Column(String(20), unique=True)
    link_code_until = Column(Moment)

    firm = relationship("Firm", back_populates="lawyers")
    assignments = relationship("Assignment", back_populates="lawyer")

    def __repr__(self) -> str:
        return f"<Lawyer {self.id}>"


class Assignment(Base):
    """One lawyer serves one kind of household (``rural``, ``low_income``, ``disabled``) of one place."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("place_id", "household", "lawyer_id"),)

    id = Column(Integer, primary_key=True)
    place_id = Column(String(60), nullable=False, index=True)
    household = Column(String(20), nullable=False)
    lawyer_id = Column(ForeignKey("lawyers.id"), nullable=False, index=True)
    group_name = Column(String(60), nullable=False, default="")
    position = Column(Integer, nullable=False)

    lawyer = relationship("Lawyer", back_populates="assignments")
