"""Law texts as JSON lines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.law_lines import label_of, read_law_lines
from knowledge_base.law_text import LawTextError


def write(path: Path, *rows: Any) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    return path


def test_law_article_and_text(tmp_path: Path) -> None:
    rows = ({"law": "示例法", "article": "第三条", "text": "三"}, {"law": "示例法", "article": "4-1", "text": "四"})
    laws, problems = read_law_lines(write(tmp_path / "a.jsonl", *rows))
    assert problems == []
    assert [(a.number, label_of(a), a.text) for a in laws[0].articles] == [("3", "第三条", "三"), ("4-1", "4-1", "四")]


def test_id_of_law_and_article(tmp_path: Path) -> None:
    laws, _ = read_law_lines(write(tmp_path / "a.jsonl", {"id": "中华人民共和国示例法第一百二十条之一", "text": "文"}))
    assert (laws[0].title, laws[0].articles[0].number) == ("中华人民共和国示例法", "120-1")


def test_versions_are_separate_laws(tmp_path: Path) -> None:
    row = {"law": "示例法", "article": "1", "text": "旧"}
    laws, _ = read_law_lines(
        write(tmp_path / "a.jsonl", row | {"version": "2020-01-01"}, row | {"version": "2024-01-01"})
    )
    assert [law.version for law in laws] == [date(2020, 1, 1), date(2024, 1, 1)]


def test_broken_lines_are_named_and_skipped(tmp_path: Path) -> None:
    good = {"law": "示例法", "article": "1", "text": "好"}
    bad = ["{", {"law": "示例法", "article": "2"}, {"id": "没有条号", "text": "文"}, {**good, "text": " "}, [1]]
    laws, problems = read_law_lines(write(tmp_path / "a.jsonl", *bad, good))
    assert len(laws[0].articles) == 1
    assert [p.split(":")[0] for p in problems] == [f"a.jsonl line {n}" for n in range(1, 6)]


def test_file_without_one_good_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LawTextError, match=r"a\.jsonl"):
        read_law_lines(write(tmp_path / "a.jsonl", "not json"))
