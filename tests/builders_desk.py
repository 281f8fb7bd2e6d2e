"""Builders for the desk: a database with accounts and visits of invented people, an application, a signed-in client."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
from argon2 import PasswordHasher
from sqlalchemy.orm import Session, sessionmaker
from starlette.applications import Starlette
from starlette.testclient import TestClient

import bot.storage.staff  # noqa: F401
from bot.casework.appointments import Appointment
from bot.casework.outbox import claim_due, mark_failed
from bot.casework.staff import add_staff
from bot.casework.trip_reasons import TripReason
from bot.casework.visits import record_outcome
from bot.desk.app import build_desk
from bot.desk.services import DeskServices
from bot.storage.appointments import COME_AGAIN, DONE
from bot.storage.base import Base
from bot.storage.engine import make_engine, make_session_factory, transaction
from knowledge_base.roster import Roster
from knowledge_base.schema import ServiceItem
from tests.builders_booking import CALENDAR, NOW, WEDNESDAY, at, make_item, make_request, make_visit

PASSWORD = "示例口令-很长的一句话"
ACCOUNTS = {
    "示例主任": ("manager", None),
    "示例赵主任": ("manager", "boss"),
    "示例检察官": ("officer", "officer_a"),
    "示例助理": ("assistant", "helper"),
    "示例律师": ("lawyer", "officer_b"),
    "示例法官": ("officer", "judge"),
}
SECOND_TRIP = TripReason("missing_material", "户口本")


def desk_items() -> dict[str, ServiceItem]:
    """Two items of one body and one of another."""
    papers = {"id_card": "身份证", "household_book": "户口本"}
    materials = [{"id": key, "name": name, "kind": "原件", "issuer": "示例"} for key, name in papers.items()]
    listed = [
        make_item("desk_item", name="示例申诉", booking_windows=2, materials=materials),
        make_item("other_item", name="示例咨询"),
        make_item("court_item", name="示例执行接访", institution="court_execution"),
    ]
    return {item.id: item for item in listed}


def desk_roster() -> Roster:
    """A prosecution line with helper and manager, and a court line."""
    people = [(name, "officer") for name in ("officer_a", "officer_b", "judge")]
    people += [("boss", "manager"), ("helper", "assistant"), ("court_boss", "manager")]
    since = date(2026, 1, 5)
    first = {
        "id": "line",
        "name": "示例岗",
        "items": ["desk_item", "other_item"],
        "officers": ["officer_a", "officer_b"],
    }
    second = {
        "id": "court",
        "name": "示例执行岗",
        "items": ["court_item"],
        "officers": ["judge"],
        "manager": "court_boss",
    }
    return Roster(
        people=[{"id": name, "name": f"示例·{name}", "role": role} for name, role in people],
        lines=[
            {
                **first,
                "officers": ["officer_a", "officer_b"],
                "assistants": ["helper"],
                "manager": "boss",
                "since": since,
            },
            {**second, "manager": "court_boss", "since": since},
        ],
    )


@dataclass
class DeskWorld:
    """A desk over one database with a clock that tests can turn."""

    sessions: sessionmaker[Session]
    now: datetime = NOW
    roster: Roster = field(default_factory=desk_roster)
    items: dict[str, ServiceItem] = field(default_factory=desk_items)

    def services(self, **changes: Any) -> DeskServices:
        """The services of this desk."""
        values: dict[str, Any] = {
            "sessions": self.sessions,
            "items": self.items,
            "institutions": {},
            "calendar": CALENDAR,
            "roster": self.roster,
            "clock": lambda: self.now,
            "secret_key": b"a key for tests only, not a secret",
        }
        return DeskServices(**{**values, **changes})

    def app(self, **changes: Any) -> Starlette:
        """The application."""
        return build_desk(self.services(**changes))

    def visit(self, hour: int = 9, item_id: str = "desk_item", day: date = WEDNESDAY, **changes: Any) -> Appointment:
        """Book a visit and return it."""
        with transaction(self.sessions) as session:
            changes = {"now": min(self.now, at(day, 8)), "roster": self.roster, **changes}
            return make_visit(session, self.items[item_id], start=at(day, hour, changes.pop("minute", 0)), **changes)

    def outcome(self, visit: Appointment, state: str, reason: TripReason = SECOND_TRIP) -> None:
        """Record what became of a visit, past the desk."""
        why = reason.packed if state == COME_AGAIN else ""
        with transaction(self.sessions) as session:
            record_outcome(session, visit.number, state, actor="示例检察官", now=visit.start, reason=why)

    def matter(self, days: Iterable[date], item_id: str = "desk_item", **changes: Any) -> list[Appointment]:
        """One matter that took a visit on each of ``days``, the last of them finishing it."""
        days, visits = list(days), []
        changes.setdefault("phone", make_request().phone)
        for position, day in enumerate(days):
            visit = self.visit(day=day, item_id=item_id, now=at(day, 8), **changes)
            self.outcome(visit, DONE if position == len(days) - 1 else COME_AGAIN)
            visits.append(visit)
        return visits

    def fail_messages(self, moment: datetime) -> None:
        """Let every message due at ``moment`` be refused for good by its platform."""
        with transaction(self.sessions) as session:
            for message in claim_due(session, now=moment, limit=50, lease=timedelta(minutes=1)):
                mark_failed(session, message.id, now=moment, reason_code="blocked", permanent=True)

    def read(self, model: Any) -> list[Any]:
        """All rows of a table, oldest first."""
        with self.sessions() as session:
            return list(session.query(model).order_by(model.id))


def make_world(folder: Path, accounts: Iterable[str] = ACCOUNTS) -> DeskWorld:
    """A desk with a fresh SQLite file in ``folder`` and the named accounts, all with ``PASSWORD``."""
    shutil.copy(_filled_database(tuple(accounts)), folder / "desk.db")
    return DeskWorld(make_session_factory(make_engine(f"sqlite:///{folder / 'desk.db'}")))


@lru_cache(maxsize=4)
def _filled_database(accounts: tuple[str, ...]) -> Path:
    """Tables and accounts, made once for all tests of a run; the costs of hashing are the lowest there are."""
    path = Path(tempfile.mkdtemp(prefix="desk-")) / "desk.db"
    engine = make_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    roster, cheap = desk_roster(), PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with transaction(make_session_factory(engine)) as session, patch("bot.casework.passwords._hasher", cheap):
        for name in accounts:
            role, person = ACCOUNTS[name]
            values = {"name": name, "role": role, "person_id": person, "password": PASSWORD}
            add_staff(session, **values, roster=roster, now=NOW - timedelta(days=1))
    engine.dispose()
    return path


class DeskClient:
    """A browser's view of the desk: keeps cookies and fills in form tokens like a page would."""

    def __init__(self, app: Starlette, address: str = "127.0.0.1") -> None:
        self.http = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, client=(address, 50000))

    def login(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """Fill in the login form."""
        form = {"csrf": token_in(self.http.get("/login").text), "name": name, "password": password}
        return self.http.post("/login", data=form)

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.http.get(path)

    def post(self, path: str, **form: str) -> httpx.Response:
        """Send a form with the token of this session."""
        return self.http.post(path, data={"csrf": token_in(self.http.get("/day").text), **form})


def token_in(page: str) -> str:
    """The form token on a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found.group(1)


def signed_in(world: DeskWorld, name: str = "示例检察官", **changes: Any) -> DeskClient:
    """A client that is logged in as ``name``."""
    client = DeskClient(world.app(**changes))
    assert client.login(name).status_code == 303
    return client
