"""The migrations make exactly the tables of the models, on SQLite and on PostgreSQL."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import bot.storage
from bot.storage.base import Base
from bot.storage.migrate import MigrationError, upgrade


def load_models() -> None:
    for module in pkgutil.iter_modules(bot.storage.__path__):
        if module.name not in {"migrations", "migrate"}:
            importlib.import_module(f"bot.storage.{module.name}")


def is_ours(_item: object, name: str, kind: str, *_rest: object) -> bool:
    """SQLite keeps a table of its own."""
    return not (kind == "table" and name.startswith("sqlite_"))


def test_migrated_database_has_what_the_models_say(tmp_path: Path) -> None:
    load_models()
    url = f"sqlite:///{tmp_path / 'new.db'}"
    upgrade(url)
    engine = create_engine(url, future=True)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    upgrade(url)
    upgrade(url)


def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="cannot be opened") as caught:
        upgrade(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'x.db'}")
    assert "\n" not in str(caught.value)
