"""Accounts of the officers' page, tries to log in, and the audit table of who saw and changed what."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, String

from bot.storage.base import Base, Moment

MANAGER = "manager"
OFFICER = "officer"
ASSISTANT = "assistant"
LAWYER = "lawyer"
ROLES = (MANAGER, OFFICER, ASSISTANT, LAWYER)

TRYING = "trying"
FAILED = "failed"
SUCCEEDED = "succeeded"
REFUSED = "refused"


class StaffAccount(Base):
    """One member of staff who may log in. A removed one stays, inactive, because the audit table names it."""

    __tablename__ = "staff_accounts"
    __table_args__ = (CheckConstraint("role IN ('manager', 'officer', 'assistant', 'lawyer')", name="staff_role"),)

    id = Column(Integer, primary_key=True)
    name = Column(String(60), nullable=False, unique=True)
    role = Column(String(20), nullable=False)
    person_id = Column(String(60))
    """The same person in the duty roster; decides whose visits are seen."""
    password_hash = Column(String(200), nullable=False)
    """Argon2id, with its parameters and salt."""
    session_stamp = Column(String(43), nullable=False)
    """Changes at logout, with the password and on removal: older session cookies stop working."""
    active = Column(Boolean, nullable=False, default=True)
    created_at = Column(Moment, nullable=False)
    updated_at = Column(Moment, nullable=False)

    def __repr__(self) -> str:
        """Name the account by number only: reprs reach logs."""
        return f"<StaffAccount {self.id} {self.role}>"


class LoginAttempt(Base):
    """One try to log in, written before the password is looked at so that tries at the same moment count too."""

    __tablename__ = "login_attempts"
    __table_args__ = (
        Index("ix_login_attempts_account", "account_key", "at"),
        Index("ix_login_attempts_address", "address", "at"),
    )

    id = Column(Integer, primary_key=True)
    account_key = Column(String(64), nullable=False)
    """Digest of the name typed: people type passwords into the wrong field."""
    address = Column(String(64), nullable=False)
    at = Column(Moment, nullable=False)
    outcome = Column(String(10), nullable=False)
    """``trying``, ``failed``, ``succeeded`` or ``refused``."""


class AuditEntry(Base):
    """One act of one member of staff. Rows are only ever added; no phone number and no name of a resident in them."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_about", "about", "at"),)

    id = Column(Integer, primary_key=True)
    at = Column(Moment, nullable=False, index=True)
    actor = Column(String(60), nullable=False)
    action = Column(String(40), nullable=False)
    about = Column(String(120), nullable=False, default="")
    """``visit:17``, ``day:2026-04-08``, ``message:5``, ``block:2``, ``trips:2026-04``."""
    reason = Column(String(200), nullable=False, default="")
