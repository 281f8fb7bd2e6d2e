"""Engine and session factory. Built in ``bot.bootstrap`` only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

SQLITE_BUSY_SECONDS = 10


def make_engine(url: str, *, echo: bool = False) -> Engine:
    """Return an engine for ``url`` (SQLite or PostgreSQL).

    SQLite runs in WAL mode with foreign keys on and waits up to ten seconds for a lock; write transactions start with
    BEGIN IMMEDIATE so that two writers queue up instead of failing half-way.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, echo=echo, future=True, pool_pre_ping=True)
    engine = create_engine(
        url, echo=echo, future=True, connect_args={"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def make_session_factory(engine: Engine) -> sessionmaker[Session]:
    """Return a factory of sessions whose objects stay readable after commit."""
    return sessionmaker(engine, future=True, expire_on_commit=False)


@contextmanager
def transaction(factory: sessionmaker[Session]) -> Iterator[Session]:
    """One unit of work: commit on success, roll back and re-raise on any error."""
    with factory() as session, session.begin():
        yield session


@contextmanager
def reading(factory: sessionmaker[Session]) -> Iterator[Session]:
    """A session for queries only: on SQLite it takes no write lock, so it never waits for a writer."""
    with factory() as session:
        session.connection(execution_options={"reading": True})
        yield session
