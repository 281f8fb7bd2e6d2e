"""A desk of its own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders_desk import DeskWorld, make_world


@pytest.fixture
def world(tmp_path: Path) -> DeskWorld:
    return make_world(tmp_path)
