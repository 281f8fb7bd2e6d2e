from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.handoff_errors import AlreadyTaken, LawyerBusy, NoSuchHandoff, NotALawyer, NotYourHandoff
from bot.casework.handoff_relay import chat_of_lawyer, relay_from_lawyer, relay_from_resident
from bot.casework.handoffs import HandoffReceipt, accept, active_handoff, end, end_idle, waiting_handoffs
from bot.casework.lawyer_import import import_lawyers
from bot.casework.lawyer_links import unlink_lawyer
from bot.storage.base import CITY_TIME
from bot.storage.engine import transaction
from bot.storage.handoffs import Handoff
from bot.storage.lawyers import Lawyer
from bot.storage.outbox import OutboxMessage
from tests.builders_cases import NOW, TUESDAY, make_sheet_row, open_one, places, write_rows

OWN, COLLEAGUE, STRANGER, UNLINKED = "101", "102", "103", "104"


@pytest.fixture
def staffed(case_factory: sessionmaker[Session], tmp_path: Path) -> sessionmaker[Session]:
    """The lawyer of 石桥村, a colleague of the same firm, and a lawyer of another firm, all linked to Telegram."""
    rows = [
        make_sheet_row(),
        make_sheet_row(licence="示例0002", place="中沟村", name="张示例"),
        make_sheet_row(licence="示例0003", place="塔湾村", name="马示例", firm="示例二号律师事务所"),
    ]
    with transaction(case_factory) as session:
        import_lawyers(session, write_rows(tmp_path / "l.xlsx", rows), places(), now=NOW)
        for lawyer, chat in zip(
            session.execute(select(Lawyer).order_by(Lawyer.id)).scalars(), (OWN, COLLEAGUE, STRANGER), strict=True
        ):
            lawyer.telegram_chat_id = chat
    return case_factory


@pytest.fixture
def office(staffed: sessionmaker[Session]) -> Session:
    with staffed() as session:
        yield session


def sent(session: Session, template: str) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.template == template).order_by(OutboxMessage.id)
    return list(session.execute(query).scalars())


def test_the_lawyer_of_the_place_is_told_and_the_resident_gets_a_number(office: Session) -> None:
    receipt = open_one(office)
    assert receipt.number.startswith("ZR260713")
    assert receipt.lawyer is not None
    assert (receipt.lawyer.name, receipt.lawyer_linked) == ("李示例", True)
    assert (receipt.expected, receipt.expected_on, receipt.state) == ("today", NOW.date(), "waiting")
    (brief,) = sent(office, "utter_lawyer_brief")
    assert (brief.channel, brief.recipient, brief.send_after) == ("telegram", OWN, NOW)
    assert brief.variables["summary"] == "· 房东不退押金"
    assert brief.variables["number"] == receipt.number


def test_at_night_the_next_working_day_is_named_and_no_phone_rings(office: Session) -> None:
    night = datetime(2026, 7, 13, 23, 30, tzinfo=CITY_TIME)
    receipt = open_one(office, now=night, working=False)
    assert (receipt.expected, receipt.expected_on) == ("next_working_day", TUESDAY)
    assert sent(office, "utter_lawyer_brief")[0].send_after == datetime(2026, 7, 14, 8, 0, tzinfo=CITY_TIME)


def test_without_a_linked_lawyer_it_is_recorded_and_said_so(office: Session) -> None:
    unlink_lawyer(office, OWN)
    receipt = open_one(office)
    assert receipt.lawyer is not None
    assert not receipt.lawyer_linked
    assert sent(office, "utter_lawyer_brief") == []
    assert [h.number for h in waiting_handoffs(office)] == [receipt.number]


@pytest.mark.parametrize("place", [None, "community_renmin"])
def test_without_a_place_or_a_lawyer_it_is_recorded_all_the_same(office: Session, place: str | None) -> None:
    receipt = open_one(office, place_id=place, household=None)
    assert (receipt.lawyer, receipt.lawyer_linked) == (None, False)
    assert len(waiting_handoffs(office)) == 1


def test_asked_again_the_same_number_comes_back_with_a_fresh_day(office: Session) -> None:
    first = open_one(office)
    later = open_one(office, seed=9, now=NOW + timedelta(days=2), working=False, next_working_day=date(2026, 7, 16))
    assert (later.number, later.repeated, first.repeated) == (first.number, True, False)
    assert later.expected_on == date(2026, 7, 16)
    assert len(sent(office, "utter_lawyer_brief")) == 1


def test_what_is_told_later_reaches_the_lawyer_once(office: Session) -> None:
    first = open_one(office, summary="· 我要找真人")
    for summary in ("· 我要找真人\n· 房东不退押金", "· 我要找真人\n· 房东不退押金", "· 房东不退押金\n· 押了两千"):
        assert open_one(office, summary=summary).number == first.number
    told = [brief.variables["summary"] for brief in sent(office, "utter_lawyer_brief")]
    assert told == ["· 我要找真人", "· 我要找真人\n· 房东不退押金"]
    assert office.execute(select(Handoff)).scalar_one().summary == "· 房东不退押金\n· 押了两千"


def test_the_database_refuses_a_second_open_handoff(office: Session) -> None:
    receipt = open_one(office)
    standing = office.execute(select(Handoff).where(Handoff.number == receipt.number)).scalar_one()
    columns = {c.name: getattr(standing, c.name) for c in Handoff.__table__.columns if c.name not in ("id", "number")}
    office.add(Handoff(number="ZR00000000000", **columns))
    with pytest.raises(IntegrityError):
        office.flush()


def test_twenty_requests_at_once_are_one_handoff(staffed: sessionmaker[Session]) -> None:
    def ask(seed: int) -> HandoffReceipt:
        with transaction(staffed) as session:
            return open_one(session, seed=seed)

    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(ask, range(20)))
    assert len({r.number for r in receipts}) == 1
    assert sum(not r.repeated for r in receipts) == 1
    with staffed() as session:
        assert len(sent(session, "utter_lawyer_brief")) == 1


def test_the_same_conversation_id_on_two_channels_is_two_residents(office: Session) -> None:
    web, telegram = open_one(office), open_one(office, channel="telegram", seed=2)
    assert web.number != telegram.number


def test_a_lawyer_accepts_and_is_in_charge(office: Session) -> None:
    receipt = open_one(office)
    assert active_handoff(office, "resident-1") is None
    accept(office, receipt.number, OWN, NOW)
    active = active_handoff(office, "resident-1")
    assert active is not None
    assert (active.number, active.accepted_at) == (receipt.number, NOW)
    assert active_handoff(office, "resident-1", "telegram") is None
    (told,) = sent(office, "utter_handoff_accepted")
    assert (told.channel, told.recipient, told.variables["lawyer"]) == ("web", "resident-1", "李示例")


def test_accepting_twice_is_no_error_and_tells_once(office: Session) -> None:
    receipt = open_one(office)
    assert accept(office, receipt.number, OWN, NOW).id == accept(office, receipt.number, OWN, NOW).id
    assert len(sent(office, "utter_handoff_accepted")) == 1


def test_a_colleague_may_take_it_and_then_it_is_gone(office: Session) -> None:
    receipt = open_one(office)
    accept(office, receipt.number, COLLEAGUE, NOW)
    with pytest.raises(AlreadyTaken):
        accept(office, receipt.number, OWN, NOW)
    again = open_one(office)
    assert again.state == "accepted"
    assert again.lawyer is not None
    assert again.lawyer.name == "张示例"


def test_another_firm_may_not_take_it_unless_nobody_was_found(office: Session) -> None:
    theirs = open_one(office)
    with pytest.raises(NotYourHandoff):
        accept(office, theirs.number, STRANGER, NOW)
    nobodys = open_one(office, conversation_id="resident-2", place_id=None, seed=2)
    assert accept(office, nobodys.number, STRANGER, NOW).state == "accepted"


def test_a_stranger_s_chat_and_an_unknown_number_are_refused(office: Session) -> None:
    receipt = open_one(office)
    with pytest.raises(NotALawyer):
        accept(office, receipt.number, UNLINKED, NOW)
    with pytest.raises(NoSuchHandoff):
        accept(office, "ZR00000000000", OWN, NOW)


def test_a_lawyer_talks_to_one_resident_at_a_time(office: Session) -> None:
    first = open_one(office)
    second = open_one(office, conversation_id="resident-2", seed=2)
    accept(office, first.number, OWN, NOW)
    with pytest.raises(LawyerBusy) as refusal:
        accept(office, second.number, OWN, NOW)
    assert refusal.value.number == first.number
    end(office, first.number, "advised", NOW)
    assert accept(office, second.number, OWN, NOW).state == "accepted"


def test_lawyers_who_accept_at_once_get_it_once(staffed: sessionmaker[Session]) -> None:
    with transaction(staffed) as session:
        number = open_one(session).number

    def take(chat: str) -> bool:
        with transaction(staffed) as session:
            try:
                accept(session, number, chat, NOW)
            except AlreadyTaken:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (OWN, COLLEAGUE))) == [False, True]


def test_messages_go_both_ways_and_are_kept(office: Session) -> None:
    receipt = open_one(office)
    accept(office, receipt.number, OWN, NOW)
    relay_from_resident(office, "resident-1", "您好，合同在我手上", NOW)
    relay_from_lawyer(office, OWN, "请拍照发来", NOW)
    relay_from_lawyer(office, OWN, "请拍照发来", NOW)
    (to_lawyer,) = sent(office, "utter_relay_to_lawyer")
    to_resident = sent(office, "utter_relay_to_resident")
    assert (to_lawyer.channel, to_lawyer.recipient) == ("telegram", OWN)
    assert [(m.channel, m.recipient, m.variables["text"]) for m in to_resident] == [
        ("web", "resident-1", "请拍照发来")
    ] * 2
    handoff = active_handoff(office, "resident-1")
    assert handoff is not None
    office.refresh(handoff)
    assert [m.speaker for m in handoff.messages] == ["resident", "lawyer", "lawyer"]
    assert "合同" not in repr((handoff, handoff.messages))


def test_nothing_is_relayed_before_accepting_or_after_the_end(office: Session) -> None:
    receipt = open_one(office)
    assert relay_from_resident(office, "resident-1", "在吗", NOW) is None
    assert relay_from_lawyer(office, OWN, "在", NOW) is None
    accept(office, receipt.number, OWN, NOW)
    end(office, receipt.number, "advised", NOW)
    assert relay_from_resident(office, "resident-1", "在吗", NOW) is None
    assert relay_from_lawyer(office, OWN, "在", NOW) is None
    assert chat_of_lawyer(office, OWN) is None
    assert relay_from_lawyer(office, UNLINKED, "在", NOW) is None


def test_when_the_lawyer_s_chat_is_cut_the_bot_answers_again(office: Session) -> None:
    receipt = open_one(office)
    accept(office, receipt.number, OWN, NOW)
    unlink_lawyer(office, OWN)
    assert active_handoff(office, "resident-1") is None
    assert relay_from_resident(office, "resident-1", "在吗", NOW) is None


def test_after_the_end_a_new_handoff_can_be_opened(office: Session) -> None:
    first = open_one(office)
    end(office, first.number, "resident_left", NOW)
    end(office, first.number, "solved", NOW)
    assert office.execute(select(Handoff.outcome)).scalar_one() == "resident_left"
    assert len(sent(office, "utter_handoff_ended")) == 1
    second = open_one(office, seed=2)
    assert (second.repeated, second.number == first.number) == (False, False)
    assert office.execute(select(func.count()).select_from(Handoff)).scalar_one() == 2


def test_an_unknown_outcome_is_refused(office: Session) -> None:
    with pytest.raises(ValueError):
        end(office, open_one(office).number, "whatever", NOW)


def test_a_silent_chat_ends_and_a_living_one_does_not(office: Session) -> None:
    silent = open_one(office)
    living = open_one(office, conversation_id="resident-2", place_id="village_tawan", seed=2)
    accept(office, silent.number, OWN, NOW)
    accept(office, living.number, STRANGER, NOW)
    relay_from_resident(office, "resident-2", "还在", NOW + timedelta(minutes=50))
    hour = timedelta(hours=1)
    assert end_idle(office, now=NOW + timedelta(minutes=59), idle=hour) == []
    assert end_idle(office, now=NOW + timedelta(minutes=61), idle=hour) == [silent.number]


def test_numbers_are_drawn_again_when_taken(office: Session) -> None:
    first = open_one(office, rng=Random(4))
    second = open_one(office, rng=Random(4), conversation_id="resident-2")
    assert first.number != second.number
