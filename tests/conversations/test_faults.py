"""The action server, then everything, dies at each step of a booking: nothing is lost and nothing is booked twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.wording import say
from tests.conversations.live import LiveServer, Resident, Said
from tests.conversations.test_happy_paths import NUMBER

pytestmark = pytest.mark.live
TRIES = 4
STEPS = ("begin", "item", "time", "name", "phone", "confirm", "afterwards")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    running = LiveServer(tmp_path_factory.mktemp("faults")).start()
    yield running
    if running.process is not None:
        running.stop()


def visits_of(server: LiveServer, phone: str) -> list[str]:
    """The numbers of all visits of ``phone`` that hold a seat."""
    query = (
        "select number from appointments join appointment_seats on appointment_id = appointments.id"
        " where phone = ? and state = 'booked'"
    )
    with sqlite3.connect(server.database) as connection:
        return [row[0] for row in connection.execute(query, (phone,))]


def seats_without_visit(server: LiveServer) -> int:
    query = "select count(*) from appointment_seats where appointment_id is null and waiting_id is null"
    with sqlite3.connect(server.database) as connection:
        return int(connection.execute(query).fetchone()[0])


def patiently(resident: Resident, text: str) -> Said:
    """Say it as a resident does: once more after an apology."""
    for _ in range(TRIES):
        said = resident.say(text)
        if say("utter_system_trouble") not in said.text:
            return said
        resident.server.wait_until_ready()
    raise AssertionError(f"no answer to {text!r}")


def payload(said: Said, title: str) -> str:
    return next(button["payload"] for button in said.buttons if title in button["title"])


def take_step(resident: Resident, step: str, phone: str, last: Said) -> Said:
    texts = {"begin": "我要预约", "name": "王秀兰", "phone": phone, "confirm": "确认", "afterwards": "查一下我的预约"}
    titles = {"item": "司法救助", "time": "上午"}
    return patiently(resident, payload(last, titles[step]) if step in titles else texts[step])


def book_through(resident: Resident, phone: str, fault: dict[str, object]) -> str:
    """Book, with the fault of each step just before it; return the number that was told."""
    last, number = Said([]), ""
    for step in STEPS:
        strike = fault.get(step)
        if callable(strike):
            strike()
        last = take_step(resident, step, phone, last)
        if step == "confirm":
            found = NUMBER.search(last.text)
            assert found, last.text
            number = found[1]
    assert number in last.text
    return number


@pytest.mark.parametrize("step", STEPS)
def test_the_action_server_dies_before_a_step(faulty: LiveServer, step: str) -> None:
    phone = f"1390000003{STEPS.index(step)}"
    faulty.wait_until_ready()
    resident = Resident(faulty)
    number = book_through(resident, phone, {step: faulty.kill_action_server})
    assert visits_of(faulty, phone) == [number]
    assert seats_without_visit(faulty) == 0


def test_confirming_again_after_a_crash_gives_the_same_visit(faulty: LiveServer) -> None:
    phone, resident = "13900000040", Resident(faulty)
    number = book_through(resident, phone, {})
    faulty.kill_action_server()
    patiently(resident, '/inform{"option": "yes"}')
    assert visits_of(faulty, phone) == [number]


def test_everything_dies_before_every_step(tmp_path: Path) -> None:
    server = LiveServer(tmp_path).start()
    resident, phone = Resident(server), "13900000041"

    def power_cut() -> None:
        server.kill()
        server.start()

    try:
        number = book_through(resident, phone, dict.fromkeys(STEPS[1:], power_cut))
        assert visits_of(server, phone) == [number]
        assert seats_without_visit(server) == 0
    finally:
        if server.process is not None:
            server.stop()
