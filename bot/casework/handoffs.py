"""Hand a conversation to a person: open, accept, end. The two-way chat in between is ``handoff_relay``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.casework.case_numbers import HANDOFF, city_day, draw_until
from bot.casework.handoff_errors import AlreadyTaken, LawyerBusy, NoSuchHandoff, NotALawyer, NotYourHandoff
from bot.casework.handoff_notices import ACCEPTED_TEMPLATE, ENDED_TEMPLATE, tell_lawyer, tell_resident
from bot.casework.lawyer_links import lawyer_by_chat
from bot.casework.lawyers import LawyerMatch, describe, find_lawyer
from bot.storage.handoffs import Handoff
from bot.storage.insertion import insert_if_absent
from bot.storage.lawyers import Lawyer

OUTCOMES = ("advised", "solved", "referred", "legal_aid", "visit_booked", "resident_left", "no_answer", "other")


@dataclass(frozen=True)
class HandoffReceipt:
    """What the resident may be told. ``lawyer`` is None when no place is known or the scheme has none.

    ``lawyer_linked``: the lawyer was told on Telegram; False means that only the duty desk sees the handoff.
    ``expected_on`` is the day to expect an answer, no promise of an hour.
    """

    number: str
    lawyer: LawyerMatch | None
    lawyer_linked: bool
    expected: Literal["today", "next_working_day"]
    expected_on: date
    state: Literal["waiting", "accepted"]
    repeated: bool


def open_handoff(
    session: Session,
    *,
    conversation_id: str,
    channel: str,
    summary: str,
    place_id: str | None,
    household: str | None,
    topic: str | None,
    now: datetime,
    working: bool,
    next_working_day: date,
    rng: Random,
) -> HandoffReceipt:
    """Record that a resident wants a person, and tell the household's lawyer on Telegram if linked.

    One open handoff a conversation: asked again, the first one's receipt comes back. ``working``: a lawyer can be
    expected to answer today; otherwise ``next_working_day`` is named. At night the lawyer's message waits until eight.
    """
    lawyer = find_lawyer(session, place_id, household, resident_key=conversation_id) if place_id else None
    values = {
        "conversation_id": conversation_id,
        "channel": channel,
        "open_key": open_key(channel, conversation_id),
        "state": "waiting",
        "topic": topic,
        "place_id": place_id,
        "household": household,
        "summary": summary,
        "lawyer_id": lawyer.lawyer_id if lawyer else None,
        "lawyer_linked": bool(lawyer and lawyer.linked),
        "opened_at": now,
        "expected": "today" if working else "next_working_day",
        "expected_on": city_day(now) if working else next_working_day,
    }
    taken: list[bool] = []

    def take(number: str) -> bool:
        taken.append(insert_if_absent(session, Handoff, {**values, "number": number}))
        return taken[-1] or _open(session, channel, conversation_id) is not None

    if _open(session, channel, conversation_id) is None:
        draw_until(HANDOFF, now, rng, take)
    handoff = _open(session, channel, conversation_id)
    assert handoff is not None
    new = bool(taken) and taken[-1]
    if new:
        tell_lawyer(session, handoff, now)
        return _receipt(handoff, lawyer, repeated=False)
    if handoff.state == "waiting":
        handoff.expected, handoff.expected_on = values["expected"], values["expected_on"]
        _hear_more(session, handoff, summary, now)
    mine = describe(handoff.lawyer, place_id or "", household or "") if handoff.lawyer else None
    return _receipt(handoff, mine, repeated=True)


def _hear_more(session: Session, handoff: Handoff, summary: str, now: datetime) -> None:
    """Told more since then: whoever takes it reads the matter, not only that a person was wanted."""
    if summary and summary != handoff.summary:
        handoff.summary = summary
        tell_lawyer(session, handoff, now, part="matter")


def open_key(channel: str, conversation_id: str) -> str:
    """The unique key of a conversation's open handoff."""
    return f"{channel}:{conversation_id}"


def accept(session: Session, number: str, lawyer_chat_id: str, now: datetime) -> Handoff:
    """A linked lawyer takes the handoff and is now in charge of the conversation; the resident is told.

    The household's own lawyer, a colleague of the same firm, or anyone when no lawyer was found. Taking it twice is no
    error. Raises ``NotALawyer``, ``NoSuchHandoff``, ``NotYourHandoff``, ``AlreadyTaken``, ``LawyerBusy``.
    """
    lawyer = _linked(session, lawyer_chat_id)
    handoff = by_number(session, number)
    if handoff.state == "accepted" and handoff.busy_key == lawyer.id:
        return handoff
    if handoff.lawyer_id is not None and handoff.lawyer.firm_id != lawyer.firm_id:
        raise NotYourHandoff(number)
    busy = _chat_of(session, lawyer.id)
    if busy is not None:
        raise LawyerBusy(busy.number)
    if not _claim(session, handoff, lawyer, now):
        raise AlreadyTaken(number)
    tell_resident(session, handoff, ACCEPTED_TEMPLATE, now)
    return handoff


def end(session: Session, number: str, outcome: str, now: datetime, *, note: str = "") -> Handoff:
    """End a handoff; the bot answers the conversation again and the resident is told. Ending twice is no error.

    ``outcome`` is one of ``OUTCOMES``, else ``ValueError``. Raises ``NoSuchHandoff``.
    """
    if outcome not in OUTCOMES:
        raise ValueError("unknown outcome")
    handoff = by_number(session, number)
    if handoff.state == "ended":
        return handoff
    handoff.state, handoff.outcome, handoff.note, handoff.ended_at = "ended", outcome, note, now
    handoff.open_key = handoff.busy_key = None
    session.flush()
    tell_resident(session, handoff, ENDED_TEMPLATE, now)
    return handoff


def end_idle(session: Session, *, now: datetime, idle: timedelta) -> list[str]:
    """End every accepted chat silent for ``idle``, so that no resident talks to nobody; return the numbers."""
    last = func.coalesce(Handoff.last_message_at, Handoff.accepted_at)
    query = select(Handoff.number).where(Handoff.state == "accepted", last <= now - idle)
    numbers = list(session.execute(query).scalars())
    for number in numbers:
        end(session, number, "no_answer", now)
    return numbers


def active_handoff(session: Session, conversation_id: str, channel: str | None = None) -> Handoff | None:
    """Return the handoff in which a reachable lawyer is in charge, or None: then the bot answers."""
    query = (
        select(Handoff)
        .join(Handoff.lawyer)
        .where(Handoff.conversation_id == conversation_id, Handoff.state == "accepted")
        .where(Lawyer.active, Lawyer.telegram_chat_id.is_not(None))
    )
    if channel is not None:
        query = query.where(Handoff.channel == channel)
    return session.execute(query.order_by(Handoff.id.desc()).limit(1)).scalar_one_or_none()


def waiting_handoffs(session: Session) -> list[Handoff]:
    """Return the handoffs nobody has taken yet, oldest first, for the duty desk."""
    query = select(Handoff).where(Handoff.state == "waiting").order_by(Handoff.opened_at, Handoff.id)
    return list(session.execute(query).scalars())


def by_number(session: Session, number: str) -> Handoff:
    """Return the handoff as the database has it now, locked until the transaction ends. Raises ``NoSuchHandoff``."""
    query = select(Handoff).where(Handoff.number == number).with_for_update()
    handoff = session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if handoff is None:
        raise NoSuchHandoff(number)
    return handoff


def _open(session: Session, channel: str, conversation_id: str) -> Handoff | None:
    query = select(Handoff).where(Handoff.open_key == open_key(channel, conversation_id))
    return session.execute(query).scalar_one_or_none()


def _chat_of(session: Session, lawyer_id: int) -> Handoff | None:
    return session.execute(select(Handoff).where(Handoff.busy_key == lawyer_id)).scalar_one_or_none()


def _linked(session: Session, chat_id: str) -> Lawyer:
    """Return the lawyer, locked: two handoffs accepted by one lawyer at once queue up."""
    lawyer = lawyer_by_chat(session, chat_id)
    if lawyer is None:
        raise NotALawyer
    session.refresh(lawyer, with_for_update={"of": Lawyer})
    return lawyer


def _claim(session: Session, handoff: Handoff, lawyer: Lawyer, now: datetime) -> bool:
    """Move a waiting handoff to the lawyer; False when somebody was faster."""
    claim = update(Handoff).where(Handoff.id == handoff.id, Handoff.state == "waiting")
    claim = claim.values(state="accepted", busy_key=lawyer.id, lawyer_id=lawyer.id, lawyer_linked=True, accepted_at=now)
    moved = session.execute(claim.execution_options(synchronize_session=False)).rowcount
    session.refresh(handoff)
    return bool(moved == 1)


def _receipt(handoff: Handoff, lawyer: LawyerMatch | None, *, repeated: bool) -> HandoffReceipt:
    return HandoffReceipt(
        number=handoff.number,
        lawyer=lawyer,
        lawyer_linked=handoff.lawyer_linked,
        expected=handoff.expected,
        expected_on=handoff.expected_on,
        state=handoff.state,
        repeated=repeated,
    )
