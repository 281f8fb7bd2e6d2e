"""The pass of a visit: everything a resident needs on paper, retrievable with number and phone or by a signed link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.booking_errors import NotFound
from bot.casework.booking_numbers import tidy
from bot.casework.checklists import UNCHECKED, Answer, ChecklistState, applicable, deciding, fresh_run, state_of
from bot.casework.spoken_time import spoken_moment
from bot.casework.visit_place import place_text
from bot.casework.visits import visit_end
from bot.storage.appointments import Appointment
from knowledge_base.schema import PLACEHOLDER, Institution, Material, ServiceItem

LINK_LIVES = timedelta(days=1)
"""How long after the visit its link still opens."""
SALT = "visit-pass"


@dataclass(frozen=True)
class PassPaper:
    """One thing to bring. ``status``: ``have``, ``missing``, ``substitute`` or ``unchecked``."""

    name: str
    kind: str
    copies: int
    needed_when: str
    instead: str
    issuer: str
    status: str


@dataclass(frozen=True)
class VisitPass:
    """A visit as its holder may see it: no name and no phone, so that a lost sheet tells nothing of a person."""

    number: str
    item: str
    item_id: str
    start: datetime
    end: datetime
    when: str
    officer: str
    window: int
    place: str
    hotline: str
    state: str
    sequence: int
    updated_at: datetime
    papers: tuple[PassPaper, ...]
    checklist: ChecklistState


@dataclass(frozen=True)
class Catalogue:
    """The items and institutions a pass is written from."""

    items: Mapping[str, ServiceItem]
    institutions: Mapping[str, Institution]


def pass_of(session: Session, number: str, phone: str, *, now: datetime, catalogue: Catalogue) -> VisitPass:
    """Return the pass of the visit with this number and phone, in any state.

    Raises ``NotFound`` without saying which of the two is wrong.
    """
    return _pass(session, _visit(session, number, phone), now, catalogue)


def pass_by_link(session: Session, token: str, *, secret: bytes, now: datetime, catalogue: Catalogue) -> VisitPass:
    """Return the pass a signed link names. Raises ``NotFound`` for a forged link, or a day after the visit."""
    try:
        number = str(_signer(secret).loads(token))
    except BadSignature:
        raise NotFound() from None
    visit = _visit(session, number)
    if now > visit.start + LINK_LIVES:
        raise NotFound()
    return _pass(session, visit, now, catalogue)


def link_token(number: str, secret: bytes) -> str:
    """Return the signed part of a pass's address. It opens as long as the visit, wherever moved, is not over."""
    token = _signer(secret).dumps(tidy(number))
    return token if isinstance(token, str) else token.decode()


def _signer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=SALT)


def _visit(session: Session, number: str, phone: str | None = None) -> Appointment:
    query = select(Appointment).where(Appointment.number == tidy(number))
    if phone is not None:
        query = query.where(Appointment.phone == tidy(phone))
    visit = session.execute(query).scalar_one_or_none()
    if visit is None:
        raise NotFound()
    return visit


def _pass(session: Session, visit: Appointment, now: datetime, catalogue: Catalogue) -> VisitPass:
    item = catalogue.items[visit.item_id]
    office = catalogue.institutions[item.institution]
    return VisitPass(
        number=visit.number,
        item=item.name,
        item_id=item.id,
        start=visit.start,
        end=visit_end(visit),
        when=spoken_moment(visit.start),
        officer=visit.officer_name or "",
        window=visit.window,
        place=place_text(item, office),
        hotline=office.hotline or "12345",
        state=visit.state,
        sequence=visit.sequence,
        updated_at=visit.updated_at,
        papers=_papers(session, visit, item, now),
        checklist=checklist_of(session, visit, item, now=now),
    )


def checklist_of(session: Session, visit: Appointment, item: ServiceItem | None, *, now: datetime) -> ChecklistState:
    """Return how far the papers for ``visit`` were checked, in the conversation that booked it."""
    return state_of(session, visit.conversation_id, item, now=now) if item else UNCHECKED


def _papers(session: Session, visit: Appointment, item: ServiceItem, now: datetime) -> tuple[PassPaper, ...]:
    """The papers that apply once conditions are known; before that all, each with when it is needed."""
    run = fresh_run(session, visit.conversation_id, item.id, now=now)
    if run is None or any(condition.id not in run.conditions for condition in deciding(item)):
        return tuple(_paper(m, run.answers.get(m.id) if run else None, told=False) for m in item.materials)
    return tuple(_paper(m, run.answers.get(m.id), told=True) for m in applicable(item, run.conditions))


def _paper(material: Material, answer: str | None, *, told: bool) -> PassPaper:
    return PassPaper(
        name=material.name,
        kind=material.kind,
        copies=material.copies,
        needed_when="" if told else material.needed_when,
        instead=_known(material.instead),
        issuer=_known(material.issuer),
        status="unchecked" if answer in (None, Answer.OTHER) else str(answer),
    )


def _known(text: str) -> str:
    return "" if PLACEHOLDER in text else text
