"""Logging in: password, cookie, throttling, sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.casework.staff import remove_staff, set_password
from bot.casework.staff_login import TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, WINDOW
from bot.desk.cookies import SESSION_COOKIE
from bot.desk.wording import refusal
from bot.storage.engine import transaction
from bot.storage.staff import AuditEntry, LoginAttempt
from tests.builders_desk import PASSWORD, DeskClient, DeskWorld, signed_in


def test_right_password_opens_the_day(world: DeskWorld) -> None:
    client = DeskClient(world.app())
    answer = client.login("示例检察官")
    assert (answer.status_code, answer.headers["location"]) == (303, "/day")
    assert client.get("/day").status_code == 200


def test_wrong_password_and_unknown_name_sound_alike(world: DeskWorld) -> None:
    client = DeskClient(world.app())
    answers = [client.login("示例检察官", "不是这个口令吧"), client.login("没有这个人", PASSWORD)]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert all(refusal("wrong_password") in answer.text for answer in answers)
    assert client.get("/day").headers["location"] == "/login?why=not_signed_in"


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(world: DeskWorld) -> None:
    cookie = DeskClient(world.app()).login("示例检察官").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert f"max-age={8 * 3600}" in cookie


def test_every_login_gets_a_fresh_session(world: DeskWorld) -> None:
    client = DeskClient(world.app())
    client.login("示例检察官")
    first = client.http.cookies[SESSION_COOKIE]
    client.login("示例检察官")
    assert client.http.cookies[SESSION_COOKIE] != first


def test_forged_cookie_is_no_session(world: DeskWorld) -> None:
    client = signed_in(world)
    value = client.http.cookies[SESSION_COOKIE]
    client.http.cookies.set(SESSION_COOKIE, value[:-3] + "abc", domain="127.0.0.1")
    assert client.get("/day").status_code == 303


def test_session_cookie_of_another_key_is_no_session(world: DeskWorld) -> None:
    client, other = DeskClient(world.app(secret_key=b"another key, also only for tests")), signed_in(world)
    client.http.cookies.set(SESSION_COOKIE, other.http.cookies[SESSION_COOKIE])
    assert client.get("/day").headers["location"].startswith("/login")


def test_account_is_closed_for_a_while_after_five_wrong_passwords(world: DeskWorld) -> None:
    client = DeskClient(world.app())
    for _ in range(TRIES_PER_ACCOUNT):
        assert client.login("示例检察官", "不是这个口令吧").status_code == 401
    assert client.login("示例检察官", PASSWORD).status_code == 429
    assert client.login("示例助理", PASSWORD).status_code == 303
    world.now += WINDOW + timedelta(seconds=1)
    assert client.login("示例检察官", PASSWORD).status_code == 303


def test_tries_while_closed_do_not_close_it_for_longer(world: DeskWorld) -> None:
    client = DeskClient(world.app())
    for _ in range(TRIES_PER_ACCOUNT):
        client.login("示例检察官", "不是这个口令吧")
    world.now += WINDOW - timedelta(seconds=1)
    assert client.login("示例检察官", "不是这个口令吧").status_code == 429
    world.now += timedelta(seconds=2)
    assert client.login("示例检察官").status_code == 303


def test_right_password_clears_earlier_mistakes(world: DeskWorld) -> None:
    client = DeskClient(world.app())
    for _ in range(2):
        for _ in range(TRIES_PER_ACCOUNT - 1):
            client.login("示例检察官", "不是这个口令吧")
            world.now += timedelta(seconds=1)
        assert client.login("示例检察官").status_code == 303
        world.now += timedelta(seconds=1)


def test_one_address_cannot_try_many_names(world: DeskWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.desk.views.login.password_matches", lambda _hash, _password: False)
    client, elsewhere = DeskClient(world.app()), DeskClient(world.app(), address="10.0.0.9")
    for number in range(TRIES_PER_ADDRESS):
        assert client.login(f"猜的名字{number}").status_code == 401
    assert client.login("又一个名字").status_code == 429
    assert elsewhere.login("又一个名字").status_code == 401


def test_attempts_keep_neither_name_nor_password(world: DeskWorld) -> None:
    DeskClient(world.app()).login("示例检察官", "不是这个口令吧")
    (attempt,) = world.read(LoginAttempt)
    kept = " ".join(str(getattr(attempt, column.name)) for column in LoginAttempt.__table__.columns)
    assert "示例检察官" not in kept
    assert "口令" not in kept


def test_logout_ends_the_session_everywhere(world: DeskWorld) -> None:
    here, there = signed_in(world), signed_in(world)
    assert here.post("/logout").headers["location"] == "/login?said=signed_out"
    assert there.get("/day").headers["location"] == "/login?why=session_over"


@pytest.mark.parametrize("change", ["password", "removed"])
def test_new_password_and_removal_end_sessions(world: DeskWorld, change: str) -> None:
    client = signed_in(world)
    with transaction(world.sessions) as session:
        if change == "removed":
            remove_staff(session, "示例检察官", now=world.now)
        else:
            set_password(session, "示例检察官", "另一句很长的示例口令", now=world.now)
    assert client.get("/day").headers["location"] == "/login?why=session_over"
    assert client.login("示例检察官").status_code == 401


def test_login_form_of_another_browser_is_refused(world: DeskWorld) -> None:
    client, other = DeskClient(world.app()), DeskClient(world.app())
    client.get("/login")
    token = other.http.get("/login").text.split('name="csrf" value="')[1].split('"')[0]
    answer = client.http.post("/login", data={"csrf": token, "name": "示例检察官", "password": PASSWORD})
    assert answer.status_code == 403
    assert SESSION_COOKIE not in client.http.cookies


def test_login_and_failure_are_audited(world: DeskWorld) -> None:
    client = DeskClient(world.app())
    client.login("示例检察官", "不是这个口令吧")
    client.login("示例检察官")
    acts = [(entry.actor, entry.action) for entry in world.read(AuditEntry) if entry.action.startswith("login")]
    assert acts == [("示例检察官", "login_failed"), ("示例检察官", "login")]
