"""Move a complaint along its workflow: who may do what, which clock starts, what is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.case_numbers import city_day
from bot.casework.complaint_errors import (
    ActionNotAllowed,
    AlreadyExtended,
    NoSuchComplaint,
    ReasonRequired,
    ReceiverIsAccused,
    ReviewTooLate,
)
from bot.casework.outbox import enqueue
from bot.storage.complaints import Complaint, ComplaintEvent
from knowledge_base.complaints import STAYS, ComplaintCategories, ComplaintClock, ComplaintWorkflow
from knowledge_base.schema import Unit

EXTENSION_DAYS = 30
"""信访工作条例 34: at most thirty more days, approved by the leader, the reason told."""
PROGRESS_TEMPLATE = "utter_complaint_progress"

AddWorkingDays = Callable[[date, int], date]


@dataclass(frozen=True)
class ComplaintRules:
    """What complaint work needs to know: categories, workflow, and the secret of the access codes."""

    categories: ComplaintCategories
    workflow: ComplaintWorkflow
    secret: bytes

    def __repr__(self) -> str:
        return "<ComplaintRules>"


@dataclass(frozen=True)
class Step:
    """One thing done to a complaint.

    ``role``: resident, officer, manager or system; ``actor``: the conversation or the id of the member of staff.
    ``reason`` is shown to the resident when the action is public; ``note`` stays inside the office.
    """

    action: str
    role: str
    actor: str
    reason: str = ""
    note: str = ""


def find_for_staff(session: Session, reference_no: str) -> Complaint:
    """Return the complaint, locked until the transaction ends. Raises ``NoSuchComplaint``."""
    query = select(Complaint).where(Complaint.reference_no == reference_no).with_for_update()
    complaint = session.execute(query).scalar_one_or_none()
    if complaint is None:
        raise NoSuchComplaint(reference_no)
    return complaint


def take_step(
    session: Session,
    complaint: Complaint,
    step: Step,
    *,
    rules: ComplaintRules,
    now: datetime,
    receiver: str | None = None,
    add_working_days: AddWorkingDays | None = None,
) -> ComplaintEvent:
    """Take one step, write its event and start the clocks of the state it leads to.

    ``receiver`` (an institution's id) is where ``route`` sends the complaint. The resident is told of every public step
    of the office through the outbox; the message names number and state only.
    Raises ``ActionNotAllowed``, ``ReasonRequired``, ``AlreadyExtended``, ``ReviewTooLate``, ``ReceiverIsAccused``.
    """
    action = rules.workflow.action(step.action, complaint.state, step.role)
    if action is None:
        possible = rules.workflow.possible(complaint.state, step.role)
        raise ActionNotAllowed(step.action, complaint.state, possible)
    if action.reason_required and not step.reason.strip():
        raise ReasonRequired(step.action)
    _check_time(complaint, step.action, now)
    if step.action == "route":
        _set_receiver(complaint, receiver or complaint.receiver, rules)
    event = _write_event(session, complaint, step, action.to, public=action.public, now=now)
    if step.action == "extend":
        _extend(complaint)
    if event.to_state != event.from_state or step.action == "route":
        _enter(complaint, event.to_state, rules, now, add_working_days)
    if action.public and step.role != "resident":
        _tell_resident(session, complaint, event, rules)
    return event


def _write_event(
    session: Session, complaint: Complaint, step: Step, to: str, *, public: bool, now: datetime
) -> ComplaintEvent:
    event = ComplaintEvent(
        complaint=complaint,
        at=now,
        action=step.action,
        role=step.role,
        actor=step.actor,
        from_state=complaint.state,
        to_state=complaint.state if to == STAYS else to,
        reason=step.reason,
        note=step.note,
        public=public,
    )
    session.add(event)
    session.flush()
    return event


def _check_time(complaint: Complaint, action: str, now: datetime) -> None:
    if action == "extend" and complaint.extended:
        raise AlreadyExtended(complaint.reference_no)
    asks_review = action in ("ask_review", "ask_final_review")
    if asks_review and complaint.due_by is not None and city_day(now) > complaint.due_by:
        raise ReviewTooLate(complaint.reference_no)


def _set_receiver(complaint: Complaint, receiver: str, rules: ComplaintRules) -> None:
    if complaint.procedure == "accusation" and rules.categories.names_body(complaint.about_whom, receiver):
        raise ReceiverIsAccused(complaint.reference_no)
    complaint.receiver = receiver


def _extend(complaint: Complaint) -> None:
    complaint.extended = True
    if complaint.handle_by is not None:
        complaint.handle_by = complaint.due_by = complaint.handle_by + timedelta(days=EXTENSION_DAYS)


def _enter(
    complaint: Complaint, state: str, rules: ComplaintRules, now: datetime, add_working_days: AddWorkingDays | None
) -> None:
    workflow = rules.workflow
    complaint.state = state
    complaint.closed_at = now if workflow.state(state).final else None
    if state == "accepted":
        complaint.accepted_at = now
    if state not in ("accepted", "handling"):
        complaint.due_by = None
    for clock in workflow.clocks_of(state, complaint.procedure):
        complaint.due_by = last_day(clock, city_day(now), add_working_days)
        if clock.sets == "handle_by":
            complaint.handle_by = complaint.due_by


def last_day(clock: ComplaintClock, start: date, add_working_days: AddWorkingDays | None = None) -> date:
    """Return the last day of a clock started on ``start``; the day of the start itself is not counted.

    Calendar days are not moved from a holiday: these are the offices' own clocks, and the stricter day is the safe one.
    Raises ``ValueError`` when working days must be counted and no calendar was given.
    """
    if clock.unit is Unit.DAY:
        return start + timedelta(days=clock.count)
    if clock.unit is Unit.WORKING_DAY and add_working_days is not None:
        return add_working_days(start, clock.count)
    raise ValueError(f"clock {clock.id}: {clock.unit.value} cannot be counted here")


def _tell_resident(session: Session, complaint: Complaint, event: ComplaintEvent, rules: ComplaintRules) -> None:
    state = rules.workflow.state(complaint.state)
    enqueue(
        session,
        channel=complaint.channel,
        recipient=complaint.conversation_id,
        template=PROGRESS_TEMPLATE,
        variables={"reference_no": complaint.reference_no, "state": state.name, "says": state.says},
        dedupe_key=f"complaint-event:{event.id}",
        send_after=event.at,
    )
