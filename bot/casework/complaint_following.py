"""A resident follows a complaint by number and code: state, urging, adding, withdrawing, review, rating."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from bot.casework.complaint_access import AccessRefused, open_complaint
from bot.casework.complaint_errors import AlreadyUrged, IncompleteDraft
from bot.casework.complaint_steps import ComplaintRules, Step, take_step
from bot.storage.complaints import Complaint

URGE_PAUSE = timedelta(hours=24)
RATINGS = range(1, 6)


@dataclass(frozen=True)
class HistoryEntry:
    """One line of the history a resident may read. ``action`` and ``state`` are ids of the workflow."""

    at: datetime
    action: str
    state: str
    reason: str = field(repr=False)


@dataclass(frozen=True)
class ComplaintStatus:
    """Where a complaint stands, without anything of its content."""

    reference_no: str
    category: str
    receiver: str
    state: str
    state_name: str
    says: str
    filed_at: datetime
    register_by: date
    handle_by: date | None
    due_by: date | None
    extended: bool
    urges: int
    history: tuple[HistoryEntry, ...]
    possible: tuple[str, ...]
    """Ids of what the resident can do now: urge, add_statement, withdraw, rate, ask_review, ..."""


def status(
    session: Session, reference_no: str, code: str, *, asker: str, rules: ComplaintRules, now: datetime
) -> ComplaintStatus | AccessRefused:
    """Return where the complaint stands. ``asker`` is the conversation that asks (see ``open_complaint``)."""
    complaint = open_complaint(session, reference_no, code, asker=asker, secret=rules.secret, now=now)
    return complaint if isinstance(complaint, AccessRefused) else status_of(complaint, rules)


def act(
    session: Session,
    reference_no: str,
    code: str,
    action: str,
    *,
    asker: str,
    rules: ComplaintRules,
    now: datetime,
    reason: str = "",
) -> ComplaintStatus | AccessRefused:
    """Take a resident's step (``urge``, ``add_statement``, ``withdraw``, ``ask_review``, ``ask_final_review``).

    ``reason`` is what the resident says. Raises ``ActionNotAllowed``, ``ReasonRequired``, ``ReviewTooLate`` and, for a
    second urge within a day, ``AlreadyUrged``.
    """
    complaint = open_complaint(session, reference_no, code, asker=asker, secret=rules.secret, now=now)
    if isinstance(complaint, AccessRefused):
        return complaint
    session.refresh(complaint, with_for_update=True)
    if action == "urge" and complaint.urged_at is not None and now < complaint.urged_at + URGE_PAUSE:
        raise AlreadyUrged(complaint.urged_at + URGE_PAUSE)
    take_step(session, complaint, Step(action, "resident", asker, reason=reason), rules=rules, now=now)
    if action == "urge":
        complaint.urges, complaint.urged_at = complaint.urges + 1, now
    session.flush()
    return status_of(complaint, rules)


def urge(
    session: Session, reference_no: str, code: str, *, asker: str, rules: ComplaintRules, now: datetime
) -> ComplaintStatus | AccessRefused:
    """Remind the body that handles it, at most once a day. See ``act``."""
    return act(session, reference_no, code, "urge", asker=asker, rules=rules, now=now)


def add_statement(
    session: Session, reference_no: str, code: str, text: str, *, asker: str, rules: ComplaintRules, now: datetime
) -> ComplaintStatus | AccessRefused:
    """Add what the resident still wants to say. Raises ``IncompleteDraft`` for an empty text. See ``act``."""
    if not text.strip():
        raise IncompleteDraft(("text",))
    return act(session, reference_no, code, "add_statement", asker=asker, rules=rules, now=now, reason=text.strip())


def withdraw(
    session: Session, reference_no: str, code: str, reason: str, *, asker: str, rules: ComplaintRules, now: datetime
) -> ComplaintStatus | AccessRefused:
    """Take the complaint back. The reason may be empty. See ``act``."""
    return act(session, reference_no, code, "withdraw", asker=asker, rules=rules, now=now, reason=reason)


def rate(
    session: Session,
    reference_no: str,
    code: str,
    score: int,
    *,
    asker: str,
    rules: ComplaintRules,
    now: datetime,
    comment: str = "",
) -> ComplaintStatus | AccessRefused:
    """Rate how it was handled, 1 (bad) to 5 (good); rated again, the later value stands (信访工作条例 21).

    Raises ``ValueError`` for another score. See ``act``.
    """
    if score not in RATINGS:
        raise ValueError("score must be 1 to 5")
    complaint = open_complaint(session, reference_no, code, asker=asker, secret=rules.secret, now=now)
    if isinstance(complaint, AccessRefused):
        return complaint
    session.refresh(complaint, with_for_update=True)
    take_step(session, complaint, Step("rate", "resident", asker, reason=comment), rules=rules, now=now)
    complaint.rating, complaint.rating_comment = score, comment
    session.flush()
    return status_of(complaint, rules)


def status_of(complaint: Complaint, rules: ComplaintRules) -> ComplaintStatus:
    """Describe a complaint that was opened already."""
    state = rules.workflow.state(complaint.state)
    return ComplaintStatus(
        reference_no=complaint.reference_no,
        category=complaint.category,
        receiver=complaint.receiver,
        state=state.id,
        state_name=state.name,
        says=state.says,
        filed_at=complaint.filed_at,
        register_by=complaint.register_by,
        handle_by=complaint.handle_by,
        due_by=complaint.due_by,
        extended=complaint.extended,
        urges=complaint.urges,
        history=tuple(HistoryEntry(e.at, e.action, e.to_state, e.reason) for e in complaint.events if e.public),
        possible=rules.workflow.possible(complaint.state, "resident"),
    )
