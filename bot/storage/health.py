"""Is the database there and migrated enough to answer."""

from __future__ import annotations

from sqlalchemy import literal, select
from sqlalchemy.orm import Session


def ping(session: Session) -> None:
    """Ask the database for a constant; raise SQLAlchemy's error when it cannot answer."""
    session.execute(select(literal(1))).scalar_one()
