from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.service_requests import (
    DraftConflict,
    MissingFields,
    NotFound,
    NotOpen,
    RecordedRequest,
    UnknownKind,
    cancel_request,
    find_request,
    open_requests,
    submit_request,
)
from bot.storage.engine import transaction
from tests.builders_cases import NOW, make_request_draft

PHONE = "13900000000"


def submit(session: Session, *, seed: int = 1, **changes: Any) -> RecordedRequest:
    return submit_request(session, make_request_draft(**changes), now=NOW, rng=Random(seed))


@pytest.mark.parametrize("kind, prefix", [("mediation", "TJ"), ("legal_aid", "FY"), ("callback", "HD")])
def test_each_kind_gets_its_own_number(cases: Session, kind: str, prefix: str) -> None:
    recorded = submit(cases, kind=kind)
    assert recorded.number.startswith(f"{prefix}260713")
    assert (recorded.state, recorded.repeated) == ("received", False)
    assert [r.number for r in open_requests(cases, kind)] == [recorded.number]


def test_legal_aid_is_decided_within_seven_days(cases: Session) -> None:
    assert submit(cases, kind="legal_aid").answer_by == date(2026, 7, 20)
    assert submit(cases, draft_key="b", seed=2).answer_by is None


def test_the_same_draft_is_one_request(cases: Session) -> None:
    first, again = submit(cases), submit(cases, seed=7)
    assert (again.number, again.repeated) == (first.number, True)
    with pytest.raises(DraftConflict):
        submit(cases, conversation_id="resident-2")
    with pytest.raises(DraftConflict):
        submit(cases, kind="callback")


def test_many_confirmations_at_once_are_one_request(case_factory: sessionmaker[Session]) -> None:
    def confirm(seed: int) -> RecordedRequest:
        with transaction(case_factory) as session:
            return submit(session, seed=seed)

    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(confirm, range(12)))
    assert len({r.number for r in receipts}) == 1
    assert sum(not r.repeated for r in receipts) == 1


def test_missing_fields_and_unknown_kinds_are_named(cases: Session) -> None:
    with pytest.raises(MissingFields) as refusal:
        submit(cases, fields={"name": "王示例", "phone": PHONE, "matter": " "})
    assert refusal.value.fields == ("other_side", "matter")
    with pytest.raises(UnknownKind):
        submit(cases, kind="wish")


def test_a_request_is_found_and_cancelled_by_number_and_phone(cases: Session) -> None:
    recorded = submit(cases)
    assert find_request(cases, recorded.number.lower(), PHONE).state == "received"
    assert cancel_request(cases, recorded.number[2:], PHONE, now=NOW).state == "cancelled"
    assert cancel_request(cases, recorded.number, PHONE, now=NOW).state == "cancelled"
    assert open_requests(cases) == []


def test_a_wrong_number_and_a_wrong_phone_are_the_same_error(cases: Session) -> None:
    recorded = submit(cases)
    for number, phone in ((recorded.number, "13911111111"), ("TJ00000000000", PHONE), ("乱写", PHONE)):
        with pytest.raises(NotFound):
            find_request(cases, number, phone)


def test_a_finished_request_can_not_be_cancelled(cases: Session) -> None:
    recorded = submit(cases)
    open_requests(cases)[0].state = "done"
    with pytest.raises(NotOpen):
        cancel_request(cases, recorded.number, PHONE, now=NOW)


def test_repr_shows_no_person(cases: Session) -> None:
    submit(cases)
    shown = repr((make_request_draft(), open_requests(cases)))
    assert "王示例" not in shown
    assert PHONE not in shown
