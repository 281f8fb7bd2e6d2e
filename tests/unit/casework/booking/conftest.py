"""A session on a fresh in-memory database for each test of booking."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.builders_booking import make_database


@pytest.fixture
def session() -> Iterator[Session]:
    with make_database("sqlite://")() as opened:
        yield opened
