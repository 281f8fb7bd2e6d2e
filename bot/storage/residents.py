"""What is remembered about a conversation: the resident's place and kind of household, nothing more."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, String, UniqueConstraint

from bot.storage.base import Base, Moment

HOUSEHOLDS = ("rural", "low_income", "disabled", "none")
"""农村家庭, 低保家庭, 残疾人家庭, none of them."""


class Resident(Base):
    """One conversation on one channel."""

    __tablename__ = "residents"
    __table_args__ = (
        UniqueConstraint("channel", "conversation_id"),
        CheckConstraint("household IN ('rural', 'low_income', 'disabled', 'none')", name="household_kind"),
    )

    id = Column(Integer, primary_key=True)
    channel = Column(String(40), nullable=False)
    conversation_id = Column(String(200), nullable=False, index=True)
    place_id = Column(String(60))
    household = Column(String(20))
    created_at = Column(Moment, nullable=False)
    updated_at = Column(Moment, nullable=False)

    def __repr__(self) -> str:
        return f"<Resident {self.id}>"
