from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.case_numbers import COMPLAINT, new_number
from bot.casework.complaint_access import (
    TRIES_PER_ASKER,
    TRIES_PER_COMPLAINT,
    AccessRefused,
    forget_old_guesses,
    open_complaint,
)
from bot.casework.complaint_errors import (
    ActionNotAllowed,
    AlreadyExtended,
    AlreadyUrged,
    IncompleteDraft,
    NoSuchComplaint,
    NotYourComplaint,
    ReasonRequired,
    ReceiverIsAccused,
    ReviewTooLate,
)
from bot.casework.complaint_following import ComplaintStatus, act, add_statement, rate, status, urge, withdraw
from bot.casework.complaint_material import read_material
from bot.casework.complaint_steps import Step, find_for_staff, last_day, take_step
from bot.casework.complaints import FiledComplaint
from bot.storage.complaints import Complaint
from bot.storage.engine import transaction
from bot.storage.outbox import OutboxMessage
from knowledge_base.schema import Unit
from tests.builders_cases import NOW, SECRET, SECRET_STORY, file_one, rules

ASKING: dict[str, Any] = {"asker": "resident-1", "rules": rules(), "now": NOW}


def office(session: Session, filed: FiledComplaint, action: str, *, role: str = "officer", **extra: Any) -> Complaint:
    complaint = find_for_staff(session, filed.reference_no)
    now = extra.pop("now", NOW)
    receiver = extra.pop("receiver", None)
    step = Step(action, role, "staff-7", reason=extra.pop("reason", "原因"), **extra)
    take_step(session, complaint, step, rules=rules(), now=now, receiver=receiver)
    return complaint


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def look(session: Session, filed: FiledComplaint, code: str, asker: str, now: Any = NOW) -> Any:
    return open_complaint(session, filed.reference_no, code, asker=asker, secret=SECRET, now=now)


def test_number_and_code_show_the_state_and_no_content(cases: Session) -> None:
    filed = file_one(cases)
    seen = status(cases, filed.reference_no.lower(), filed.access_code, **{**ASKING, "asker": "elsewhere"})
    assert isinstance(seen, ComplaintStatus)
    assert (seen.state, seen.state_name, seen.due_by) == ("registered", "已登记", date(2026, 7, 28))
    assert [entry.action for entry in seen.history] == ["file"]
    assert SECRET_STORY not in str(seen)


def test_a_mistyped_number_is_told_apart_from_a_wrong_code(cases: Session) -> None:
    filed = file_one(cases)
    typo = filed.reference_no[:-1] + str((int(filed.reference_no[-1]) + 1) % 10)
    assert status(cases, typo, filed.access_code, **ASKING) == AccessRefused("bad_number")
    assert status(cases, filed.reference_no, wrong(filed.access_code), **ASKING) == AccessRefused("no_match")


def test_an_unknown_number_and_a_wrong_code_look_the_same(cases: Session) -> None:
    filed = file_one(cases)
    unknown = new_number(COMPLAINT, NOW.date(), Random(77))
    assert unknown != filed.reference_no
    assert status(cases, unknown, "000000", **ASKING) == AccessRefused("no_match")
    assert status(cases, filed.reference_no, wrong(filed.access_code), **ASKING) == AccessRefused("no_match")


def test_guessing_locks_the_complaint_even_for_the_right_code(cases: Session) -> None:
    filed = file_one(cases)
    for i in range(TRIES_PER_COMPLAINT):
        assert look(cases, filed, wrong(filed.access_code), f"stranger-{i}").reason == "no_match"
    refused = look(cases, filed, filed.access_code, "stranger-x")
    assert (refused.reason, refused.retry_at) == ("locked", NOW + timedelta(minutes=30))
    later = NOW + timedelta(minutes=31)
    assert isinstance(look(cases, filed, filed.access_code, "stranger-x", later), Complaint)


def test_each_lock_lasts_longer(cases: Session) -> None:
    filed = file_one(cases)
    now, waits = NOW, []
    for _ in range(4):
        for i in range(TRIES_PER_COMPLAINT):
            look(cases, filed, wrong(filed.access_code), f"stranger-{i}-{now}", now)
        until = look(cases, filed, filed.access_code, "s", now).retry_at
        waits.append(until - now)
        now = until + timedelta(seconds=1)
    assert waits == [timedelta(minutes=30), timedelta(hours=2), timedelta(hours=24), timedelta(hours=24)]


def test_strangers_cannot_lock_out_the_conversation_that_filed(cases: Session) -> None:
    filed = file_one(cases)
    for i in range(TRIES_PER_COMPLAINT):
        look(cases, filed, wrong(filed.access_code), f"stranger-{i}")
    assert isinstance(look(cases, filed, filed.access_code, "resident-1"), Complaint)


def test_one_asker_cannot_try_many_complaints(cases: Session) -> None:
    filed = [file_one(cases, draft_key=f"d{i}", seed=i) for i in range(TRIES_PER_ASKER + 1)]
    for each in filed[:-1]:
        look(cases, each, wrong(each.access_code), "stranger")
    assert look(cases, filed[-1], filed[-1].access_code, "stranger").reason == "locked"


def test_wrong_tries_survive_the_transaction(case_factory: sessionmaker[Session]) -> None:
    with transaction(case_factory) as session:
        filed = file_one(session)
    for i in range(TRIES_PER_COMPLAINT):
        with transaction(case_factory) as session:
            look(session, filed, wrong(filed.access_code), f"stranger-{i}")
    with transaction(case_factory) as session:
        assert look(session, filed, filed.access_code, "stranger").reason == "locked"


def test_old_counters_are_forgotten(cases: Session) -> None:
    filed = file_one(cases)
    look(cases, filed, wrong(filed.access_code), "stranger")
    assert forget_old_guesses(cases, NOW + timedelta(hours=1)) == 0
    assert forget_old_guesses(cases, NOW + timedelta(days=3)) == 2


def test_urging_is_counted_and_possible_once_a_day(cases: Session) -> None:
    filed = file_one(cases)
    first = urge(cases, filed.reference_no, filed.access_code, **ASKING)
    assert isinstance(first, ComplaintStatus)
    assert first.urges == 1
    with pytest.raises(AlreadyUrged) as refusal:
        urge(cases, filed.reference_no, filed.access_code, **ASKING)
    assert refusal.value.again_at == NOW + timedelta(hours=24)
    tomorrow = {**ASKING, "now": NOW + timedelta(hours=24)}
    again = urge(cases, filed.reference_no, filed.access_code, **tomorrow)
    assert isinstance(again, ComplaintStatus)
    assert again.urges == 2


def test_a_statement_is_added_and_an_empty_one_refused(cases: Session) -> None:
    filed = file_one(cases)
    seen = add_statement(cases, filed.reference_no, filed.access_code, " 还有工友作证 ", **ASKING)
    assert isinstance(seen, ComplaintStatus)
    assert seen.history[-1].reason == "还有工友作证"
    with pytest.raises(IncompleteDraft):
        add_statement(cases, filed.reference_no, filed.access_code, "  ", **ASKING)


def test_a_withdrawn_complaint_can_not_be_urged(cases: Session) -> None:
    filed = file_one(cases)
    seen = withdraw(cases, filed.reference_no, filed.access_code, "已经解决", **ASKING)
    assert isinstance(seen, ComplaintStatus)
    assert (seen.state, seen.due_by, seen.possible) == ("withdrawn", None, ())
    with pytest.raises(ActionNotAllowed) as refusal:
        urge(cases, filed.reference_no, filed.access_code, **ASKING)
    assert "已经解决" not in str(refusal.value)


def test_a_complaint_is_rated_after_the_reply_only(cases: Session) -> None:
    filed = file_one(cases)
    with pytest.raises(ActionNotAllowed):
        rate(cases, filed.reference_no, filed.access_code, 5, **ASKING)
    office(cases, filed, "refuse")
    assert isinstance(rate(cases, filed.reference_no, filed.access_code, 2, **ASKING), ComplaintStatus)
    assert find_for_staff(cases, filed.reference_no).rating == 2
    with pytest.raises(ValueError):
        rate(cases, filed.reference_no, filed.access_code, 6, **ASKING)


def test_the_whole_way_to_the_final_review_with_its_clocks(cases: Session) -> None:
    filed = file_one(cases, category="property_service")
    assert office(cases, filed, "route").due_by == date(2026, 7, 28)
    complaint = office(cases, filed, "accept")
    assert complaint.handle_by == complaint.due_by == date(2026, 9, 11)
    office(cases, filed, "start_handling")
    assert complaint.due_by == date(2026, 9, 11)
    office(cases, filed, "extend", role="manager", reason="要现场鉴定")
    assert complaint.handle_by == complaint.due_by == date(2026, 10, 11)
    office(cases, filed, "reply", reason="意见书已经送达")
    assert complaint.due_by == date(2026, 8, 12)
    act(cases, filed.reference_no, filed.access_code, "ask_review", reason="不服", **ASKING)
    office(cases, filed, "reply_review")
    act(cases, filed.reference_no, filed.access_code, "ask_final_review", reason="不服", **ASKING)
    office(cases, filed, "reply_final")
    assert (complaint.state, complaint.due_by, complaint.closed_at) == ("closed", None, NOW)
    assert [(e.action, e.role) for e in complaint.events][:3] == [
        ("file", "resident"), ("route", "officer"), ("accept", "officer"),
    ]  # fmt: skip
    assert all(event.actor for event in complaint.events)


def test_the_period_is_extended_once_with_a_reason_by_the_manager(cases: Session) -> None:
    filed = file_one(cases, category="property_service")
    office(cases, filed, "accept")
    with pytest.raises(ActionNotAllowed):
        office(cases, filed, "extend")
    with pytest.raises(ReasonRequired):
        office(cases, filed, "extend", role="manager", reason=" ")
    office(cases, filed, "extend", role="manager")
    with pytest.raises(AlreadyExtended):
        office(cases, filed, "extend", role="manager")


def test_a_review_is_asked_for_within_thirty_days(cases: Session) -> None:
    filed = file_one(cases, category="property_service")
    office(cases, filed, "accept")
    office(cases, filed, "reply")
    late = {**ASKING, "now": NOW + timedelta(days=31), "reason": "不服"}
    with pytest.raises(ReviewTooLate):
        act(cases, filed.reference_no, filed.access_code, "ask_review", **late)
    in_time = {**late, "now": NOW + timedelta(days=30)}
    seen = act(cases, filed.reference_no, filed.access_code, "ask_review", **in_time)
    assert isinstance(seen, ComplaintStatus)
    assert seen.state == "reviewing"


def test_a_resident_can_not_do_the_office_s_work(cases: Session) -> None:
    filed = file_one(cases)
    with pytest.raises(ActionNotAllowed):
        act(cases, filed.reference_no, filed.access_code, "reply", reason="我自己结案", **ASKING)


def test_the_office_s_remarks_stay_inside(cases: Session) -> None:
    filed = file_one(cases)
    office(cases, filed, "remark", reason="内部说明")
    seen = status(cases, filed.reference_no, filed.access_code, **ASKING)
    assert "内部说明" not in str(seen)


def test_a_public_step_tells_the_resident_number_and_state_only(cases: Session) -> None:
    filed = file_one(cases)
    office(cases, filed, "route")
    office(cases, filed, "remark")
    (message,) = cases.execute(select(OutboxMessage)).scalars()
    assert (message.channel, message.recipient, message.template) == ("web", "resident-1", "utter_complaint_progress")
    assert set(message.variables) == {"reference_no", "state", "says"}


def test_an_accusation_is_never_sent_to_the_accused_body(cases: Session) -> None:
    filed = file_one(cases, category="official_misconduct", about_whom="示例镇镇政府的会计")
    with pytest.raises(ReceiverIsAccused):
        office(cases, filed, "route", receiver="township_government")
    complaint = find_for_staff(cases, filed.reference_no)
    assert (complaint.state, complaint.receiver) == ("registered", "supervision_commission")
    with pytest.raises(ReceiverIsAccused):
        read_material(complaint, "township_government", rules())


def test_only_the_body_that_has_the_complaint_reads_it(cases: Session) -> None:
    filed = file_one(cases)
    add_statement(cases, filed.reference_no, filed.access_code, "补一句", **ASKING)
    complaint = find_for_staff(cases, filed.reference_no)
    material = read_material(complaint, "labor_inspection", rules())
    assert (material.what_happened, material.statements) == (SECRET_STORY, ("补一句",))
    assert SECRET_STORY not in repr(material)
    with pytest.raises(NotYourComplaint):
        read_material(complaint, "police", rules())


def test_an_unknown_number_of_the_office_is_an_error(cases: Session) -> None:
    with pytest.raises(NoSuchComplaint):
        find_for_staff(cases, "TS00000000000")


def test_working_days_need_a_calendar() -> None:
    clock = rules().workflow.clocks[0].copy(update={"unit": Unit.WORKING_DAY, "count": 5})
    assert last_day(clock, NOW.date(), lambda day, count: day + timedelta(days=7)) == date(2026, 7, 20)
    with pytest.raises(ValueError, match="cannot be counted"):
        last_day(clock, NOW.date())
