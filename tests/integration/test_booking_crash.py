"""The process dies at every step of a booking or a move: nothing is lost, nothing is booked twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.casework.appointments import Appointment, book, reschedule
from bot.storage.appointments import Seat
from bot.storage.engine import transaction
from tests.builders_booking import CALENDAR, NOW, at, make_database, make_item, make_request, make_roster
from tests.postgres_server import postgres_server

FRIDAY = date(2026, 4, 10)
MOST_STEPS = 80
ITEM = make_item(booking_windows=MOST_STEPS)
CONTEXT: dict[str, Any] = {"calendar": CALENDAR, "items": {ITEM.id: ITEM}, "roster": make_roster()}
KILLED = 9


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'crash.db'}"
        return
    with postgres_server() as started:
        yield started


def die_after(steps: int, url: str, act: Callable[[Any], None]) -> bool:
    """Run ``act`` in a process that is gone after ``steps`` database calls, the commit last. True: it was killed."""
    child = os.fork()
    if child == 0:
        _live_until(steps, url, act)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED)
    return code == KILLED


def _live_until(steps: int, url: str, act: Callable[[Any], None]) -> None:
    left = [steps]

    def step(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os._exit(KILLED)

    try:
        factory = make_database(url)
        engine = factory.kw["bind"]
        event.listen(engine, "after_cursor_execute", step)
        event.listen(engine, "commit", step)
        act(factory)
        step()  # committed, and killed before the resident is answered
    except BaseException:
        os._exit(1)
    os._exit(0)


def visits(url: str) -> list[tuple[str, Any]]:
    """Number and start of every visit, each of which must have its own seat and no other."""
    factory = make_database(url)
    with transaction(factory) as session:
        rows = session.execute(select(Appointment)).scalars().all()
        seats = session.execute(select(Seat)).scalars().all()
        assert sorted((seat.appointment_id, seat.start) for seat in seats) == sorted((v.id, v.start) for v in rows)
        found = [(visit.number, visit.start) for visit in rows]
    factory.kw["bind"].dispose()
    return found


def test_a_booking_killed_anywhere_is_either_whole_or_absent_and_asking_again_gives_one_number(url: str) -> None:
    outcomes = set()
    for steps in range(1, MOST_STEPS):
        request = make_request(start=at(FRIDAY))

        def confirm(factory: Any, request: Any = request) -> None:
            with transaction(factory) as session:
                book(session, request, now=NOW, **CONTEXT)

        known = visits(url)
        killed = die_after(steps, url, confirm)
        after = visits(url)
        outcomes.add(len(after) - len(known))
        factory = make_database(url)
        with transaction(factory) as session:
            number = book(session, request, now=NOW, **CONTEXT).number
        factory.kw["bind"].dispose()
        assert {one for one, _ in visits(url)} - {one for one, _ in known} == {number}
        if not killed:
            break
    assert not killed
    assert outcomes == {0, 1}


def test_a_move_killed_anywhere_leaves_the_visit_at_the_old_or_the_new_time(url: str) -> None:
    factory = make_database(url)
    request = make_request(start=at(FRIDAY, 9))
    with transaction(factory) as session:
        number = book(session, request, now=NOW, **CONTEXT).number
    factory.kw["bind"].dispose()
    places, seen = (at(FRIDAY, 9), at(FRIDAY, 15)), set()
    for steps in range(1, MOST_STEPS):
        ((_, here),) = visits(url)
        goal = places[1 - places.index(here)]

        def move(factory: Any, goal: Any = goal) -> None:
            with transaction(factory) as session:
                reschedule(session, number, request.phone, goal, NOW, **CONTEXT)

        killed = die_after(steps, url, move)
        ((same, now_at),) = visits(url)
        assert same == number
        assert now_at in places
        seen.add(now_at == goal)
        if not killed:
            break
    assert not killed
    assert seen == {True, False}
