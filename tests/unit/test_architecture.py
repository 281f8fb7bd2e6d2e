"""Imports run one way, SQL and wording stay where they belong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = {
    "knowledge_base": ("bot", "actions"),
    "bot/storage": ("actions", "bot.casework", "bot.channels", "bot.desk", "bot.nlu", "knowledge_base"),
    "bot/casework": ("actions", "bot.channels", "bot.desk", "bot.bootstrap", "rasa", "rasa_sdk"),
    "bot/channels": ("actions", "bot.desk"),
    "bot/desk": ("actions", "bot.channels", "rasa", "rasa_sdk"),
    "bot/nlu": ("actions", "bot.casework", "bot.channels", "bot.desk", "bot.storage"),
    "actions": ("bot.channels", "bot.desk", "sqlalchemy", "bot.storage.appointments", "bot.storage.complaints"),
}
CHINESE = re.compile("[\u4e00-\u9fff]")


def sources(folder: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_run_one_way(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(folder)
        for name in imports(path)
        for banned in FORBIDDEN[folder]
        if name == banned or name.startswith(f"{banned}.")
    ]
    assert not wrong


def test_only_settings_reads_the_environment() -> None:
    readers = re.compile(r"os\.environ\b(?!\.setdefault)|os\.getenv")
    allowed = {"bot/settings.py", "bot/processes.py"}
    found = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "actions", "knowledge_base")
        for path in sources(folder)
        if readers.search(path.read_text(encoding="utf-8"))
    }
    assert found <= allowed


def test_no_model_is_trained_by_a_tagger_or_a_network() -> None:
    config = (ROOT / "config.yml").read_text(encoding="utf-8")
    assert "DIET" not in config and "TEDPolicy" not in config


def test_patterns_never_use_word_boundaries() -> None:
    """``\\b`` never matches inside Chinese text (rasa#7421)."""
    wrong = [
        f"{path.relative_to(ROOT)}: {pattern}"
        for folder in ("bot", "actions", "knowledge_base")
        for path in sources(folder)
        for pattern in patterns(path)
        if "\\b" in pattern
    ]
    assert not wrong


def patterns(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"re.compile", "re.search", "re.sub", "re.match"}:
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
