from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.case_numbers import tidy_number
from bot.casework.complaint_errors import DraftConflict, IncompleteDraft, UnknownCategory
from bot.casework.complaints import FiledComplaint, filed_in
from bot.storage.complaints import Complaint, ComplaintEvent
from bot.storage.engine import transaction
from tests.builders_cases import NOW, SECRET_STORY, file_one, make_complaint_draft, rules


def stored(session: Session, reference_no: str) -> Complaint:
    return session.execute(select(Complaint).where(Complaint.reference_no == reference_no)).scalar_one()


def test_a_complaint_gets_a_number_a_code_and_the_day_it_must_be_registered_by(cases: Session) -> None:
    filed = file_one(cases)
    assert tidy_number("TS", filed.reference_no) == filed.reference_no
    assert filed.reference_no.startswith("TS260713")
    assert len(filed.access_code) == 6
    assert filed.access_code.isdigit()
    assert filed.register_by == date(2026, 7, 28)
    assert filed.handle_by is None
    assert filed.receiver == "labor_inspection"


def test_only_a_petition_promises_the_sixty_days(cases: Session) -> None:
    petition = file_one(cases, category="property_service", draft_key="a")
    own = file_one(cases, category="wage_arrears", draft_key="b", seed=2)
    accusation = file_one(cases, category="official_misconduct", draft_key="c", seed=3)
    assert [f.handle_days for f in (petition, own, accusation)] == [60, None, None]


def test_the_same_draft_confirmed_twice_is_one_complaint_with_one_receipt(cases: Session) -> None:
    first = file_one(cases)
    again = file_one(cases, seed=99, now=NOW + timedelta(hours=1))
    assert (again.reference_no, again.access_code) == (first.reference_no, first.access_code)
    assert (first.repeated, again.repeated) == (False, True)
    assert cases.execute(select(func.count()).select_from(ComplaintEvent)).scalar_one() == 1


def test_a_draft_key_of_another_conversation_reveals_nothing(cases: Session) -> None:
    file_one(cases)
    with pytest.raises(DraftConflict):
        file_one(cases, conversation_id="resident-2")


def test_a_number_already_taken_is_drawn_again(cases: Session) -> None:
    first = file_one(cases, seed=5)
    second = file_one(cases, seed=5, draft_key="draft-2")
    assert first.reference_no != second.reference_no


def test_an_anonymous_complaint_keeps_no_name(cases: Session) -> None:
    filed = file_one(cases, anonymous=True, name="王示例", phone="")
    complaint = stored(cases, filed.reference_no)
    assert (complaint.name, complaint.phone) == ("", "")


@pytest.mark.parametrize(
    "changes, missing", [({"name": " "}, ("name",)), ({"what_happened": "", "anonymous": True}, ("what_happened",))]
)
def test_what_is_missing_is_named(cases: Session, changes: dict[str, object], missing: tuple[str, ...]) -> None:
    with pytest.raises(IncompleteDraft) as refusal:
        file_one(cases, **changes)
    assert refusal.value.fields == missing


def test_an_unknown_category_is_refused(cases: Session) -> None:
    with pytest.raises(UnknownCategory):
        file_one(cases, category="weather")


def test_the_complaints_of_a_conversation_are_listed_newest_first(cases: Session) -> None:
    first, second = file_one(cases), file_one(cases, draft_key="draft-2", seed=2)
    file_one(cases, draft_key="draft-3", seed=3, conversation_id="resident-2")
    assert filed_in(cases, "resident-1", "web") == [second.reference_no, first.reference_no]


def test_neither_repr_nor_log_shows_what_the_resident_wrote(cases: Session, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        filed = file_one(cases)
        complaint = stored(cases, filed.reference_no)
    shown = "".join(map(repr, (make_complaint_draft(), filed, complaint, complaint.events, rules()))) + caplog.text
    for private in (SECRET_STORY, "王示例", "13900000000", "石桥", "示例建筑队", filed.access_code, "a secret"):
        assert private not in shown


def test_twenty_confirmations_at_once_are_one_complaint(case_factory: sessionmaker[Session]) -> None:
    def confirm(seed: int) -> FiledComplaint:
        with transaction(case_factory) as session:
            return file_one(session, seed=seed)

    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(confirm, range(20)))
    assert len({receipt.reference_no for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1
    with case_factory() as session:
        assert session.execute(select(func.count()).select_from(Complaint)).scalar_one() == 1
