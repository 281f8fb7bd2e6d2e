"""The managers' tables speak Chinese: no code of the database reaches the page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.bootstrap import ROOT
from bot.desk.table_fields import label
from bot.storage.appointments import DONE
from bot.storage.staff import ROLES
from tests.builders_booking import at
from tests.builders_desk import DeskWorld, signed_in

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*(:.*)?")
NAMES = {"示例·officer_a", "示例·officer_b"}


def rows(world: DeskWorld, table: str, **query: str) -> list[dict[str, Any]]:
    client = signed_in(world, "示例主任")
    answer = client.http.get(f"/admin/api/{table}", params={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    return [{k: v for k, v in row.items() if not k.startswith("_")} for row in answer.json()["items"]]


@pytest.fixture
def busy(world: DeskWorld) -> DeskWorld:
    """A desk on which something of every kind has happened."""
    done, moved, gone = world.visit(9), world.visit(10), world.visit(11)
    world.outcome(done, DONE)
    officer, chief = signed_in(world), signed_in(world, "示例主任")
    officer.get("/day")
    officer.post(f"/visits/{moved.id}/phone", reason="示例原因")
    officer.post(f"/visits/{moved.id}/move", start=at(hour=15).isoformat(), reason="示例原因")
    officer.post(f"/visits/{gone.id}/cancel", reason="示例原因")
    chief.get("/trips")
    chief.get("/blocks")
    chief.get("/calls")
    world.fail_messages(at(hour=12))
    return world


@pytest.mark.parametrize("table", ["audit", "staff", "appointments", "outbox"])
def test_no_code_is_shown(busy: DeskWorld, table: str) -> None:
    shown = rows(busy, table)
    assert shown
    codes = {(k, v) for row in shown for k, v in row.items() if isinstance(v, str) and CODE.fullmatch(v)}
    assert codes <= {("institution", "procuratorate_12309")}, codes  # the sample desk knows no bodies


def test_words_of_each_column(busy: DeskWorld) -> None:
    staff = {row["name"]: row for row in rows(busy, "staff")}
    assert (staff["示例检察官"]["role"], staff["示例检察官"]["active"]) == ("值班人员", "在用")
    assert staff["示例检察官"]["person_id"] in NAMES
    visits = rows(busy, "appointments")
    assert {row["state"] for row in visits} == {"已约", "办完了", "已取消"}
    assert {row["item_id"] for row in visits} == {"示例申诉"}
    audit = rows(busy, "audit")
    assert {"看了完整号码", "改了期", "取消了预约", "登录"} <= {row["action"] for row in audit}
    assert any(row["about"].startswith("预约 ") for row in audit)
    assert {row["last_reason"] for row in rows(busy, "outbox")} >= {"对方屏蔽了"}


def test_a_number_is_found_by_search(busy: DeskWorld) -> None:
    number = rows(busy, "appointments")[0]["number"]
    assert [row["number"] for row in rows(busy, "appointments", where=number)] == [number]


def sources(folder: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / folder).rglob("*.py"))


def test_every_act_that_the_program_records_has_words() -> None:
    code = sources("casework") + sources("desk")
    acts = set(re.findall(r'record_act\([^)]*?action="([a-z_]+)"', code)) | set(
        re.findall(r'"((?:saw|printed|exported)_[a-z]+)"', code)
    )
    acts |= {f"visit_{state}" for state in ("arrived", "done", "come_again", "no_show")} | {"login_failed"}
    assert len(acts) > 15
    assert not [act for act in acts if label("action", act) == act]


def test_every_message_that_is_sent_later_has_words() -> None:
    sent = set(re.findall(r'^[A-Z_]+ = "(utter_[a-z_]+)"', sources("casework"), re.MULTILINE))
    assert len(sent) > 10
    assert not [name for name in sent if label("template", name) == name]


def test_every_role_and_state_has_words() -> None:
    assert not [role for role in ROLES if label("role", role) == role]
    states = ("waiting", "sent", "unreachable", "dropped", "expired")
    assert not [state for state in states if label("message_state", state) == state]
