from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.lawyer_import import ImportReport, import_lawyers
from bot.casework.lawyer_sheet import COLUMNS, HOUSEHOLD, LICENCE, PHONE, PLACE, SheetUnreadable, WrongHeader
from bot.casework.lawyers import coverage_gaps, find_lawyer
from bot.casework.sample_lawyers import sample_rows, workbook_bytes
from bot.storage.engine import transaction
from bot.storage.lawyers import Assignment, Firm, Lawyer
from tests.builders_cases import CITY, NOW, make_sheet_row, places, write_rows

SAMPLE = CITY / "lawyers.xlsx"


def bring_in(session: Session, path: Path) -> ImportReport:
    return import_lawyers(session, path, places(), now=NOW)


def by_licence(session: Session, licence: str) -> Lawyer:
    return session.execute(select(Lawyer).where(Lawyer.licence_no == licence)).scalar_one()


def problems(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.reason_code) for p in report.rejected]


def test_the_sample_sheet_has_76_lawyers_of_14_firms_and_covers_the_city(cases: Session) -> None:
    report = bring_in(cases, SAMPLE)
    assert (report.accepted, report.rejected, report.lawyers, report.firms) == (111, (), 76, 14)
    assert coverage_gaps(cases, places()) == []
    assert (len(places().villages), len(places().communities)) == (17, 30)


def test_no_lawyer_of_the_sample_serves_far_more_than_the_others(cases: Session) -> None:
    bring_in(cases, SAMPLE)
    counts = cases.execute(select(func.count()).select_from(Assignment).group_by(Assignment.lawyer_id)).scalars().all()
    assert (len(counts), min(counts), max(counts)) == (76, 1, 2)


def test_every_sample_person_is_marked_and_has_no_invented_phone() -> None:
    rows = sample_rows(places())
    assert all("示例" in row["律师姓名"] and "示例" in row[LICENCE] and "示例" in row["律师事务所"] for row in rows)
    assert {row[PHONE] for row in rows} == {"【待填】"}


def test_the_sample_sheet_in_the_repository_is_what_the_tool_makes() -> None:
    assert workbook_bytes(sample_rows(places())) == SAMPLE.read_bytes()


@pytest.mark.parametrize(
    "change, column, code",
    [
        ({"name": ""}, "律师姓名", "missing_value"),
        ({"licence": " "}, LICENCE, "missing_value"),
        ({"firm": ""}, "律师事务所", "missing_value"),
        ({"phone": "12345"}, PHONE, "bad_phone"),
        ({"place": "石乔村"}, PLACE, "unknown_place"),
        ({"household": "富裕家庭"}, HOUSEHOLD, "unknown_household"),
        ({"household": "低保家庭"}, HOUSEHOLD, "household_not_here"),
        ({"place": "人民社区"}, HOUSEHOLD, "household_not_here"),
        ({"kinds": "电话、占卜"}, "服务方式", "unknown_service_kind"),
        ({"licence": 12345678901234567.0}, LICENCE, "licence_lost_digits"),
    ],
)
def test_a_bad_row_is_reported_with_its_reason_and_the_good_one_taken(
    cases: Session, tmp_path: Path, change: dict[str, str | float], column: str, code: str
) -> None:
    sheet = write_rows(tmp_path / "l.xlsx", [make_sheet_row(), make_sheet_row(licence="示例0002") | _named(change)])
    report = bring_in(cases, sheet)
    assert problems(report) == [(3, column, code)]
    assert (report.accepted, report.replaced) == (1, True)


def _named(change: dict[str, str | float]) -> dict[str, str | float]:
    row = make_sheet_row(**change)
    return {key: value for key, value in row.items() if value != make_sheet_row()[key]}


def test_a_misspelt_place_comes_with_a_suggestion(cases: Session, tmp_path: Path) -> None:
    report = bring_in(cases, write_rows(tmp_path / "l.xlsx", [make_sheet_row(place="石乔村")]))
    assert (report.rejected[0].value_shown, report.rejected[0].suggestion) == ("石乔村", "石桥村")


@pytest.mark.parametrize("written", ["石桥村", "石桥", "文殊镇石桥村", "石桥大队", " 石桥 村 "])
def test_the_usual_ways_to_write_a_village_are_understood(cases: Session, tmp_path: Path, written: str) -> None:
    bring_in(cases, write_rows(tmp_path / "l.xlsx", [make_sheet_row(place=written)]))
    assert find_lawyer(cases, "village_shiqiao", "rural") is not None


def test_a_stem_at_two_levels_means_the_village_for_a_rural_household(cases: Session, tmp_path: Path) -> None:
    bring_in(cases, write_rows(tmp_path / "l.xlsx", [make_sheet_row(place="新城")]))
    assert find_lawyer(cases, "village_xincheng", "rural") is not None


def test_a_bad_phone_is_not_shown_in_the_report(cases: Session, tmp_path: Path) -> None:
    report = bring_in(cases, write_rows(tmp_path / "l.xlsx", [make_sheet_row(phone="1391234567")]))
    assert "1391234567" not in repr(report)


def test_a_phone_typed_as_a_number_is_read(cases: Session, tmp_path: Path) -> None:
    bring_in(cases, write_rows(tmp_path / "l.xlsx", [make_sheet_row(phone=13900000000.0)]))
    assert by_licence(cases, "示例执业证0001").phone == "13900000000"


def test_repeated_and_contradicting_rows_are_refused(cases: Session, tmp_path: Path) -> None:
    rows = [make_sheet_row(), make_sheet_row(), make_sheet_row(name="张示例", place="中沟村")]
    report = bring_in(cases, write_rows(tmp_path / "l.xlsx", rows))
    assert problems(report) == [(3, PLACE, "duplicate_row"), (4, LICENCE, "conflicting_lawyer")]


def test_nothing_is_replaced_when_no_row_is_acceptable(cases: Session, tmp_path: Path) -> None:
    bring_in(cases, SAMPLE)
    report = bring_in(cases, write_rows(tmp_path / "l.xlsx", [make_sheet_row(name="")]))
    assert not report.replaced
    assert coverage_gaps(cases, places()) == []


def test_a_second_sheet_replaces_the_first(cases: Session, tmp_path: Path) -> None:
    bring_in(cases, SAMPLE)
    report = bring_in(cases, write_rows(tmp_path / "l.xlsx", [make_sheet_row(licence="示例9999")]))
    assert (report.left, cases.execute(select(func.count()).select_from(Assignment)).scalar_one()) == (76, 1)
    match = find_lawyer(cases, "village_shiqiao", "rural")
    assert match is not None
    assert match.name == "李示例"
    assert len(coverage_gaps(cases, places())) == 16 + 60


def test_who_stays_keeps_the_telegram_link_and_who_leaves_loses_it(cases: Session, tmp_path: Path) -> None:
    both = [make_sheet_row(), make_sheet_row(licence="示例0002", place="中沟村")]
    bring_in(cases, write_rows(tmp_path / "a.xlsx", both))
    by_licence(cases, "示例执业证0001").telegram_chat_id = "11"
    by_licence(cases, "示例0002").telegram_chat_id = "22"
    bring_in(cases, write_rows(tmp_path / "b.xlsx", [make_sheet_row(place="塔湾村", firm="示例新所")]))
    stays, left = by_licence(cases, "示例执业证0001"), by_licence(cases, "示例0002")
    assert (stays.telegram_chat_id, stays.firm.name, stays.active) == ("11", "示例新所", True)
    assert (left.telegram_chat_id, left.active) == (None, False)


def test_an_import_that_fails_half_way_changes_nothing(case_factory: sessionmaker[Session], tmp_path: Path) -> None:
    with transaction(case_factory) as session:
        bring_in(session, SAMPLE)
    sheet = write_rows(tmp_path / "l.xlsx", [make_sheet_row(licence="示例9999")])

    def fail_half_way() -> None:
        with transaction(case_factory) as session:
            bring_in(session, sheet)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with case_factory() as session:
        assert coverage_gaps(session, places()) == []
        assert session.execute(select(func.count()).select_from(Firm)).scalar_one() == 14


def test_missing_columns_are_named(cases: Session, tmp_path: Path) -> None:
    columns = [column for column in COLUMNS if column not in (PHONE, PLACE)]
    with pytest.raises(WrongHeader) as refusal:
        bring_in(cases, write_rows(tmp_path / "l.xlsx", [make_sheet_row()], columns))
    assert refusal.value.missing == (PHONE, PLACE)


def test_a_title_line_columns_in_another_order_and_empty_rows_do_no_harm(cases: Session, tmp_path: Path) -> None:
    write_rows(tmp_path / "l.xlsx", [make_sheet_row(), {}, {}], [*reversed(COLUMNS), "序号"])
    book = load_workbook(tmp_path / "l.xlsx")
    book.worksheets[0].insert_rows(1)
    book.worksheets[0]["A1"] = "法律顾问名单"
    book.save(tmp_path / "l.xlsx")
    report = bring_in(cases, tmp_path / "l.xlsx")
    assert (report.accepted, report.rejected) == (1, ())


def test_an_empty_book_has_no_header(cases: Session, tmp_path: Path) -> None:
    Workbook().save(tmp_path / "l.xlsx")
    with pytest.raises(WrongHeader):
        bring_in(cases, tmp_path / "l.xlsx")


@pytest.mark.parametrize("content", [None, b"", b"not a zip"])
def test_a_file_that_is_no_sheet_is_one_typed_error(cases: Session, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "l.xlsx").write_bytes(content)
    with pytest.raises(SheetUnreadable):
        bring_in(cases, tmp_path / "l.xlsx")
