from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from bot.casework.appointments import NotChangeable, NotFound, history
from bot.casework.visits import block_period, record_outcome, record_will_come, visits_between
from tests.builders_booking import NOW, WEDNESDAY, at, make_item, make_visit


@pytest.mark.parametrize(
    "path", [("arrived", "done"), ("arrived", "come_again"), ("no_show", "arrived", "done"), ("done",)]
)
def test_a_visit_runs_through_its_states_with_a_history(session: Session, path: tuple[str, ...]) -> None:
    visit = make_visit(session)
    for outcome in path:
        record_outcome(session, visit.number, outcome, actor="desk:a", reason="缺材料", now=at(hour=10))
    assert visit.state == path[-1]
    assert [change.kind for change in history(session, visit)] == ["booked", *path]
    assert history(session, visit)[-1].actor == "desk:a"


@pytest.mark.parametrize("outcome", ["no_show", "arrived", "booked", "cancelled", "nonsense"])
def test_a_finished_visit_does_not_go_back(session: Session, outcome: str) -> None:
    visit = make_visit(session)
    record_outcome(session, visit.number, "done", actor="desk", now=at(hour=10))
    with pytest.raises(NotChangeable) as refused:
        record_outcome(session, visit.number, outcome, actor="desk", now=at(hour=10))
    assert refused.value.state == "done"


def test_recording_the_same_outcome_twice_is_one_change(session: Session) -> None:
    visit = make_visit(session)
    for _ in range(2):
        record_outcome(session, visit.number, "arrived", actor="desk", now=at())
    assert len(history(session, visit)) == 2


def test_a_second_trip_needs_a_reason(session: Session) -> None:
    visit = make_visit(session)
    with pytest.raises(ValueError, match="reason"):
        record_outcome(session, visit.number, "come_again", actor="desk", now=at(hour=10))
    assert visit.state == "booked"


def test_an_unknown_number_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        record_outcome(session, "26000000", "done", actor="desk", now=NOW)


def test_an_answer_to_a_reminder_is_kept(session: Session) -> None:
    visit = make_visit(session)
    record_will_come(session, visit, now=NOW)
    session.flush()
    assert (visit.state, history(session, visit)[-1].kind) == ("booked", "will_come")


def test_the_day_lists_its_visits_in_order(session: Session) -> None:
    later, sooner = make_visit(session, start=at(hour=15)), make_visit(session)
    make_visit(session, start=at(date(2026, 4, 9)))
    make_visit(session, make_item("court_item", institution="court"))
    listed = visits_between(session, WEDNESDAY, WEDNESDAY, institution="procuratorate_12309")
    assert listed == [sooner, later]


def test_blocking_a_period_names_the_visits_to_be_moved(session: Session) -> None:
    inside, before = make_visit(session, start=at(hour=10)), make_visit(session, start=at(hour=9))
    elsewhere = make_visit(session, make_item("court_item", institution="court"), start=at(hour=10))
    block = {"start": at(hour=9, minute=30), "end": at(hour=11), "reason": "开会", "actor": "boss"}
    affected = block_period(session, institution="procuratorate_12309", **block)
    assert affected == [inside]
    assert before not in affected
    assert elsewhere not in affected
