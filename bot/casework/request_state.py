"""Where a mediation request, a legal-aid application or a handoff stands: by number, or the conversation's latest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.case_numbers import HANDOFF, city_day, tidy_number
from bot.casework.service_requests import PREFIXES, NotFound, find_request
from bot.storage.handoffs import Handoff
from bot.storage.service_requests import ServiceRequest

HANDED_OVER = "handoff"


@dataclass(frozen=True)
class RequestState:
    """What the resident may be told. ``kind``: mediation, legal_aid, callback, handoff."""

    number: str
    kind: str
    state: str
    filed_on: date
    lawyer: str | None = None
    expected_on: date | None = None


def latest(session: Session, kind: str, conversation_id: str) -> RequestState | None:
    """Return the newest of ``kind`` that was asked for in this conversation."""
    if kind == HANDED_OVER:
        handoffs = select(Handoff).where(Handoff.conversation_id == conversation_id).order_by(Handoff.id.desc())
        handoff = session.execute(handoffs.limit(1)).scalar_one_or_none()
        return _of_handoff(handoff) if handoff else None
    requests = select(ServiceRequest).where(
        ServiceRequest.conversation_id == conversation_id, ServiceRequest.kind == kind
    )
    request = session.execute(requests.order_by(ServiceRequest.id.desc()).limit(1)).scalar_one_or_none()
    return _of_request(request) if request else None


def by_number(session: Session, number: str, conversation_id: str, phone: str | None) -> RequestState | None:
    """Return the one with ``number``: of this conversation, or with the telephone number left with it.

    None when there is none or the two do not belong together; which of both is not told.
    """
    tidy = tidy_number(number[:2], number)
    if tidy is None:
        return None
    if tidy.startswith(HANDOFF):
        query = select(Handoff).where(Handoff.number == tidy, Handoff.conversation_id == conversation_id)
        handoff = session.execute(query).scalar_one_or_none()
        return _of_handoff(handoff) if handoff else None
    request = session.execute(select(ServiceRequest).where(ServiceRequest.number == tidy)).scalar_one_or_none()
    if request is None:
        return None
    if request.conversation_id == conversation_id:
        return _of_request(request)
    try:
        find_request(session, tidy, phone or "-")
    except NotFound:
        return None
    return _of_request(request)


def kind_of(number: str) -> str:
    """The kind that a number's letters stand for."""
    return next((kind for kind, prefix in PREFIXES.items() if number.startswith(prefix)), HANDED_OVER)


def _of_request(request: ServiceRequest) -> RequestState:
    return RequestState(request.number, request.kind, request.state, city_day(request.created_at))


def _of_handoff(handoff: Handoff) -> RequestState:
    return RequestState(
        handoff.number,
        HANDED_OVER,
        handoff.state,
        city_day(handoff.opened_at),
        handoff.lawyer.name if handoff.lawyer else None,
        handoff.expected_on,
    )
