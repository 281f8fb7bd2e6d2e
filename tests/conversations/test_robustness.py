"""Strange input, repeated input and broken parts: a kind answer, nothing lost, nothing twice."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conversations.live import LiveServer, Resident
from tests.conversations.test_happy_paths import NUMBER

pytestmark = pytest.mark.live


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[LiveServer]:
    running = LiveServer(tmp_path).start()
    yield running
    if running.process is not None:
        running.stop()


def bookings(server: LiveServer) -> int:
    with sqlite3.connect(server.database) as connection:
        return int(connection.execute("select count(*) from appointments where state = 'booked'").fetchone()[0])


def up_to_confirmation(resident: Resident) -> None:
    resident.say("我要预约司法救助")
    resident.press("上午")
    resident.say("李桂芳")
    assert "请核对" in resident.say("13900000011")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "啊" * 10_000,
        "😀😀😀",
        "How do I get a divorce in China?",
        "Салам, мне нужна помощь",
        "مرحبا",
        "<script>alert(1)</script>",
        "'; DROP TABLE complaints; --",
        "/restart",
        '{"intent": "x"}',
        "？？？！！！",
        "12345678901234567890",
    ],
)
def test_strange_messages_get_a_kind_answer(resident: Resident, text: str) -> None:
    said = resident.say(text)
    assert said.text.strip()
    assert "Traceback" not in said.text and "<script>" not in said.text


def test_strange_messages_in_a_form_keep_the_form(resident: Resident) -> None:
    resident.say("我要预约司法救助")
    for text in ("😀😀😀", "<b>x</b>", "'; DROP TABLE appointments; --", "asdf"):
        assert resident.say(text).text.strip()
    resident.say("明天")
    assert resident.last.buttons or "叫什么名字" in resident.last


def test_a_booking_confirmed_twice_is_one_booking(server: LiveServer) -> None:
    resident = Resident(server)
    up_to_confirmation(resident)
    payload = next(b["payload"] for b in resident.last.buttons if b["title"] == "确认")
    before = bookings(server)
    first = resident.say(payload)
    second = resident.say(payload)
    assert NUMBER.search(first.text)
    assert second.text.strip()
    assert bookings(server) == before + 1


def test_the_action_server_killed_in_the_middle_of_a_booking(own_server: LiveServer) -> None:
    resident = Resident(own_server)
    up_to_confirmation(resident)
    own_server.kill_action_server()
    said = resident.say("确认")
    if not NUMBER.search(said.text):
        assert "12348" in said
        own_server.wait_until_ready()
        said = resident.say("确认")
    assert NUMBER.search(said.text)
    assert bookings(own_server) == 1


def test_danger_is_answered_with_the_action_server_dead(own_server: LiveServer) -> None:
    own_server.kill_action_server()
    assert "110" in Resident(own_server).say("救命，他拿刀砍我")


def test_everything_killed_before_the_confirmation(own_server: LiveServer) -> None:
    resident = Resident(own_server)
    up_to_confirmation(resident)
    own_server.kill()
    own_server.start()
    again = Resident(own_server, resident.name)
    assert NUMBER.search(again.say("确认").text)
    assert bookings(own_server) == 1


def test_a_database_locked_for_a_moment_costs_patience_and_nothing_else(server: LiveServer) -> None:
    resident = Resident(server)
    up_to_confirmation(resident)
    before = bookings(server)
    lock = sqlite3.connect(server.database, isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN IMMEDIATE")
    threading.Timer(2.0, lock.rollback).start()
    started = time.monotonic()
    said = resident.say("确认")
    assert NUMBER.search(said.text), said.text
    assert time.monotonic() - started >= 1.5
    assert bookings(server) == before + 1
    lock.close()


def test_ctrl_c_stops_everything_cleanly(own_server: LiveServer) -> None:
    assert own_server.stop() == 0
    assert own_server.health() == 0


def test_a_second_start_does_not_train(own_server: LiveServer) -> None:
    assert "The model is up to date." in own_server.log()
    assert "Training the model" not in own_server.log()
