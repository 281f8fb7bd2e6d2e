"""Runs the Alembic migrations from Python."""

from __future__ import annotations

import io
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import SQLAlchemyError

ROOT = Path(__file__).resolve().parent.parent.parent


class MigrationError(RuntimeError):
    """The database could not be created or migrated; the message says why in one sentence."""


def alembic_config(database_url: str) -> Config:
    """Alembic's configuration for ``database_url``, silent."""
    config = Config(str(ROOT / "alembic.ini"), stdout=io.StringIO())
    config.set_main_option("script_location", str(ROOT / "bot" / "storage" / "migrations"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config


def upgrade(database_url: str) -> None:
    """Bring the database to the newest revision. Raise ``MigrationError`` when it cannot be reached or written."""
    try:
        command.upgrade(alembic_config(database_url), "head")
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        raise MigrationError(f"The database cannot be opened or migrated: {reason}.") from error
