"""The check finds errors planted in doors, service items, a city's changes, complaints, rates and outside sources."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge_base.check import check
from knowledge_base.check_rates import check_rates
from knowledge_base.check_report import Report
from knowledge_base.law_collection import LawCollection, read_collection
from knowledge_base.law_names import load_law_names
from knowledge_base.loader import ROOT
from knowledge_base.schema import PLACEHOLDER
from tests.builders_knowledge import LAWS, TODAY, card_fields, write_knowledge, write_law, write_yaml

CITED = {"law": "示例法", "article": "2", "says": "每月支付二倍的工资"}
WRONG = {**CITED, "says": "每月支付三倍的工资"}
STATES = [
    {"id": "registered", "name": "已登记", "says": "已经登记。"},
    {"id": "closed", "name": "已办结", "says": "办完了。", "final": True},
]
ACTION = {"id": "close", "name": "办结", "roles": ["officer"], "from": ["registered"], "to": "closed"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_law(tmp_path / "laws")
    return write_knowledge(tmp_path / "kb", card_fields())


def run(root: Path) -> Report:
    return check(root, read_collection(root.parent / "laws"), TODAY, city="shiyan")


def found(report: Report) -> list[tuple[str, str]]:
    return sorted({(problem.where, problem.code) for problem in report.errors})


def item(**changes: Any) -> dict[str, Any]:
    paper = {"id": "id_card", "name": "身份证", "kind": "原件", "issuer": "派出所"}
    plain = {"id": "visit", "name": "接访", "institution": "court", "for_whom": "都能来", "leads_to": "30天内有答复"}
    return {
        **plain,
        "materials": [paper],
        "fee": "不收费",
        "time_limit": "",
        "booking": None,
        "citations": [CITED],
    } | changes


def write_item(root: Path, **changes: Any) -> None:
    write_yaml(root / "national/service_items/visit.yml", item(**changes))


def category(**changes: Any) -> dict[str, Any]:
    plain = {"id": "wages", "name": "欠薪", "receiver": "court", "procedure": "petition", "citations": [CITED]}
    words = {"examples": ["一", "二", "三"], "cues": ["工资", "工钱", "欠薪"], "asks_for": ["欠条"]}
    return {**plain, **words, "door_note": "30天内要付清。"} | changes


def write_categories(root: Path, *categories: dict[str, Any]) -> None:
    document = {"categories": list(categories), "words_for_bodies": {}}
    write_yaml(root / "national/complaint_categories.yml", document)


def write_workflow(root: Path, **changes: Any) -> None:
    clock = {"id": "answer", "state": "registered", "count": 30, "unit": "day", "citations": [CITED]} | changes
    document = {"start": "registered", "states": STATES, "actions": [ACTION], "clocks": [clock]}
    write_yaml(root / "national/complaint_workflow.yml", document)


def door(**changes: Any) -> dict[str, Any]:
    rule = {"id": "unpaid", "cues": ["欠薪"], "why": "30天内要付清。", "citations": [CITED]}
    return {
        "id": "court", "name": "法院", "institution": "court", "when": "欠钱不给", "asks_for": ["身份证"],
        "citations": [CITED], "rules": [rule],
    } | changes  # fmt: skip


def test_correct_files_are_clean(root: Path) -> None:
    write_item(root)
    write_categories(root, category())
    write_workflow(root)
    write_yaml(root / "national/doors.yml", {"doors": [door()]})
    report = run(root)
    assert report.clean, report.lines()
    kinds = ("service items", "complaint categories", "complaint clocks", "doors", "door rows")
    assert [report.counts[kind] for kind in kinds] == [1] * 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"citations": [WRONG]}, "wrong-words"),
        ({"citations": [{**CITED, "article": "7"}]}, "unknown-article"),
        ({"citations": [{**CITED, "law": "示范法"}]}, "unknown-law"),
        ({"time_limit": "收到申请起7个工作日内"}, "unproved-figure"),
        ({"leads_to": "15天内有答复"}, "unproved-figure"),
        ({"fee": "每件收50元"}, "unproved-figure"),
        ({"note": "《示例法》第10条有规定"}, "uncited-article"),
    ],
)
def test_an_error_planted_in_a_service_item_is_found(root: Path, changes: dict[str, Any], code: str) -> None:
    write_item(root, **changes)
    assert ("service_items:visit", code) in found(run(root))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"citations": [WRONG]}, "wrong-words"),
        ({"citations": [{**CITED, "law": "婚姻法"}]}, "repealed-law"),
        ({"time_limit": "三天办完"}, "unproved-figure"),
    ],
)
def test_an_error_planted_in_the_citys_changes_is_found(root: Path, changes: dict[str, Any], code: str) -> None:
    write_item(root)
    write_yaml(root / "shiyan/service_items.yml", {"overrides": {"visit": changes}})
    assert ("service_items:visit", code) in found(run(root))


def test_a_change_of_an_item_that_does_not_exist_is_found(root: Path) -> None:
    write_yaml(root / "shiyan/service_items.yml", {"overrides": {"nowhere": {"fee": "不收费"}}})
    assert found(run(root)) == [("knowledge base", "unreadable")]


def test_words_that_end_in_one_but_count_nothing_are_no_figures(root: Path) -> None:
    write_item(root, time_limit="没有统一天数", note="哪一天来都行，同一天办完")
    assert run(root).clean


def test_a_placeholder_inside_a_material_is_named_with_the_material(root: Path) -> None:
    write_item(
        root, materials=[{"id": "id_card", "name": "身份证", "kind": "原件", "issuer": f"{PLACEHOLDER}哪里发的"}]
    )
    said = [warning.what for warning in run(root).warnings if warning.where == "service_items:visit"]
    assert any("materials[id_card].issuer" in what for what in said)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"citations": [WRONG]}, "wrong-words"),
        ({"citations": [{**CITED, "article": "9"}]}, "unknown-article"),
        ({"door_note": "60天内要付清。"}, "unproved-figure"),
        ({"door_note": "30天内要付清。", "citations": []}, "unproved-figure"),
        ({"asks_for": ["《示例法》第10条要的材料"]}, "uncited-article"),
        ({"receiver": "nowhere"}, "unknown-id"),
        ({"receiver_if_accused": "nowhere"}, "unknown-id"),
    ],
)
def test_an_error_planted_in_a_complaint_category_is_found(root: Path, changes: dict[str, Any], code: str) -> None:
    write_categories(root, category(**changes))
    assert ("complaint_categories.yml:wages", code) in found(run(root))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"count": 31}, "unproved-figure"),
        ({"unit": "working_day"}, "unproved-figure"),
        ({"citations": [WRONG]}, "wrong-words"),
    ],
)
def test_an_error_planted_in_a_complaint_clock_is_found(root: Path, changes: dict[str, Any], code: str) -> None:
    write_workflow(root, **changes)
    assert ("complaint_workflow.yml:answer", code) in found(run(root))


@pytest.mark.parametrize(
    "broken",
    [
        lambda root: write_categories(root, {"id": "wages"}),
        lambda root: write_workflow(root, state="nowhere"),
        lambda root: (root / "national/complaint_workflow.yml").write_text("a: [", encoding="utf-8"),
        lambda root: (root / "national/calculators.yml").write_text("severance: 1\n", encoding="utf-8"),
        lambda root: write_yaml(root / "national/outside_sources.yml", {"sources": [{"data": "x.yml"}]}),
    ],
)
def test_a_broken_file_is_named_and_hides_nothing_else(root: Path, broken: Callable[[Path], Any]) -> None:
    write_item(root, citations=[WRONG])
    broken(root)
    assert {code for _, code in found(run(root))} >= {"unreadable", "wrong-words"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"citations": [WRONG]}, "wrong-words"),
        ({"asks_for": ["15天内的材料"]}, "unproved-figure"),
        ({"not_here": "《示例法》第10条另有规定。"}, "uncited-article"),
    ],
)
def test_an_error_planted_in_a_door_is_found(root: Path, changes: dict[str, Any], code: str) -> None:
    write_yaml(root / "national/doors.yml", {"doors": [door(**changes)]})
    assert found(run(root)) == [("doors.yml:court", code)]


def test_an_error_planted_in_a_row_of_the_door_table_is_found(root: Path) -> None:
    rule = {"id": "unpaid", "cues": ["欠薪"], "why": "15天内要付清。", "citations": [WRONG]}
    write_yaml(root / "national/doors.yml", {"doors": [door(rules=[rule])]})
    assert found(run(root)) == [
        ("doors.yml:court/unpaid", "unproved-figure"),
        ("doors.yml:court/unpaid", "wrong-words"),
    ]


def write_source(root: Path, **changes: Any) -> None:
    write_yaml(root / "national/rates.yml", {"loan": {"lpr": [{"from": "2025-05-20", "percent": "3"}]}})
    entry = {"data": "rates.yml:loan.lpr", "source": "公布的利率"} | changes
    write_yaml(root / "national/outside_sources.yml", {"sources": [entry]})


def unverified(report: Report) -> list[str]:
    return [warning.where for warning in report.warnings if warning.code == "unverified"]


@pytest.mark.parametrize("changes", [{}, {"verified_on": TODAY - timedelta(days=366), "verified_by": "示例"}])
def test_data_nobody_compared_lately_is_a_warning_not_an_error(root: Path, changes: dict[str, Any]) -> None:
    write_source(root, **changes)
    report = run(root)
    assert report.clean
    assert unverified(report) == ["rates.yml:loan.lpr"]


def test_data_compared_lately_is_no_warning(root: Path) -> None:
    write_source(root, verified_on=TODAY, verified_by="示例")
    assert unverified(run(root)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"data": "rates.yml:loan.prime"}, "unknown-data"),
        ({"data": "nowhere.yml"}, "unknown-data"),
        ({"verified_on": TODAY}, "no-name"),
        ({"verified_on": TODAY + timedelta(days=1), "verified_by": "示例"}, "future-check"),
    ],
)
def test_an_entry_that_proves_nothing_is_an_error(root: Path, changes: dict[str, Any], code: str) -> None:
    write_source(root, **changes)
    assert [error for _, error in found(run(root))] == [code]


def test_the_loan_rates_wait_for_the_operator() -> None:
    entries = yaml.safe_load((ROOT / "national/outside_sources.yml").read_text(encoding="utf-8"))["sources"]
    assert "calculators.yml:loan_interest.lpr" in {entry["data"] for entry in entries}


@pytest.fixture(scope="module")
def laws() -> LawCollection:
    if not LAWS.is_dir():
        pytest.skip("the law texts are not beside the project")
    return read_collection(LAWS)


def rates_report(folder: Path, laws: LawCollection, old: str, new: str) -> Report:
    """Check a copy of the real rates in which ``old`` is replaced by ``new``."""
    folder.mkdir(exist_ok=True)
    text = (ROOT / "national/calculators.yml").read_text(encoding="utf-8")
    assert old in text
    (folder / "calculators.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    report = Report()
    check_rates(folder, laws, load_law_names(), report)
    return report


def test_the_real_rates_are_clean(tmp_path: Path, laws: LawCollection) -> None:
    shutil.copy(ROOT / "national/calculators.yml", tmp_path)
    report = Report()
    check_rates(tmp_path, laws, load_law_names(), report)
    assert report.clean, report.lines()
    assert report.counts["rates"] >= 25


@pytest.mark.parametrize(
    ("old", "new", "where", "code"),
    [
        ("workday_percent: 150", "workday_percent: 160", "overtime.workday_percent", "unproved-figure"),
        ("unlawful_multiple: 2", "unlawful_multiple: 3", "severance.unlawful_multiple", "unproved-figure"),
        ("cap_years: 12", "cap_years: 15", "severance.cap_years", "unproved-figure"),
        ("multiple: 4", "multiple: 5", "loan_interest.multiple", "unproved-figure"),
        ("low: 10\n", "low: 11\n", "court_fee.labor.low", "unproved-figure"),
        ("most: 5000", "most: 6000", "court_fee.preservation.most", "unproved-figure"),
        ('up_to: 100000, percent: "2.5"', 'up_to: 100000, percent: "3.5"', "court_fee.property", "wrong-bracket"),
        ('up_to: 200000, percent: "2"', 'up_to: 300000, percent: "2"', "court_fee.property", "wrong-bracket"),
    ],
)
def test_a_wrong_rate_is_found(tmp_path: Path, laws: LawCollection, old: str, new: str, where: str, code: str) -> None:
    assert found(rates_report(tmp_path, laws, old, new)) == [(f"calculators.yml:{where}", code)]


def test_wrong_words_of_a_rates_article_are_found(tmp_path: Path, laws: LawCollection) -> None:
    report = rates_report(tmp_path, laws, "says: 每满一年支付一个月工资", "says: 每满一年支付两个月工资")
    assert found(report) == [("calculators.yml", "wrong-words")]


def test_the_date_of_verification_is_a_date(root: Path) -> None:
    write_source(root, verified_on=date(2026, 11, 24), verified_by="示例", good_for_days=0)
    assert found(run(root)) == [("knowledge base", "unreadable")]
