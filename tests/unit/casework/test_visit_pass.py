"""The pass: found with number and phone or by its link, without a person on it and without blanks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.casework.appointments import NotFound, find, move_visit
from bot.casework.checklists import Answer, answer_condition, answer_material, begin
from bot.casework.reminders import visit_variables
from bot.casework.visit_pass import LINK_LIVES, link_token, pass_by_link, pass_of
from bot.storage.appointments import Appointment
from knowledge_base.schema import PLACEHOLDER
from tests.builders_booking import CALENDAR, NOW, at, make_roster, make_visit
from tests.builders_visits import make_catalogue, make_paper_item, make_visit_database

ITEM = make_paper_item()
CATALOGUE = make_catalogue(ITEM)
SECRET = b"a secret for tests only"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return make_visit_database(tmp_path)()


@pytest.fixture
def visit(session: Session) -> Appointment:
    return make_visit(session, ITEM, phone="13900000001", conversation_id="talk", roster=make_roster())


def test_number_and_phone_open_the_pass(session: Session, visit: Appointment) -> None:
    found = pass_of(session, visit.number, "139 0000 0001", now=NOW, catalogue=CATALOGUE)
    assert (found.number, found.window, found.when) == (visit.number, 1, "4月8日（星期三）上午9:00")
    assert found.officer.startswith("示例")
    assert found.end - found.start == timedelta(minutes=30)


def test_a_wrong_phone_or_number_opens_nothing(session: Session, visit: Appointment) -> None:
    for number, phone in ((visit.number, "13900000002"), ("00000000", "13900000001"), ("", "")):
        with pytest.raises(NotFound):
            pass_of(session, number, phone, now=NOW, catalogue=CATALOGUE)


def test_nothing_of_the_person_and_no_blank_stands_on_it(session: Session, visit: Appointment) -> None:
    shown = repr(pass_of(session, visit.number, visit.phone, now=NOW, catalogue=CATALOGUE))
    assert PLACEHOLDER not in shown
    assert visit.phone not in shown and visit.name not in shown


def test_reminders_name_the_place_without_blanks(visit: Appointment) -> None:
    assert visit_variables(visit, ITEM)["place"] == "12309大厅"


def test_before_the_check_every_paper_is_listed_with_when_it_is_needed(session: Session, visit: Appointment) -> None:
    papers = pass_of(session, visit.number, visit.phone, now=NOW, catalogue=CATALOGUE).papers
    assert [p.status for p in papers] == ["unchecked"] * 3
    assert papers[2].needed_when == "替别人来办的时候"


def test_after_the_check_only_what_applies_is_listed_with_its_answer(session: Session, visit: Appointment) -> None:
    run = begin(session, "talk", ITEM, now=NOW)
    answer_condition(run, "agent", False, now=NOW)
    answer_material(run, ITEM.materials[0], Answer.SUBSTITUTE, now=NOW)
    answer_material(run, ITEM.materials[1], Answer.MISSING, now=NOW)
    found = pass_of(session, visit.number, visit.phone, now=NOW, catalogue=CATALOGUE)
    assert [p.status for p in found.papers] == ["substitute", "missing"]
    assert found.checklist.code == "missing"


def test_the_link_opens_until_a_day_after_the_visit_wherever_it_moved(session: Session, visit: Appointment) -> None:
    token = link_token(visit.number, SECRET)
    last = at() + LINK_LIVES
    assert pass_by_link(session, token, secret=SECRET, now=last, catalogue=CATALOGUE).number == visit.number
    too_late = last + timedelta(seconds=1)
    with pytest.raises(NotFound):
        pass_by_link(session, token, secret=SECRET, now=too_late, catalogue=CATALOGUE)
    later = at() + timedelta(days=1)
    items = dict(CATALOGUE.items)
    visit = find(session, visit.number, visit.phone)
    move_visit(session, visit, later, now=NOW, calendar=CALENDAR, items=items, roster=None, actor="resident")
    assert pass_by_link(session, token, secret=SECRET, now=too_late, catalogue=CATALOGUE).start == later


@given(st.text(max_size=60))
def test_no_forged_link_opens(token: str) -> None:
    with pytest.raises(NotFound):
        pass_by_link(None, token, secret=SECRET, now=NOW, catalogue=CATALOGUE)  # type: ignore[arg-type]


def test_a_link_signed_with_another_secret_does_not_open(session: Session, visit: Appointment) -> None:
    token = link_token(visit.number, b"another secret altogether")
    with pytest.raises(NotFound):
        pass_by_link(session, token, secret=SECRET, now=NOW, catalogue=CATALOGUE)
