from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from bot.casework.appointments import history
from bot.casework.outbox import DESK
from bot.casework.roster import current_roster, import_roster, officer_for, record_absence, recuse
from bot.storage.outbox import OutboxMessage
from knowledge_base.roster import Roster, RosterError, load_roster
from knowledge_base.roster_sheet import SheetProblem, read_roster_sheet, write_roster_sheet
from knowledge_base.service_items import load_service_items
from tests.builders_booking import NOW, ROOT, WEDNESDAY, at, make_item, make_roster, make_visit

ITEM = make_item()
ITEMS = {ITEM.id: ITEM}
FRIDAY = date(2026, 4, 10)
SHIPPED = load_roster(ROOT / "knowledge_base" / "jiayuguan")


def on_duty(session: Session, roster: Roster, day: date = WEDNESDAY) -> str | None:
    officer = officer_for(session, roster, item_id="desk_item", day=day).officer
    return officer.id if officer else None


def send_away(session: Session, roster: Roster, person: str | None, first: date = FRIDAY, days: int = 1) -> list[Any]:
    last = first + timedelta(days=days - 1)
    away = {"person_id": person, "first": first, "last": last, "reason": "年假"}
    return record_absence(session, **away, roster=roster, items=ITEMS, now=NOW)


def manager_notices(session: Session) -> list[OutboxMessage]:
    return list(session.query(OutboxMessage).filter_by(template="utter_manager_no_officer"))


@given(st.dates(date(2026, 1, 5), date(2028, 1, 1)))
def test_daily_turns_alternate_and_weekly_turns_last_a_week(day: date) -> None:
    daily, weekly = make_roster().lines[0], make_roster(rotation="week").lines[0]
    assert daily.in_turn(day)[0] != daily.in_turn(day + timedelta(days=1))[0]
    monday = day - timedelta(days=day.weekday())
    assert len({weekly.in_turn(monday + timedelta(days=step))[0] for step in range(7)}) == 1
    assert weekly.in_turn(monday)[0] != weekly.in_turn(monday + timedelta(days=7))[0]


def test_when_a_is_away_b_stands_in(session: Session) -> None:
    roster = make_roster()
    first = on_duty(session, roster)
    send_away(session, roster, first, WEDNESDAY)
    duty = officer_for(session, roster, item_id="desk_item", day=WEDNESDAY)
    assert duty.stand_in
    assert duty.officer is not None
    assert duty.officer.id != first


def test_visits_already_booked_go_to_the_stand_in(session: Session) -> None:
    roster = make_roster()
    visit = make_visit(session, start=at(FRIDAY), roster=roster)
    before = visit.officer_id
    other_day = make_visit(session, start=at(date(2026, 4, 14)), roster=roster)
    assert send_away(session, roster, before) == [visit]
    assert visit.officer_id not in (None, before)
    assert other_day.officer_id == before
    assert [change.kind for change in history(session, visit)] == ["booked", "officer"]
    assert manager_notices(session) == []


def test_when_neither_is_there_the_manager_is_told_once(session: Session) -> None:
    roster = make_roster()
    visit = make_visit(session, start=at(FRIDAY), roster=roster)
    for officer in ("officer_a", "officer_b"):
        send_away(session, roster, officer)
    assert (visit.officer_id, visit.officer_name) == (None, None)
    (notice,) = manager_notices(session)
    assert (notice.channel, notice.recipient, notice.variables["number"]) == (DESK, "boss", visit.number)
    make_visit(session, start=at(FRIDAY, 10), roster=roster)
    assert len(manager_notices(session)) == 2


def test_an_officer_with_an_interest_is_kept_away_even_after_a_change(session: Session) -> None:
    roster = make_roster("officer_a", "officer_b", "officer_c")
    visit = make_visit(session, start=at(FRIDAY), roster=roster)
    recused = visit.officer_id
    context = {"reason": "亲属", "actor": "boss", "roster": roster, "item": ITEM, "now": NOW}
    recuse(session, visit, person_id=recused, **context)
    second = visit.officer_id
    assert second != recused
    send_away(session, roster, second)
    assert visit.officer_id not in (recused, second, None)


def test_an_item_without_a_line_has_no_officer_and_disturbs_nobody(session: Session) -> None:
    item = make_item("other")
    assert make_visit(session, item, roster=make_roster()).officer_id is None
    assert manager_notices(session) == []


def test_an_imported_roster_replaces_the_shipped_one(session: Session) -> None:
    assert current_roster(session, SHIPPED) is SHIPPED
    import_roster(session, make_roster("old"), actor="boss", now=NOW)
    import_roster(session, make_roster("new"), actor="boss", now=NOW)
    assert on_duty(session, current_roster(session, SHIPPED)) == "new"


def test_the_shipped_roster_covers_every_bookable_item_with_two_officers() -> None:
    bookable = [item.id for item in load_service_items(ROOT / "knowledge_base").values() if item.booking]
    for item_id in bookable:
        line = SHIPPED.line_for(item_id)
        assert line is not None
        assert len(line.officers) >= 2
    assert all(person.name.startswith("示例") for person in SHIPPED.people)


def test_the_centre_has_two_managers_and_four_officers() -> None:
    lines = [SHIPPED.line_for("accusation"), SHIPPED.line_for("file_reading")]
    assert len({line.manager for line in lines if line}) == 2
    assert sum(len(line.officers) for line in lines if line) == 4


@pytest.mark.parametrize(
    "change, said",
    [
        ({"officers": ["nobody"]}, "not a known officer"),
        ({"officers": []}, "no officer"),
        ({"manager": "officer_a"}, "not a known manager"),
    ],
)
def test_a_roster_that_does_not_hang_together_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make_roster(**change)


def test_a_sheet_written_and_read_back_is_the_same_roster(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    write_roster_sheet(SHIPPED, path)
    assert read_roster_sheet(path, SHIPPED) == (SHIPPED, [])


def test_bad_rows_are_left_out_with_their_reasons(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    write_roster_sheet(make_roster(), path)
    book = load_workbook(path)
    for row in (
        ("officer_a", "示例·重", "值班", "示例岗", 1),
        ("x", None, "值班", "示例岗", 1),
        ("y", "示例·乙", "打杂", "示例岗", 1),
        ("z", "示例·丙", "值班", "没有的岗", 1),
        ("w", "示例·丁", "值班", "示例岗", "先"),
    ):
        book.active.append(row)
    book.save(path)
    roster, problems = read_roster_sheet(path, make_roster())
    assert roster.lines[0].officers == ("officer_a", "officer_b")
    assert problems == [
        SheetProblem(5, "twice", "编号"),
        SheetProblem(6, "missing", "姓名"),
        SheetProblem(7, "unknown_role", "职责"),
        SheetProblem(8, "unknown_line", "岗位"),
        SheetProblem(9, "bad_turn", "次序"),
    ]


def test_a_sheet_that_leaves_a_line_without_officer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    write_roster_sheet(make_roster(), path)
    book = load_workbook(path)
    book.active.delete_rows(2, 2)
    book.save(path)
    with pytest.raises(RosterError, match="no officer"):
        read_roster_sheet(path, make_roster())
