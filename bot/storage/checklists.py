"""How far a resident has gone through the checklist of an item. Kept so that it can be taken up days later."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String

from bot.storage.base import Base, Moment


class ChecklistRun(Base):
    """One run through one item's checklist in one conversation; starting anew empties it."""

    __tablename__ = "checklist_runs"
    __table_args__ = (Index("ux_checklist_runs_conversation_item", "conversation_id", "item_id", unique=True),)

    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(120), nullable=False)
    item_id = Column(String(60), nullable=False)
    conditions = Column(JSON, nullable=False)
    """Condition id to true or false."""
    answers = Column(JSON, nullable=False)
    """Material id to an ``Answer`` value of ``bot.casework.checklists``."""
    started_at = Column(Moment, nullable=False)
    updated_at = Column(Moment, nullable=False)
    finished_at = Column(Moment)
