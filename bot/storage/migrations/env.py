"""Alembic environment: online migrations over every model of ``bot.storage``."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine

import bot.storage
from bot.storage.base import Base, Moment

for module in pkgutil.iter_modules(bot.storage.__path__):
    if module.name not in {"migrations", "migrate"}:
        importlib.import_module(f"bot.storage.{module.name}")


def render_moment(kind: str, value: Any, autogen: Any) -> str | Literal[False]:
    """Write our column type into migrations with its import."""
    if kind == "type" and isinstance(value, Moment):
        autogen.imports.add("from bot.storage.base import Moment")
        return "Moment()"
    return False


def run() -> None:
    """Migrate the database named by the configuration."""
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "", future=True)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render_moment,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
