"""跑几趟: trips per finished matter and reasons, by item and month."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.desk_scope import Scope
from bot.casework.trip_reasons import TripReason
from bot.casework.trips import ItemTrips, month_bounds, trips_of_month
from bot.desk.trip_files import safe
from bot.storage.appointments import COME_AGAIN, DONE
from bot.storage.staff import AuditEntry
from tests.builders_booking import WEDNESDAY, at
from tests.builders_desk import DeskWorld, make_world, signed_in

APRIL = date(2026, 4, 1)
DAYS = [date(2026, 4, day) for day in (7, 8, 9, 10, 13, 14, 15, 16)]


def april(world: DeskWorld, scope: Scope | None = None, month: date = APRIL) -> dict[str, ItemTrips]:
    with world.sessions() as session:
        rows = trips_of_month(session, scope or Scope(), month, items=world.items)
    return {row.item_id: row for row in rows}


def test_visits_of_one_matter_are_its_trips(world: DeskWorld) -> None:
    world.matter(DAYS[:1], phone="13900000001")
    world.matter(DAYS[:3], phone="13900000002")
    row = april(world)["desk_item"]
    assert row.by_trips == {1: 1, 3: 1}
    assert (row.finished, row.one_trip, row.average, row.longest, row.sent_back) == (2, 1, 2.0, 3, 2)


def test_missed_and_cancelled_visits_are_no_trips(world: DeskWorld) -> None:
    first, second = world.visit(phone="13900000001"), world.visit(hour=10, phone="13900000002")
    world.outcome(first, "no_show")
    assert april(world) == {}
    world.outcome(second, DONE)
    assert april(world)["desk_item"].by_trips == {1: 1}


def test_matter_counts_in_the_month_it_was_finished(world: DeskWorld) -> None:
    world.matter([date(2026, 4, 29), date(2026, 5, 12)])
    first, second = april(world)["desk_item"], april(world, month=date(2026, 5, 31))["desk_item"]
    assert (first.finished, first.sent_back, first.average) == (0, 1, None)
    assert (second.by_trips, second.sent_back) == ({2: 1}, 0)


def test_matter_not_finished_counts_only_its_reason(world: DeskWorld) -> None:
    world.outcome(world.visit(), COME_AGAIN)
    row = april(world)["desk_item"]
    assert (row.finished, row.sent_back, row.longest) == (0, 1, 0)


def test_corrected_outcome_counts_once(world: DeskWorld) -> None:
    visit = world.visit()
    world.outcome(visit, DONE)
    world.outcome(visit, COME_AGAIN, TripReason("wrong_office"))
    assert [reason.code for reason in april(world)["desk_item"].reasons] == ["wrong_office"]
    world.outcome(visit, DONE)
    row = april(world)["desk_item"]
    assert (row.by_trips, row.reasons) == ({1: 1}, ())


@pytest.mark.parametrize("times, flagged", [(2, False), (3, True)])
def test_reason_given_three_times_says_that_the_checklist_must_be_mended(
    world: DeskWorld, times: int, flagged: bool
) -> None:
    for number in range(times):
        world.outcome(world.visit(day=DAYS[number], now=at(DAYS[number], 8)), COME_AGAIN)
    row = april(world)["desk_item"]
    assert row.to_mend is flagged
    assert row.reasons[0].details == (("户口本", times),)
    page = signed_in(world).get("/trips?month=2026-04").text
    assert ("的清单要改" in page) is flagged


def test_three_different_reasons_are_no_repetition(world: DeskWorld) -> None:
    for number, code in enumerate(("missing_material", "wrong_office", "system_down")):
        world.outcome(world.visit(hour=9 + number), COME_AGAIN, TripReason(code))
    assert not april(world)["desk_item"].to_mend


def test_trips_of_other_bodies_are_not_counted(world: DeskWorld) -> None:
    world.matter(DAYS[:2], item_id="court_item")
    assert "court_item" not in april(world, Scope(frozenset({"procuratorate_12309"})))
    assert "示例执行接访" not in signed_in(world).get("/trips").text
    assert "示例执行接访" in signed_in(world, "示例法官").get("/trips").text


@pytest.mark.parametrize(
    "month, first, following", [(date(2026, 12, 31), (2026, 12, 1), (2027, 1, 1)), (APRIL, (2026, 4, 1), (2026, 5, 1))]
)
def test_month_bounds(month: date, first: tuple[int, int, int], following: tuple[int, int, int]) -> None:
    start, end = month_bounds(month)
    assert (start.date(), end.date()) == (date(*first), date(*following))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_page_figures_follow_from_any_history(lengths: list[int]) -> None:
    """However many trips each matter took, the sums of the table say so."""
    with TemporaryDirectory() as folder:
        world = make_world(Path(folder), accounts=())
        for number, length in enumerate(lengths):
            world.matter(DAYS[:length], hour=(9, 10, 11, 15)[number])
        row = april(world)["desk_item"]
    assert row.finished == len(lengths)
    assert sum(trips * count for trips, count in row.by_trips.items()) == sum(lengths)
    assert row.longest == max(lengths)
    assert row.sent_back == sum(lengths) - len(lengths)
    assert row.to_mend == (row.sent_back >= 3)


def test_csv_has_the_figures_of_the_page(world: DeskWorld) -> None:
    world.matter(DAYS[:4], name="示例张三")
    answer = signed_in(world).get("/trips.csv?month=2026-04")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1] == ["示例申诉", "1", "0", "4.0", "4", "3", "要改"]
    assert lines[4] == ["示例申诉", "材料没带齐", "3", "户口本（3）"]
    assert "示例张三" not in answer.text
    assert 'filename="trips-2026-04.csv"' in answer.headers["content-disposition"]


def test_workbook_has_the_figures_of_the_page(world: DeskWorld) -> None:
    world.matter(DAYS[:2])
    answer = signed_in(world).get("/trips.xlsx?month=2026-04")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["跑几趟", "要再来的原因"]
    figures = [cell.value for cell in book["跑几趟"][2]]
    assert figures[:6] == ["示例申诉", 1, 0, 2, 2, 1]
    assert [cell.value for cell in book["要再来的原因"][2]] == ["示例申诉", "材料没带齐", 1, "户口本（1）"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_officers_words_are_never_a_formula(world: DeskWorld, text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe("户口本") == "户口本"


def test_export_is_audited(world: DeskWorld) -> None:
    signed_in(world).get("/trips.xlsx?month=2026-04")
    entry = world.read(AuditEntry)[-1]
    assert (entry.action, entry.about) == ("exported_trips", "trips:2026-04")


def test_wrong_month_means_this_month(world: DeskWorld) -> None:
    assert "跑几趟 · 2026年4月" in signed_in(world).get("/trips?month=上个月").text


def test_days_of_the_samples_are_working_days(world: DeskWorld) -> None:
    calendar = world.services().calendar
    assert all(calendar.is_working_day(day) for day in DAYS)
    assert timedelta(days=1) + DAYS[0] == WEDNESDAY
