"""Record mediation requests, legal-aid applications and requests to be called back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.case_numbers import CALLBACK, LEGAL_AID, MEDIATION, city_day, draw_until, tidy_number
from bot.storage.insertion import insert_if_absent
from bot.storage.service_requests import ServiceRequest

PREFIXES = {"mediation": MEDIATION, "legal_aid": LEGAL_AID, "callback": CALLBACK}
NEEDED = {
    "mediation": ("name", "phone", "other_side", "matter"),
    "legal_aid": ("name", "phone", "matter"),
    "callback": ("phone", "matter"),
}
LEGAL_AID_DAYS = 7
"""法律援助法 43: the centre decides within seven days of receiving the application."""
OPEN_STATES = ("received", "in_progress")


class RequestError(Exception):
    """Base of all refusals; nothing was changed."""


class UnknownKind(RequestError):
    """The kind is none of ``PREFIXES``."""


class MissingFields(RequestError):
    """``fields`` names what the form must still ask."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class DraftConflict(RequestError):
    """The draft key belongs to another conversation."""


class NotFound(RequestError):
    """Number and phone do not belong together; not told which is wrong."""


class NotOpen(RequestError):
    """The request is already done or cancelled."""


@dataclass(frozen=True)
class RequestDraft:
    """What a resident confirmed. ``draft_key`` names the filled form: confirmed twice it is recorded once.

    ``kind``: mediation, legal_aid, callback. ``fields``: JSON values by name, at least those of ``NEEDED``.
    """

    draft_key: str
    kind: str
    conversation_id: str
    channel: str
    fields: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class RecordedRequest:
    """The receipt. ``answer_by``: for legal aid the day the law gives the centre to decide, else None."""

    number: str
    kind: str
    state: str
    answer_by: date | None
    repeated: bool


def submit_request(session: Session, draft: RequestDraft, *, now: datetime, rng: Random) -> RecordedRequest:
    """Record a request; the same draft again returns the same receipt.

    Raises ``UnknownKind``, ``MissingFields``, and ``DraftConflict`` when another conversation used the key.
    """
    _check(draft)
    taken: list[bool] = []

    def take(number: str) -> bool:
        taken.append(insert_if_absent(session, ServiceRequest, _values(draft, number, now)))
        return taken[-1] or _by_draft(session, draft.draft_key) is not None

    if _by_draft(session, draft.draft_key) is None:
        draw_until(PREFIXES[draft.kind], now, rng, take)
    request = _by_draft(session, draft.draft_key)
    if request is None or (request.conversation_id, request.kind) != (draft.conversation_id, draft.kind):
        raise DraftConflict("draft key in use")
    return _receipt(request, repeated=not (taken and taken[-1]))


def find_request(session: Session, number: str, phone: str) -> RecordedRequest:
    """Return where a request stands. Raises ``NotFound``."""
    return _receipt(_find(session, number, phone), repeated=False)


def cancel_request(session: Session, number: str, phone: str, *, now: datetime) -> RecordedRequest:
    """Cancel a request that is not done. Cancelling twice is no error. Raises ``NotFound``, ``NotOpen``."""
    request = _find(session, number, phone)
    if request.state == "done":
        raise NotOpen(request.number)
    request.state, request.updated_at = "cancelled", now
    session.flush()
    return _receipt(request, repeated=False)


def open_requests(session: Session, kind: str | None = None) -> list[ServiceRequest]:
    """Return what the offices still have to do, oldest first."""
    query = select(ServiceRequest).where(ServiceRequest.state.in_(OPEN_STATES))
    if kind is not None:
        query = query.where(ServiceRequest.kind == kind)
    return list(session.execute(query.order_by(ServiceRequest.created_at, ServiceRequest.id)).scalars())


def _check(draft: RequestDraft) -> None:
    if draft.kind not in PREFIXES:
        raise UnknownKind(draft.kind)
    missing = tuple(name for name in NEEDED[draft.kind] if not str(draft.fields.get(name) or "").strip())
    if missing:
        raise MissingFields(missing)


def _values(draft: RequestDraft, number: str, now: datetime) -> dict[str, Any]:
    answer_by = city_day(now) + timedelta(days=LEGAL_AID_DAYS) if draft.kind == "legal_aid" else None
    return {
        "number": number,
        "kind": draft.kind,
        "draft_key": draft.draft_key,
        "conversation_id": draft.conversation_id,
        "channel": draft.channel,
        "fields": draft.fields,
        "phone": str(draft.fields["phone"]).strip(),
        "state": "received",
        "created_at": now,
        "updated_at": now,
        "answer_by": answer_by,
    }


def _by_draft(session: Session, draft_key: str) -> ServiceRequest | None:
    return session.execute(select(ServiceRequest).where(ServiceRequest.draft_key == draft_key)).scalar_one_or_none()


def _find(session: Session, number: str, phone: str) -> ServiceRequest:
    numbers = [tidy for prefix in PREFIXES.values() if (tidy := tidy_number(prefix, number))]
    query = select(ServiceRequest).where(ServiceRequest.number.in_(numbers), ServiceRequest.phone == phone.strip())
    found = session.execute(query.with_for_update()).scalars().all()
    if len(found) != 1:
        raise NotFound
    return found[0]


def _receipt(request: ServiceRequest, *, repeated: bool) -> RecordedRequest:
    return RecordedRequest(request.number, request.kind, request.state, request.answer_by, repeated)
