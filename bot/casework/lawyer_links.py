"""Tie a lawyer to a Telegram chat by a code that is used once."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.lawyers import Lawyer

CODE_LASTS = timedelta(days=7)
_CODES = 10**10


class LinkError(Exception):
    """Base of all refusals; nothing was changed."""


class NoSuchLawyer(LinkError):
    """No active lawyer has this id."""


class LinkCodeUnknown(LinkError):
    """The code does not exist, was used, or is older than seven days; not told which."""


class ChatAlreadyLinked(LinkError):
    """The chat belongs to another lawyer."""


def link_code(session: Session, lawyer_id: int, *, now: datetime, rng: Random) -> str:
    """Return a fresh ten-digit code for a lawyer, good for seven days; an older code stops working.

    Pass ``random.SystemRandom()`` outside tests: whoever guesses the code receives residents' matters.
    """
    lawyer = session.get(Lawyer, lawyer_id)
    if lawyer is None or not lawyer.active:
        raise NoSuchLawyer(str(lawyer_id))
    lawyer.link_code, lawyer.link_code_until = f"{rng.randrange(_CODES):010d}", now + CODE_LASTS
    session.flush()
    return str(lawyer.link_code)


def link_code_for_licence(session: Session, licence_no: str, *, now: datetime, rng: Random) -> str | None:
    """Return a fresh code for the active lawyer with this licence number, or None when there is none."""
    query = select(Lawyer.id).where(Lawyer.licence_no == licence_no, Lawyer.active)
    lawyer_id = session.execute(query).scalar_one_or_none()
    return None if lawyer_id is None else link_code(session, lawyer_id, now=now, rng=rng)


def link_lawyer(session: Session, code: str, telegram_chat_id: str, *, now: datetime) -> Lawyer:
    """Tie the code's lawyer to the chat and use the code up. A lawyer's new chat replaces the old one.

    Raises ``LinkCodeUnknown`` and ``ChatAlreadyLinked``.
    """
    query = select(Lawyer).where(Lawyer.link_code == code.strip(), Lawyer.active, Lawyer.link_code_until > now)
    lawyer = session.execute(query.with_for_update()).scalar_one_or_none()
    if lawyer is None:
        raise LinkCodeUnknown
    holder = lawyer_by_chat(session, telegram_chat_id)
    if holder is not None and holder.id != lawyer.id:
        raise ChatAlreadyLinked
    lawyer.telegram_chat_id, lawyer.link_code, lawyer.link_code_until = telegram_chat_id, None, None
    session.flush()
    return lawyer


def unlink_lawyer(session: Session, telegram_chat_id: str) -> bool:
    """Cut a chat from its lawyer; return whether it was linked."""
    lawyer = lawyer_by_chat(session, telegram_chat_id)
    if lawyer is None:
        return False
    lawyer.telegram_chat_id = None
    session.flush()
    return True


def lawyer_by_chat(session: Session, chat_id: str) -> Lawyer | None:
    """Return the active lawyer of a Telegram chat, or None."""
    query = select(Lawyer).where(Lawyer.telegram_chat_id == chat_id, Lawyer.active)
    return session.execute(query).scalar_one_or_none()
