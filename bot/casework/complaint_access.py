"""Who may look at a complaint: reference number and access code, with a brake on guessing."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.casework.case_numbers import COMPLAINT, tidy_number
from bot.storage.complaints import Complaint, GuessCounter
from bot.storage.insertion import insert_if_absent

TRIES_PER_COMPLAINT = 5
TRIES_PER_ASKER = 10
LOCKS = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=24))
"""How long the first, second and every later lock lasts."""
FORGET_AFTER = timedelta(hours=48)
"""A counter this long without a wrong try starts afresh. Longer than the longest lock, so that locks do grow."""
_CODES = 1_000_000


@dataclass(frozen=True)
class AccessRefused:
    """No look at the complaint.

    ``bad_number``: not a reference number (mistyped). ``no_match``: number or code wrong, not told which.
    ``locked``: too many wrong tries, again from ``retry_at``. It is returned and not raised, because the wrong try must
    be committed and an exception would roll it back.
    """

    reason: Literal["bad_number", "no_match", "locked"]
    retry_at: datetime | None = None


def access_code(secret: bytes, reference_no: str) -> str:
    """Return the six-digit code of a complaint. It is derived, so it is stored nowhere and can be told again."""
    digest = hmac.new(secret, f"complaint-access:{reference_no}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % _CODES:06d}"


def open_complaint(
    session: Session, reference_no: str, code: str, *, asker: str, secret: bytes, now: datetime
) -> Complaint | AccessRefused:
    """Return the complaint when the code is right; count the try when it is wrong.

    ``asker`` is the conversation that asks. Strangers' wrong tries never lock out the conversation that filed the
    complaint.
    """
    number = tidy_number(COMPLAINT, reference_no)
    if number is None:
        return AccessRefused("bad_number")
    found = _by_number(session, number)
    counters = [(f"asker:{asker}", TRIES_PER_ASKER)]
    if found is None or found.conversation_id != asker:
        counters.append((f"complaint:{number}", TRIES_PER_COMPLAINT))
    locked = _locked_until(session, [key for key, _ in counters], now)
    if locked is not None:
        return AccessRefused("locked", locked)
    if found is not None and hmac.compare_digest(access_code(secret, number).encode(), _digits(code).encode()):
        session.execute(delete(GuessCounter).where(GuessCounter.key == f"complaint:{number}"))
        return found
    for key, limit in counters:
        _count_wrong(session, key, limit, now)
    return AccessRefused("no_match")


def forget_old_guesses(session: Session, now: datetime) -> int:
    """Delete counters that no longer matter; return how many."""
    result = session.execute(delete(GuessCounter).where(GuessCounter.last_at < now - FORGET_AFTER))
    return int(result.rowcount)


def _by_number(session: Session, number: str) -> Complaint | None:
    return session.execute(select(Complaint).where(Complaint.reference_no == number)).scalar_one_or_none()


def _digits(code: str) -> str:
    return "".join(str(int(c)) for c in code if c.isdecimal())


def _locked_until(session: Session, keys: list[str], now: datetime) -> datetime | None:
    query = select(GuessCounter.locked_until).where(GuessCounter.key.in_(keys), GuessCounter.locked_until > now)
    return max(session.execute(query).scalars(), default=None)


def _count_wrong(session: Session, key: str, limit: int, now: datetime) -> None:
    insert_if_absent(session, GuessCounter, {"key": key, "wrong": 0, "locks": 0, "last_at": now})
    # The row lock makes two wrong tries at the same moment count as two.
    query = select(GuessCounter).where(GuessCounter.key == key).with_for_update()
    counter = session.execute(query.execution_options(populate_existing=True)).scalar_one()
    if counter.last_at < now - FORGET_AFTER:
        counter.wrong, counter.locks = 0, 0
    counter.wrong, counter.last_at = counter.wrong + 1, now
    if counter.wrong >= limit:
        counter.locked_until = now + LOCKS[min(counter.locks, len(LOCKS) - 1)]
        counter.locks, counter.wrong = counter.locks + 1, 0
    session.flush()
