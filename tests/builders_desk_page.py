"""A desk on a real uvicorn with a day and a month of invented people (示例), for the browser and for screenshots."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import uvicorn

from bot.bootstrap import ROOT
from bot.casework.booking_rules import starts_on
from bot.casework.trip_reasons import TripReason
from bot.storage.appointments import ARRIVED, COME_AGAIN, DONE, NO_SHOW, Appointment
from bot.storage.outbox import UNREACHABLE, OutboxMessage
from knowledge_base.loader import load
from knowledge_base.roster import load_roster
from tests.builders_booking import WEDNESDAY, at
from tests.builders_desk import DeskWorld

NAMES = ("示例·张秀英", "示例·李建国", "示例·王玉兰", "示例·马志强", "示例·赵桂花", "示例·刘铁柱", "示例·陈小梅")
ITEMS = ("petition_appeal", "file_reading", "judicial_relief", "petition_appeal")
ITEMS += ("case_information", "accusation", "file_reading")
CHECKS = {1: "齐了", 2: "差1样", 4: "齐了"}
WORKING = [date(2026, 4, day) for day in (1, 2, 3, 7)]


def seed(world: DeskWorld) -> None:
    """Fill the Wednesday and the days before it, with the city's real items and sample roster."""
    knowledge = load(ROOT / "knowledge_base", "jiayuguan")
    world.items, world.roster = dict(knowledge.service_items), load_roster(ROOT / "knowledge_base" / "jiayuguan")
    _month(world)
    _day(world)
    world.now = at(hour=10, minute=40)


def _month(world: DeskWorld) -> None:
    papers = TripReason("missing_material", "户口本")
    for number, day in enumerate(WORKING[:3]):
        visit = _visit(world, "petition_appeal", day, number)
        world.outcome(visit, COME_AGAIN, papers)
        again = _visit(world, "petition_appeal", WORKING[3], number)
        world.outcome(again, DONE)
    for number, item in enumerate(("file_reading", "judicial_relief", "file_reading")):
        world.outcome(_visit(world, item, WORKING[number], 3 + number), DONE)
    world.outcome(_visit(world, "judicial_relief", WORKING[2], 6), COME_AGAIN, TripReason("agent_papers"))


def _day(world: DeskWorld) -> None:
    states = (DONE, ARRIVED, COME_AGAIN, NO_SHOW)
    for number, item in enumerate(ITEMS):
        visit = _visit(world, item, WEDNESDAY, number, serial=20)
        if number < len(states):
            world.outcome(visit, states[number], TripReason("wrong_material", "身份证过期"))
    tomorrow = WEDNESDAY + timedelta(days=1)
    _visit(world, "judicial_relief", tomorrow, 1, serial=40)
    with world.sessions() as session, session.begin():
        reminders = session.query(OutboxMessage).filter(OutboxMessage.send_after > at(hour=8))
        reminders.order_by(OutboxMessage.send_after.desc()).first().state = UNREACHABLE


def _visit(world: DeskWorld, item: str, day: date, number: int, serial: int = 0) -> Appointment:
    starts = list(starts_on(world.items[item], day))
    start = starts[min(number, len(starts) - 1)]
    phone = f"139000{serial + number:05d}"
    booked = at(day - timedelta(days=8), 9)
    return world.visit(start.hour, item, day, minute=start.minute, name=NAMES[number], phone=phone, now=booked)


def checked(_session: object, visit: object) -> str:
    """A checklist reader that knows a few of the sample visits."""
    return CHECKS.get(getattr(visit, "id", 0) % 6, "")


@contextmanager
def serving(world: DeskWorld) -> Iterator[str]:
    """Serve the desk on a free loopback port; yield its address."""
    knowledge = load(ROOT / "knowledge_base", "jiayuguan")
    app = world.app(institutions=knowledge.institutions, checklist=checked)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", access_log=False, ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the desk did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=5)
