"""The desk's day on PostgreSQL: what SQLite lets pass in types, locks and ordering would show here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher

from bot.casework.staff import add_staff
from bot.storage.appointments import Appointment, AppointmentChange
from bot.storage.engine import make_engine, make_session_factory, transaction
from bot.storage.migrate import upgrade
from bot.storage.outbox import OutboxMessage
from bot.storage.staff import AuditEntry
from tests.builders_booking import NOW, at
from tests.builders_desk import ACCOUNTS, PASSWORD, DeskWorld, desk_roster, signed_in
from tests.postgres_server import postgres_server

pytestmark = pytest.mark.postgres


@pytest.fixture
def world() -> Iterator[DeskWorld]:
    with postgres_server() as url:
        upgrade(url)
        engine = make_engine(url)
        made = DeskWorld(make_session_factory(engine))
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        with transaction(made.sessions) as session, patch("bot.casework.passwords._hasher", cheap):
            for name in ("示例检察官", "示例主任"):
                role, person = ACCOUNTS[name]
                values = {"name": name, "role": role, "person_id": person, "password": PASSWORD}
                add_staff(session, **values, roster=desk_roster(), now=NOW - timedelta(days=1))
        yield made
        engine.dispose()


def test_a_day_from_login_to_moving_a_visit(world: DeskWorld) -> None:
    came, moved = world.visit(9, name="示例张三"), world.visit(15, name="示例李四")
    officer = signed_in(world)
    assert "示例张三" in officer.get("/day").text

    world.now = at(hour=9, minute=2)
    for outcome in ("arrived", "done"):
        assert officer.post(f"/visits/{came.id}/outcome", outcome=outcome).status_code == 303
    there = at(hour=16).isoformat()
    assert officer.post(f"/visits/{moved.id}/move", start=there, reason="示例原因").status_code == 303
    assert officer.post(f"/visits/{moved.id}/move", start=at(hour=23).isoformat(), reason="示例原因").status_code == 409

    visits = {visit.id: visit for visit in world.read(Appointment)}
    assert visits[came.id].state == "done"
    assert (visits[moved.id].start, visits[moved.id].sequence) == (at(hour=16), 1)
    assert [change.kind for change in world.read(AppointmentChange) if change.appointment_id == came.id][-2:] == [
        "arrived",
        "done",
    ]
    assert [m.state for m in world.read(OutboxMessage) if m.template == "utter_visit_moved"] == ["waiting"]
    assert {"login", "saw_visits", "visit_arrived", "visit_done", "visit_moved"} <= {
        entry.action for entry in world.read(AuditEntry)
    }
    assert "示例李四" in officer.get("/week").text and officer.get("/print").status_code == 200


def test_the_managers_tables_and_pages_open(world: DeskWorld) -> None:
    world.visit(16)
    chief = signed_in(world, "示例主任")
    for path in ("/trips", "/trips.csv", "/trips.xlsx", "/blocks", "/calls"):
        assert chief.get(path).status_code == 200, path
    for table in ("audit", "staff", "appointments", "outbox"):
        assert chief.get(f"/admin/api/{table}").json()["items"], table
