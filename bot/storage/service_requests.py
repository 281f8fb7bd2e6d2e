"""Mediation requests, legal-aid applications and requests to be called back."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Integer, String

from bot.storage.base import Base, Moment


class ServiceRequest(Base):
    """A recorded wish that an office takes up: ``received``, ``in_progress``, ``done``, ``cancelled``."""

    __tablename__ = "service_requests"

    id = Column(Integer, primary_key=True)
    number = Column(String(20), nullable=False, unique=True)
    kind = Column(String(30), nullable=False, index=True)
    draft_key = Column(String(100), nullable=False, unique=True)
    conversation_id = Column(String(200), nullable=False, index=True)
    channel = Column(String(40), nullable=False)
    fields = Column(JSON, nullable=False)
    phone = Column(String(40), nullable=False, default="")
    state = Column(String(20), nullable=False, default="received", index=True)
    created_at = Column(Moment, nullable=False)
    updated_at = Column(Moment, nullable=False)
    answer_by = Column(Date)

    def __repr__(self) -> str:
        return f"<ServiceRequest {self.number} {self.state}>"
