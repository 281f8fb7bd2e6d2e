"""Logging in with throttling in the database.

Three steps in two transactions, so that no lock is held while the slow password hash is computed and tries made at the
same moment all count: ``start_login`` (commit), ``password_matches``, ``finish_login``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.casework.audit import record_act
from bot.storage.staff import FAILED, REFUSED, SUCCEEDED, TRYING, LoginAttempt, StaffAccount

WINDOW = timedelta(minutes=15)
TRIES_PER_ACCOUNT = 5
TRIES_PER_ADDRESS = 20
"""A whole office may share one address."""
KEEP_ATTEMPTS = timedelta(days=30)


@dataclass(frozen=True)
class LoginStart:
    """A try that was written down. ``wait_until`` set: too many wrong tries, do not look at the password."""

    attempt_id: int
    wait_until: datetime | None
    account_id: int | None
    password_hash: str | None = field(repr=False)


def start_login(session: Session, name: str, address: str, *, now: datetime) -> LoginStart:
    """Write the try down and say whether the password may be looked at. Commit before doing so."""
    session.execute(
        delete(LoginAttempt).where(LoginAttempt.at < now - KEEP_ATTEMPTS).execution_options(synchronize_session=False)
    )
    key = account_key(name)
    attempt = LoginAttempt(account_key=key, address=address[:64], at=now, outcome=TRYING)
    session.add(attempt)
    session.flush()
    ours, here = LoginAttempt.account_key == key, LoginAttempt.address == attempt.address
    since = _last_success(session, ours, default=now - WINDOW)
    waits = [
        _wait_until(session, TRIES_PER_ACCOUNT, since, ours, attempt),
        _wait_until(session, TRIES_PER_ADDRESS, now - WINDOW, here, attempt),
    ]
    wait_until = max((moment for moment in waits if moment), default=None)
    if wait_until:
        attempt.outcome = REFUSED
    query = select(StaffAccount).where(StaffAccount.name == name.strip(), StaffAccount.active)
    account = session.scalars(query).one_or_none()
    return LoginStart(attempt.id, wait_until, account and account.id, account and account.password_hash)


def finish_login(session: Session, start: LoginStart, *, matches: bool, now: datetime) -> StaffAccount | None:
    """Write down how the try ended and return the account when the password matched."""
    attempt = session.get(LoginAttempt, start.attempt_id)
    account = session.get(StaffAccount, start.account_id) if start.account_id else None
    succeeded = matches and account is not None and account.active and account.password_hash == start.password_hash
    if attempt is not None:
        attempt.outcome = SUCCEEDED if succeeded else FAILED
    if account is not None:
        record_act(session, actor=account.name, action="login" if succeeded else "login_failed", now=now)
    session.flush()
    return account if succeeded else None


def account_key(name: str) -> str:
    """Return the digest under which tries for ``name`` are counted."""
    return hashlib.sha256(name.strip().casefold().encode()).hexdigest()


def _wait_until(session: Session, limit: int, since: datetime, whose: Any, attempt: LoginAttempt) -> datetime | None:
    """When the next try is allowed, or None when this one is.

    Earlier wrong or unfinished tries count; refused ones do not, or an attacker could lock an account for good.
    """
    counted = LoginAttempt.outcome.in_((TRYING, FAILED)), LoginAttempt.id < attempt.id, LoginAttempt.at > since
    query = select(LoginAttempt.at).where(whose, *counted).order_by(LoginAttempt.at.desc()).limit(limit)
    tries = list(session.scalars(query))
    return tries[-1] + WINDOW if len(tries) >= limit else None


def _last_success(session: Session, whose: Any, *, default: datetime) -> datetime:
    """The moment of the last right password: wrong tries before it no longer count against the account."""
    newest = select(func.max(LoginAttempt.at)).where(whose, LoginAttempt.outcome == SUCCEEDED)
    return max(session.execute(newest).scalar_one() or default, default)
