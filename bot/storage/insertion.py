"""Insert a row unless a unique key already stands: the one race-free way to claim something in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_if_absent(session: Session, model: Any, values: dict[str, Any]) -> bool:
    """Insert ``values`` into ``model``'s table; return False when any unique key of the row is already taken.

    Works alike on SQLite and PostgreSQL and never breaks the surrounding transaction. On PostgreSQL it waits for a
    transaction that is just inserting the same key, and inserts if that one rolls back.
    """
    dialect = session.get_bind().dialect.name
    insert: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    result = session.execute(insert(model.__table__).values(**values).on_conflict_do_nothing())
    return bool(result.rowcount == 1)
