"""Writing and reading the audit table: who saw and changed what at the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.masking import mask
from bot.storage.staff import AuditEntry

LONGEST_REASON = 200


def record_act(session: Session, *, actor: str, action: str, now: datetime, about: str = "", reason: str = "") -> None:
    """Append one act in the caller's transaction. ``about`` names a thing (``visit:17``), never a person.

    Long numbers in ``reason`` are hidden: officers may paste one.
    """
    session.add(AuditEntry(at=now, actor=actor, action=action, about=about, reason=mask(reason)[:LONGEST_REASON]))
    session.flush()


def acts_about(session: Session, about: str) -> list[AuditEntry]:
    """Return every act about one thing, oldest first."""
    return list(session.scalars(select(AuditEntry).where(AuditEntry.about == about).order_by(AuditEntry.id)))


def acts(session: Session, *, limit: int = 200) -> list[AuditEntry]:
    """Return the newest acts, newest first."""
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)))
