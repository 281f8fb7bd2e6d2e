"""A resident files a complaint and gets a receipt. Following it afterwards is ``complaint_following``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.case_numbers import COMPLAINT, city_day, draw_until
from bot.casework.complaint_access import access_code
from bot.casework.complaint_errors import DraftConflict, IncompleteDraft, UnknownCategory
from bot.casework.complaint_steps import ComplaintRules, last_day
from bot.storage.complaints import Complaint, ComplaintEvent
from bot.storage.insertion import insert_if_absent


@dataclass(frozen=True)
class ComplaintDraft:
    """What a resident confirmed. ``draft_key`` names the filled form: confirmed twice it is filed once.

    An anonymous complaint is kept without name; a phone is kept only if the resident gave one.
    """

    draft_key: str
    conversation_id: str
    channel: str
    category: str
    about_whom: str = field(repr=False)
    what_happened: str = field(repr=False)
    happened_when: str = field(default="", repr=False)
    happened_where: str = field(default="", repr=False)
    anonymous: bool = False
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True)
class FiledComplaint:
    """The receipt. ``register_by``: last day to register and route it (信访工作条例 22).

    ``handle_by`` is None until the responsible body accepts it; then it has ``handle_days`` days (34). ``handle_days``
    is None for an accusation and for a matter that the body handles under a law of its own (23, 31).
    """

    reference_no: str
    access_code: str = field(repr=False)
    register_by: date
    handle_by: date | None
    handle_days: int | None
    receiver: str
    repeated: bool


def file_complaint(
    session: Session, draft: ComplaintDraft, *, rules: ComplaintRules, now: datetime, rng: Random
) -> FiledComplaint:
    """Put a complaint on the record and return its receipt; the same draft again returns the same receipt.

    Raises ``IncompleteDraft``, ``UnknownCategory``, and ``DraftConflict`` when another conversation used the key.
    """
    _check(draft, rules)
    standing = _by_draft(session, draft.draft_key)
    if standing is None:
        draw_until(COMPLAINT, now, rng, lambda number: _take(session, draft, number, rules, now))
    complaint = _by_draft(session, draft.draft_key)
    if complaint is None or complaint.conversation_id != draft.conversation_id:
        raise DraftConflict("draft key in use")
    repeated = standing is not None or bool(complaint.events)
    if not repeated:
        session.add(_filing_event(complaint, now))
        session.flush()
    return _receipt(complaint, rules, repeated=repeated)


def filed_in(session: Session, conversation_id: str, channel: str) -> list[str]:
    """Return the reference numbers filed from a conversation, newest first, for "which one do you mean"."""
    query = select(Complaint.reference_no).where(
        Complaint.conversation_id == conversation_id, Complaint.channel == channel
    )
    return list(session.execute(query.order_by(Complaint.id.desc())).scalars())


def _check(draft: ComplaintDraft, rules: ComplaintRules) -> None:
    if draft.category not in rules.categories.by_id:
        raise UnknownCategory(draft.category)
    needed = {"draft_key": draft.draft_key, "what_happened": draft.what_happened}
    if not draft.anonymous:
        needed["name"] = draft.name
    missing = tuple(name for name, value in needed.items() if not value.strip())
    if missing:
        raise IncompleteDraft(missing)


def _by_draft(session: Session, draft_key: str) -> Complaint | None:
    return session.execute(select(Complaint).where(Complaint.draft_key == draft_key)).scalar_one_or_none()


def _take(session: Session, draft: ComplaintDraft, number: str, rules: ComplaintRules, now: datetime) -> bool:
    """Insert under ``number``; True as well when a concurrent confirmation of the same draft was first."""
    inserted = insert_if_absent(session, Complaint, _values(draft, number, rules, now))
    return inserted or _by_draft(session, draft.draft_key) is not None


def _values(draft: ComplaintDraft, number: str, rules: ComplaintRules, now: datetime) -> dict[str, object]:
    category = rules.categories.by_id[draft.category]
    clocks = rules.workflow.clocks_of(rules.workflow.start, category.procedure)
    register_by = min(last_day(clock, city_day(now)) for clock in clocks)
    return {
        "reference_no": number,
        "draft_key": draft.draft_key,
        "conversation_id": draft.conversation_id,
        "channel": draft.channel,
        "category": category.id,
        "procedure": category.procedure,
        "receiver": rules.categories.receiver_of(category.id, draft.about_whom),
        "about_whom": draft.about_whom,
        "what_happened": draft.what_happened,
        "happened_when": draft.happened_when,
        "happened_where": draft.happened_where,
        "anonymous": draft.anonymous,
        "name": "" if draft.anonymous else draft.name,
        "phone": draft.phone,
        "state": rules.workflow.start,
        "filed_at": now,
        "register_by": register_by,
        "due_by": register_by,
    }


def _filing_event(complaint: Complaint, now: datetime) -> ComplaintEvent:
    return ComplaintEvent(
        complaint=complaint,
        at=now,
        action="file",
        role="resident",
        actor=complaint.conversation_id,
        from_state=complaint.state,
        to_state=complaint.state,
    )


def _receipt(complaint: Complaint, rules: ComplaintRules, *, repeated: bool) -> FiledComplaint:
    days = [
        clock.count for clock in rules.workflow.clocks_of("accepted", complaint.procedure) if clock.sets == "handle_by"
    ]
    return FiledComplaint(
        reference_no=complaint.reference_no,
        access_code=access_code(rules.secret, complaint.reference_no),
        register_by=complaint.register_by,
        handle_by=complaint.handle_by,
        handle_days=days[0] if days else None,
        receiver=complaint.receiver,
        repeated=repeated,
    )
