"""Staff accounts: adding, listing, changing the password, removing, and whose session is still good."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.audit import record_act
from bot.casework.passwords import LONGEST, SHORTEST, hash_password
from bot.storage.staff import MANAGER, ROLES, StaffAccount
from knowledge_base.roster import Roster

CONSOLE = "console"
"""Actor of what the operator does on the command line."""


class StaffError(Exception):
    """An account cannot be made or changed. The message is one sentence without any password."""


class NameTaken(StaffError):
    """Another account in use has this name."""


class WeakPassword(StaffError):
    """The password is too short, too long, or the name itself."""


class UnknownStaff(StaffError):
    """No account in use has this name."""


class WrongPerson(StaffError):
    """The role is unknown, or the account must name somebody of the duty roster and does not."""


def add_staff(
    session: Session, *, name: str, role: str, password: str, person_id: str | None, roster: Roster, now: datetime
) -> StaffAccount:
    """Make an account, or take a removed one of this name into use again.

    A manager without ``person_id`` sees every institution; everybody else must be somebody of the roster. Raises
    ``NameTaken``, ``WeakPassword``, ``WrongPerson``.
    """
    name = name.strip()
    _check_person(role, person_id, roster)
    _check_password(name, password)
    account = session.scalars(select(StaffAccount).where(StaffAccount.name == name)).one_or_none()
    if account is None:
        account = StaffAccount(name=name, created_at=now)
        session.add(account)
    elif account.active:
        raise NameTaken(f"An account {name} exists already.")
    account.role, account.person_id, account.active = role, person_id, True
    _renew(account, now, password)
    record_act(session, actor=CONSOLE, action="staff_added", about=f"staff:{name}", reason=role, now=now)
    return account


def list_staff(session: Session) -> list[StaffAccount]:
    """Return the accounts in use, by name."""
    return list(session.scalars(select(StaffAccount).where(StaffAccount.active).order_by(StaffAccount.name)))


def set_password(session: Session, name: str, password: str, *, now: datetime) -> None:
    """Give an account a new password and end its sessions. Raises ``UnknownStaff``, ``WeakPassword``."""
    account = _in_use(session, name)
    _check_password(account.name, password)
    _renew(account, now, password)
    record_act(session, actor=CONSOLE, action="password_changed", about=f"staff:{account.name}", now=now)


def remove_staff(session: Session, name: str, *, now: datetime) -> None:
    """Take an account out of use and end its sessions. Raises ``UnknownStaff``."""
    account = _in_use(session, name)
    account.active = False
    _renew(account, now)
    record_act(session, actor=CONSOLE, action="staff_removed", about=f"staff:{account.name}", now=now)


def staff_of_session(session: Session, account_id: int, stamp: str) -> StaffAccount | None:
    """Return the account a session cookie names, or None when it was removed, logged out or given a new password."""
    account = session.get(StaffAccount, account_id)
    if account is None or not account.active:
        return None
    return account if secrets.compare_digest(account.session_stamp, stamp) else None


def end_sessions(session: Session, account_id: int, *, now: datetime) -> None:
    """Log an account out everywhere."""
    account = session.get(StaffAccount, account_id)
    if account is not None:
        _renew(account, now)
        record_act(session, actor=account.name, action="logout", now=now)


def _renew(account: StaffAccount, now: datetime, password: str | None = None) -> None:
    if password is not None:
        account.password_hash = hash_password(password)
    account.session_stamp = secrets.token_urlsafe(32)
    account.updated_at = now


def _in_use(session: Session, name: str) -> StaffAccount:
    query = select(StaffAccount).where(StaffAccount.name == name.strip(), StaffAccount.active)
    account = session.scalars(query).one_or_none()
    if account is None:
        raise UnknownStaff(f"No account is called {name}.")
    return account


def _check_person(role: str, person_id: str | None, roster: Roster) -> None:
    if role not in ROLES:
        raise WrongPerson(f"The role is {role!r}; it must be one of {', '.join(ROLES)}.")
    if person_id is None and role != MANAGER:
        raise WrongPerson("An account that is not a manager's needs --person-id, an id of the duty roster.")
    if person_id is not None and roster.person(person_id) is None:
        raise WrongPerson(f"The duty roster has nobody with the id {person_id!r}.")


def _check_password(name: str, password: str) -> None:
    if not name or len(name) > 60:
        raise WrongPerson("The name must have 1 to 60 characters.")
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"The password must have {SHORTEST} to {LONGEST} characters.")
    if password == name or len(set(password)) < 4:
        raise WeakPassword("The password is too easy to guess.")
