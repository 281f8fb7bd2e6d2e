"""The running system's knowledge over a database of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot import bootstrap
from bot.bootstrap import Context
from bot.storage.engine import make_engine, make_session_factory
from bot.storage.migrate import upgrade
from tests.builders_forms import FormTalk  # noqa: F401 - registers every model through the actions


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Context:
    """``context()`` gives this wherever it was imported; tables come from the migrations."""
    url = f"sqlite:///{tmp_path / 'forms.db'}"
    upgrade(url)
    fresh = replace(bootstrap.context(), sessions=make_session_factory(make_engine(url)))
    for module in _users():
        monkeypatch.setattr(module, "context", lambda: fresh)
    return fresh


def _users() -> list[object]:
    import sys

    ours = [m for name, m in list(sys.modules.items()) if name.partition(".")[0] in ("actions", "bot")]
    return [m for m in ours if getattr(m, "context", None) is bootstrap.context]
