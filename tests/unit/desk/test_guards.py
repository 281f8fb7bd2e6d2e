"""What every page of the desk is guarded by: login, rights, form tokens, headers, host names."""

from __future__ import annotations

import logging

import pytest

from bot.desk.app import VIEWS
from bot.desk.rights import RIGHTS, Right, may
from bot.desk.wording import refusal
from bot.storage.staff import AuditEntry
from tests.builders_desk import DeskClient, DeskWorld, signed_in

GETS = [path for method, path, _, _ in VIEWS if method == "GET"]
POSTS = [path for method, path, _, _ in VIEWS if method == "POST"]
NEEDS = {path: (method, right) for method, path, _, right in VIEWS}
ROLES = {"manager": "示例主任", "officer": "示例检察官", "assistant": "示例助理", "lawyer": "示例律师"}


def filled(path: str) -> str:
    for name in ("visit", "notice", "message", "block"):
        path = path.replace(f"{{{name}:int}}", "1")
    return path


@pytest.mark.parametrize("path", [*GETS, "/admin/", "/admin/api/staff", "/admin/audit/list"])
def test_no_page_without_login(world: DeskWorld, path: str) -> None:
    answer = DeskClient(world.app()).get(filled(path))
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?why=not_signed_in")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", ["", "0" * 64, "中文"])
def test_form_without_the_sessions_token_is_refused_and_changes_nothing(
    world: DeskWorld, path: str, token: str
) -> None:
    visit = world.visit()
    client = signed_in(world, "示例主任")
    before = len(world.read(AuditEntry))
    answer = client.http.post(filled(path), data={"csrf": token, "outcome": "arrived", "reason": "示例原因"})
    assert answer.status_code == 403
    assert refusal("stale_form") in answer.text
    assert len(world.read(AuditEntry)) == before
    assert world.read(type(visit))[0].state == "booked"


def test_token_of_another_session_is_refused(world: DeskWorld) -> None:
    world.visit()
    client, other = signed_in(world), signed_in(world)
    token = other.get("/day").text.split('name="csrf" value="')[1].split('"')[0]
    assert client.http.post("/visits/1/outcome", data={"csrf": token, "outcome": "arrived"}).status_code == 403


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("path", NEEDS)
def test_role_without_the_right_is_refused_kindly(world: DeskWorld, role: str, path: str) -> None:
    method, right = NEEDS[path]
    client = signed_in(world, ROLES[role])
    answer = client.get(filled(path)) if method == "GET" else client.post(filled(path))
    assert (answer.status_code == 403 and refusal("no_right") in answer.text) is not may(role, right)


@pytest.mark.parametrize("role", ["officer", "assistant", "lawyer"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/api/staff", "/admin/api/audit", "/admin/outbox/list"])
def test_tables_are_for_managers(world: DeskWorld, role: str, path: str) -> None:
    assert signed_in(world, ROLES[role]).get(path).status_code == 403


def test_unknown_role_may_nothing() -> None:
    assert not any(may("visitor", right) for right in Right)
    assert set(RIGHTS) == set(ROLES)


@pytest.mark.parametrize("path", ["/login", "/day", "/nope", "/static/desk.css", "/trips.csv", "/admin/audit/list"])
def test_every_answer_has_security_headers(world: DeskWorld, path: str) -> None:
    headers = signed_in(world, "示例主任").get(path).headers
    policy = headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/login", "/day", "/week", "/blocks", "/trips", "/visits/1", "/print", "/calls"])
def test_pages_have_no_inline_script_or_style(world: DeskWorld, path: str) -> None:
    world.visit()
    page = signed_in(world, "示例主任").get(path).text
    assert "<style" not in page
    assert " style=" not in page
    assert "onclick" not in page
    assert page.count("<script") == 1 == page.count('<script src="/static/desk.js"')


def test_foreign_host_name_is_refused(world: DeskWorld) -> None:
    answer = DeskClient(world.app()).http.get("/login", headers={"host": "desk.example.com"})
    assert answer.status_code == 400


def test_fault_is_told_kindly_and_logged_without_data(world: DeskWorld, caplog: pytest.LogCaptureFixture) -> None:
    world.visit(name="示例张三", phone="13800001234")

    def broken(_session: object, visit: object) -> str:
        raise RuntimeError("13800001234 示例张三")

    client = signed_in(world, checklist=broken)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/day")
    assert answer.status_code == 500
    assert refusal("broken") in answer.text
    assert "RuntimeError" in caplog.text
    assert "13800001234" not in caplog.text
    assert "张三" not in caplog.text


def test_markup_in_a_name_is_shown_as_text(world: DeskWorld) -> None:
    world.visit(name="<script>alert(1)</script>")
    page = signed_in(world).get("/day").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_oversized_form_is_refused(world: DeskWorld) -> None:
    client = signed_in(world)
    token = client.get("/day").text.split('name="csrf" value="')[1].split('"')[0]
    answer = client.http.post("/logout", data={"csrf": token, "reason": "长" * 20_000})
    assert answer.status_code == 403
