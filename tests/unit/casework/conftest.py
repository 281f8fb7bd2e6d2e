"""A fresh SQLite file database for each test of casework."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.storage.engine import make_session_factory
from tests.builders_cases import make_database


@pytest.fixture
def case_factory(tmp_path: Path) -> Iterator[sessionmaker[Session]]:
    engine = make_database(tmp_path / "cases.db")
    yield make_session_factory(engine)
    engine.dispose()


@pytest.fixture
def cases(case_factory: sessionmaker[Session]) -> Iterator[Session]:
    """An open session; nothing is committed."""
    with case_factory() as session:
        yield session
