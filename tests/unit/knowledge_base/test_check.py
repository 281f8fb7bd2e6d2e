"""The check finds each kind of planted error, and nothing in a correct card."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.check import check, main
from knowledge_base.check_report import Report
from knowledge_base.law_collection import read_collection
from tests.builders_knowledge import TODAY, card_fields, write_knowledge, write_law, write_yaml

LONG_WORDS = "用人单位应当自用工之日起三十日内付清工资。逾期不付的，每月支付二倍的工资，并处三千元罚款"
CITED = {"law": "示例法", "article": "2", "says": "每月支付二倍的工资"}


def run(tmp_path: Path, *cards: dict[str, Any], today: date = TODAY, topic: str | None = None) -> Report:
    if not (tmp_path / "laws").exists():
        write_law(tmp_path / "laws")
    root = write_knowledge(tmp_path / "kb", *cards)
    return check(root, read_collection(tmp_path / "laws"), today, city="shiyan", topic=topic)


def errors(report: Report) -> list[str]:
    return sorted({problem.code for problem in report.errors})


def test_correct_card_is_clean(tmp_path: Path) -> None:
    report = run(tmp_path, card_fields())
    assert report.clean, report.lines()
    assert (report.counts["cards"], report.counts["citations"]) == (1, 1)
    assert report.counts["figures"] == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"citations": [{**CITED, "law": "示范法"}]}, "unknown-law"),
        ({"citations": [CITED, {**CITED, "article": "3"}]}, "unknown-article"),
        ({"citations": [{**CITED, "says": "每月支付三倍的工资"}]}, "wrong-words"),
        ({"citations": [CITED, {"law": "婚姻法", "article": "32", "says": "感情确已破裂"}]}, "repealed-law"),
        (
            {"citations": [{**CITED, "says": LONG_WORDS}]},
            "says-length",
        ),
        ({"answer": "单位要在15天内付清。"}, "unproved-figure"),
        ({"answer": "单位要在30个工作日内付清。"}, "unproved-figure"),
        ({"steps": ["最多能罚5000元"]}, "unproved-figure"),
        ({"prepare": ["年满65岁的带身份证"]}, "unproved-figure"),
        ({"rule": "《示例法》第2条之一减收20%。"}, "uncited-article"),
        ({"rule": "《劳动法》第2条说要付双倍工资。"}, "uncited-article"),
        ({"rule": "《示例法》第2条、第10条说要付双倍工资。"}, "uncited-article"),
        ({"where": ["nowhere"]}, "unknown-id"),
        ({"clock": ["no_such_clock"]}, "unknown-id"),
        ({"see_also": ["no_such_card"]}, "unknown-id"),
        ({"figures": [{"text": "5个月", "source": "惯例"}]}, "stale-figure"),
        ({"checked_on": date(2027, 1, 1)}, "future-check"),
    ],
)
def test_planted_error_is_found(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    report = run(tmp_path, card_fields(**changes))
    assert code in errors(report), report.lines()
    assert {problem.where for problem in report.errors} == {"labor.yml:labor_sample"}


@pytest.mark.parametrize(
    "answer",
    [
        "单位要在三十日内付清。",
        "可以要双倍工资。",
        "可以要百分之二百的工资。",
        "另外罚3000块。",
        "第一天就去，打12348。",
        "2025年7月1日后发生的也算。",
    ],
)
def test_figure_in_other_writing_is_accepted(tmp_path: Path, answer: str) -> None:
    assert run(tmp_path, card_fields(answer=answer)).clean


def test_figure_with_another_source_is_accepted(tmp_path: Path) -> None:
    figures = [{"text": "5个月", "source": "市人社局公布的办理时间"}]
    assert run(tmp_path, card_fields(answer="一般要5个月。", figures=figures)).clean


def test_follow_up_answer_is_checked_with_its_own_citations(tmp_path: Path) -> None:
    own = {"law": "示例法", "article": "2-1", "says": "减收百分之二十"}
    options = [
        {"id": "old", "button": "满60岁", "answer": "减收20%。", "citations": [own]},
        {"id": "young", "button": "不满60岁", "answer": "减收30%。"},
    ]
    report = run(tmp_path, card_fields(follow_up={"question": "您多大年纪？", "options": options}))
    assert [(e.where, e.code) for e in report.errors] == [("labor.yml:labor_sample/young", "unproved-figure")]


def test_general_next_step_states_no_figure_without_law(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path / "kb", card_fields())
    topic = root / "national/topics/labor.yml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("先存证据。", "15天内先存证据。"), encoding="utf-8")
    write_law(tmp_path / "laws")
    report = check(root, read_collection(tmp_path / "laws"), TODAY, city="shiyan")
    assert [(e.where, e.code) for e in report.errors] == [("labor.yml:general", "unproved-figure")]


def test_law_changed_after_the_card_was_checked(tmp_path: Path) -> None:
    report = run(tmp_path, card_fields(checked_on=date(2019, 12, 31)))
    assert "newer-version" in errors(report)


def test_words_of_an_older_version_are_named_as_such(tmp_path: Path) -> None:
    write_law(tmp_path / "laws")
    newer = "# 示例法\n\n<!-- INFO END -->\n\n第二条 应当在三十日内付清工资，按月支付一倍半的工资。双倍。\n"
    write_law(tmp_path / "laws", "示例法(2024-05-06).md", newer)
    report = run(tmp_path, card_fields())
    assert errors(report) == ["old-version"]


def test_overdue_review_and_placeholders_are_warnings(tmp_path: Path) -> None:
    report = run(tmp_path, card_fields(checked_on=date(2025, 1, 1)))
    assert report.clean
    assert {"review-due", "placeholder"} <= {problem.code for problem in report.warnings}


def test_deadline_must_stand_in_its_article(tmp_path: Path) -> None:
    root = tmp_path / "kb"
    clock = {
        "id": "pay",
        "title": "付清工资",
        "event": "用工之日",
        "asks": ["一", "二", "三"],
        "unit": "day",
        "citations": [CITED],
    }
    write_yaml(root / "national/deadlines/common.yml", {"deadlines": [clock | {"count": 30}]})
    assert run(tmp_path, card_fields()).clean
    write_yaml(root / "national/deadlines/common.yml", {"deadlines": [clock | {"count": 31}]})
    assert errors(run(tmp_path, card_fields())) == ["unproved-figure"]


def test_broken_file_does_not_hide_other_problems(tmp_path: Path) -> None:
    write_yaml(tmp_path / "kb/national/topics/land.yml", {"topic": "land"})
    report = run(tmp_path, card_fields(where=["nowhere"]))
    assert errors(report) == ["unknown-id", "unreadable"]
    assert errors(run(tmp_path, card_fields(where=["nowhere"]), topic="labor")) == ["unknown-id"]


@pytest.mark.parametrize(("answer", "code"), [("30天内付清。", 0), ("31天内付清。", 1)])
def test_exit_code(tmp_path: Path, answer: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    write_law(tmp_path / "laws")
    root = write_knowledge(tmp_path / "kb", card_fields(answer=answer))
    arguments = ["--laws", str(tmp_path / "laws"), "--root", str(root), "--city", "shiyan"]
    assert main(arguments) == code
    assert f"{code} errors" in capsys.readouterr().out
