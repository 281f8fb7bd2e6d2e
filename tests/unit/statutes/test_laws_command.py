"""``legalbot laws`` and ``legalbot kb`` from the shell."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

import bot.bootstrap
from bot.commands import kb as kb_command
from bot.commands import laws as laws_command
from bot.storage.base import CITY_TIME, Base
from bot.storage.engine import make_engine, make_session_factory
from bot.storage.statutes import StatuteArticle, StatuteLaw
from knowledge_base.search import CardSearch
from tests.builders_knowledge import make_card, make_kb, write_law


@pytest.fixture(autouse=True)
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/test.db")
    Base.metadata.create_all(engine, tables=[StatuteLaw.__table__, StatuteArticle.__table__])
    kb = make_kb(make_card())
    made = SimpleNamespace(
        sessions=make_session_factory(engine),
        settings=SimpleNamespace(data_dir=tmp_path / "data"),
        now=lambda: datetime(2026, 11, 24, 9, 0, tzinfo=CITY_TIME),
        kb=kb,
        cards=CardSearch(kb),
    )
    monkeypatch.setattr(bot.bootstrap, "context", lambda: made)


def run(app: Any, *arguments: str, given: str | None = None) -> Any:
    return CliRunner().invoke(app, list(arguments), input=given)


def test_import_show_and_search(tmp_path: Path) -> None:
    write_law(tmp_path / "laws")
    done = run(laws_command.app, "import", str(tmp_path / "laws"))
    assert (done.exit_code, done.stdout.strip()) == (0, "1 laws, 4 articles (1 new); 0 skipped")
    shown = run(laws_command.app, "show", "中华人民共和国示例法", "2条之一")
    assert shown.stdout.splitlines()[0] == "《示例法》（2020-01-01） 第二条之一"
    found = json.loads(run(laws_command.app, "search", "拖工资", "-k", "2", "--json").stdout)
    assert (found[0]["law"], found[0]["article"]) == ("示例法", "2")
    assert set(found[0]) == {"law", "article", "score"}


def test_many_questions_in_one_process(tmp_path: Path) -> None:
    run(laws_command.app, "import", str(write_law(tmp_path / "laws")))
    given = '{"query": "工资"}\n\n{"query": "天气"}\n{"query": "六十周岁"}\n'
    lines = run(laws_command.app, "search", "--jsonl", "-k", "100", given=given).stdout.splitlines()
    assert [[hit["article"] for hit in json.loads(line)][:1] for line in lines] == [["2"], [], ["2-1"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "示例法", "99"), "第99条"),
        (("show", "太阳系法", "1"), "太阳系法"),
        (("show", "合同法", "1"), "民法典"),
        (("search",), "--jsonl"),
        (("import", "nowhere"), "nowhere"),
    ],
)
def test_mistakes_get_one_sentence_and_exit_code(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    run(laws_command.app, "import", str(write_law(tmp_path / "laws")))
    failed = run(laws_command.app, *arguments)
    assert failed.exit_code != 0
    assert words in failed.stderr
    assert "Traceback" not in failed.stderr


def test_search_before_any_import_says_what_to_do() -> None:
    failed = run(laws_command.app, "search", "离婚")
    assert failed.exit_code == 1
    assert "laws import" in failed.stderr


def test_skipped_files_are_named(tmp_path: Path) -> None:
    broken = write_law(tmp_path / "laws", "坏的(2020-01-01).md", "没有条文")
    write_law(tmp_path / "laws")
    done = run(laws_command.app, "import", str(tmp_path / "laws"))
    assert done.exit_code == 0
    assert broken.name in done.stderr


def test_cards_are_rendered_to_a_file(tmp_path: Path) -> None:
    done = run(kb_command.app, "render", "--out", str(tmp_path / "cards.html"))
    assert done.exit_code == 0
    assert "工资没付清" in (tmp_path / "cards.html").read_text(encoding="utf-8")
