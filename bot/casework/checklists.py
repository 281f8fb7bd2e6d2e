"""The checklist that asks: conditions first, then each paper that applies, then the verdict.

The order of the questions follows from the item and the answers so far, so that a run can be taken up at any time and
an item whose list was mended in between asks only what is new.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.checklists import ChecklistRun
from bot.storage.insertion import insert_if_absent
from knowledge_base.schema import PLACEHOLDER, Condition, Material, ServiceItem

FRESH = timedelta(days=60)
"""An older run says nothing about today: papers expire and the next matter is another one."""


class Answer(str, Enum):
    """What the resident said of one paper."""

    HAVE = "have"
    MISSING = "missing"
    OTHER = "other"
    """Has something else; whether it is what may stand in its place is asked next."""
    SUBSTITUTE = "substitute"
    """Has what may stand in its place."""


class Kind(str, Enum):
    """What is asked."""

    CONDITION = "condition"
    MATERIAL = "material"
    SUBSTITUTE = "substitute"


@dataclass(frozen=True)
class Question:
    """The next thing to ask; ``key`` names it in a button or slot, ``done`` of ``total`` tells how far one is."""

    kind: Kind
    id: str
    condition: Condition | None = None
    material: Material | None = None
    done: int = 0
    total: int = 0

    @property
    def key(self) -> str:
        """``condition.agent``, ``material.id_card`` ..."""
        return f"{self.kind.value}.{self.id}"


@dataclass(frozen=True)
class ChecklistState:
    """How far the papers are known: never checked, being checked, or checked with what is missing."""

    checked: bool
    finished: bool
    missing: tuple[Material, ...] = ()

    @property
    def code(self) -> str:
        """``unchecked``, ``unfinished``, ``complete`` or ``missing``."""
        if not self.checked:
            return "unchecked"
        if not self.finished:
            return "unfinished"
        return "missing" if self.missing else "complete"


UNCHECKED = ChecklistState(checked=False, finished=False)


def begin(
    session: Session, conversation_id: str, item: ServiceItem, *, now: datetime, anew: bool = False
) -> ChecklistRun:
    """Return the run of this conversation and item: the one left open, or an empty one.

    ``anew`` empties what was answered; a run older than ``FRESH`` is always emptied.
    """
    values = {"conversation_id": conversation_id, "item_id": item.id, "conditions": {}, "answers": {}}
    insert_if_absent(session, ChecklistRun, {**values, "started_at": now, "updated_at": now})
    run = _run(session, conversation_id, item.id)
    assert run is not None
    if anew or now - run.updated_at > FRESH:
        run.conditions, run.answers, run.finished_at = {}, {}, None
        run.started_at = run.updated_at = now
    return run


def next_question(item: ServiceItem, run: ChecklistRun) -> Question | None:
    """Return what to ask next, or None when everything is answered."""
    for condition in deciding(item):
        if condition.id not in run.conditions:
            return Question(Kind.CONDITION, condition.id, condition=condition)
    papers = applicable(item, run.conditions)
    for place, material in enumerate(papers, 1):
        given = run.answers.get(material.id)
        if given is None or given == Answer.OTHER:
            kind = Kind.SUBSTITUTE if given else Kind.MATERIAL
            return Question(kind, material.id, material=material, done=place, total=len(papers))
    return None


def answer_condition(run: ChecklistRun, condition_id: str, holds: bool, *, now: datetime) -> None:
    """Record whether a condition holds; saying it twice changes nothing."""
    run.conditions = {**run.conditions, condition_id: holds}
    run.updated_at = now


def answer_material(run: ChecklistRun, material: Material, answer: Answer, *, now: datetime) -> Answer:
    """Record and return the answer; something else counts as missing where nothing may stand in its place."""
    if answer is Answer.OTHER and not replaceable(material):
        answer = Answer.MISSING
    run.answers = {**run.answers, material.id: answer.value}
    run.updated_at = now
    return answer


def finish(item: ServiceItem, run: ChecklistRun, *, now: datetime) -> ChecklistState:
    """Mark a run whose questions are all answered, and return its verdict."""
    state = _state(item, run)
    if state.finished and run.finished_at is None:
        run.finished_at = now
    return state


def state_of(session: Session, conversation_id: str, item: ServiceItem, *, now: datetime) -> ChecklistState:
    """Return how far this conversation has checked its papers for ``item``; ``UNCHECKED`` when never or long ago."""
    run = fresh_run(session, conversation_id, item.id, now=now)
    return _state(item, run) if run is not None and (run.conditions or run.answers) else UNCHECKED


def fresh_run(session: Session, conversation_id: str, item_id: str, *, now: datetime) -> ChecklistRun | None:
    """Return the run of this conversation and item unless it is too old to say anything."""
    run = _run(session, conversation_id, item_id)
    return run if run is not None and now - run.updated_at <= FRESH else None


def last_open(session: Session, conversation_id: str, *, now: datetime) -> ChecklistRun | None:
    """Return the unfinished run this conversation touched last."""
    query = select(ChecklistRun).where(
        ChecklistRun.conversation_id == conversation_id,
        ChecklistRun.finished_at.is_(None),
        ChecklistRun.updated_at >= now - FRESH,
    )
    return session.execute(query.order_by(ChecklistRun.updated_at.desc()).limit(1)).scalar_one_or_none()


def deciding(item: ServiceItem) -> tuple[Condition, ...]:
    """Return the conditions on which some paper depends; the others need not be asked."""
    used = {material.condition for material in item.materials}
    return tuple(condition for condition in item.conditions if condition.id in used)


def applicable(item: ServiceItem, conditions: dict[str, bool]) -> tuple[Material, ...]:
    """Return the papers that this resident needs; a condition not answered yet counts as not met."""
    return tuple(m for m in item.materials if not m.condition or conditions.get(m.condition, False))


def replaceable(material: Material) -> bool:
    """Whether the list says what may stand in the paper's place."""
    return bool(material.instead) and PLACEHOLDER not in material.instead


def _state(item: ServiceItem, run: ChecklistRun) -> ChecklistState:
    lacking = tuple(m for m in applicable(item, run.conditions) if run.answers.get(m.id) == Answer.MISSING)
    return ChecklistState(checked=True, finished=next_question(item, run) is None, missing=lacking)


def _run(session: Session, conversation_id: str, item_id: str) -> ChecklistRun | None:
    query = select(ChecklistRun).where(ChecklistRun.conversation_id == conversation_id, ChecklistRun.item_id == item_id)
    return session.execute(query).scalar_one_or_none()
