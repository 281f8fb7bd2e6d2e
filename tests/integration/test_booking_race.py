"""Many residents at once, on a SQLite file and on PostgreSQL: nothing is booked twice and nothing is lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.casework.appointments import (
    Appointment,
    BookingError,
    BookingRequest,
    SeatTaken,
    TooManyOpen,
    book,
    cancel,
    find_by_phone,
    reschedule,
)
from bot.casework.outbox import claim_due, enqueue
from bot.casework.waiting_list import accept_offer, expire_offers, join
from bot.storage.appointments import AppointmentChange, Seat
from bot.storage.base import Base
from bot.storage.engine import transaction
from bot.storage.outbox import OutboxMessage
from tests.builders_booking import (
    BOOKING_TABLES,
    CALENDAR,
    NOW,
    at,
    make_database,
    make_item,
    make_request,
    make_roster,
)
from tests.postgres_server import postgres_server

FRIDAY = date(2026, 4, 10)
ITEM = make_item()
ITEMS = {ITEM.id: ITEM}
CONTEXT: dict[str, Any] = {"calendar": CALENDAR, "items": ITEMS}
RESIDENTS = 200
Factory: TypeAlias = "sessionmaker[Session]"


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def factory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Factory]:
    if request.param == "sqlite":
        made = make_database(f"sqlite:///{tmp_path / 'race.db'}")
    else:
        made = make_database(request.getfixturevalue("postgres_url"))
        empty(made)
    yield made
    made.kw["bind"].dispose()


def empty(factory: Factory) -> None:
    with transaction(factory) as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in BOOKING_TABLES:
                session.execute(table.delete())


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run ``act(0..count-1)`` in as many threads that start at one moment; return results or the errors raised."""
    gate = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(index: int) -> None:
        gate.wait()
        try:
            results[index] = act(index)
        except Exception as error:
            results[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return results


def confirm(factory: Factory, request: BookingRequest, **changes: Any) -> str:
    with transaction(factory) as session:
        return book(session, request, now=NOW, **{**CONTEXT, "roster": make_roster(), **changes}).number


def kinds(results: list[Any]) -> Counter[str]:
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, BookingError):
            raise result
    return Counter("booked" if isinstance(result, str) else type(result).__name__ for result in results)


def count(factory: Factory, model: Any) -> int:
    with transaction(factory) as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def test_of_two_hundred_residents_one_gets_the_last_seat_and_the_rest_are_offered_others(factory: Factory) -> None:
    requests = [make_request() for _ in range(RESIDENTS)]
    results = together(RESIDENTS, lambda index: confirm(factory, requests[index]))
    assert kinds(results) == {"booked": 1, "SeatTaken": RESIDENTS - 1}
    refused = [result for result in results if isinstance(result, SeatTaken)]
    assert all(len(error.alternatives) == 4 for error in refused)
    assert all(slot.start != at() for error in refused for slot in error.alternatives)
    assert (count(factory, Appointment), count(factory, Seat), count(factory, AppointmentChange)) == (1, 1, 1)


def test_three_windows_receive_exactly_three(factory: Factory) -> None:
    item = make_item(booking_windows=3)
    requests = [make_request() for _ in range(60)]
    results = together(60, lambda index: confirm(factory, requests[index], items={item.id: item}))
    assert kinds(results) == {"booked": 3, "SeatTaken": 57}
    with transaction(factory) as session:
        assert sorted(session.execute(select(Appointment.window)).scalars()) == [1, 2, 3]


def test_one_draft_confirmed_by_many_impatient_clicks_is_one_visit(factory: Factory) -> None:
    item = make_item(booking_windows=5)
    request = make_request()
    results = together(30, lambda _: confirm(factory, request, items={item.id: item}))
    assert kinds(results) == {"booked": 30}
    assert len(set(results)) == 1
    assert (count(factory, Appointment), count(factory, Seat)) == (1, 1)


def test_one_draft_confirmed_with_two_times_at_once_is_one_visit(factory: Factory) -> None:
    requests = [make_request(draft_key="twice", phone=f"1391111000{n}", start=at(FRIDAY, 9 + n)) for n in range(2)]
    results = together(2, lambda index: confirm(factory, requests[index]))
    assert len(set(results)) == 1
    assert (count(factory, Appointment), count(factory, Seat)) == (1, 1)


def test_a_phone_cannot_slip_past_its_limit_by_booking_in_parallel(factory: Factory) -> None:
    starts = [at(FRIDAY, hour, minute) for hour in (9, 10, 11, 15) for minute in (0, 30)]
    requests = [make_request(phone="13912345678", start=start) for start in starts]
    results = together(len(starts), lambda index: confirm(factory, requests[index]))
    assert kinds(results) == {"booked": 3, TooManyOpen.__name__: 5}
    with transaction(factory) as session:
        assert len(find_by_phone(session, "13912345678", now=NOW)) == 3


def test_visits_swapping_and_chasing_one_seat_never_lose_their_own(factory: Factory) -> None:
    starts = [at(FRIDAY, hour, minute) for hour in (9, 10, 11) for minute in (0, 30)]
    requests = [make_request(start=start) for start in starts]
    numbers = [confirm(factory, request) for request in requests]
    goals = [starts[(index + 1) % len(starts)] if index % 2 else at(FRIDAY, 15) for index in range(len(starts))]

    def move(index: int) -> str:
        with transaction(factory) as session:
            moved = reschedule(session, numbers[index], requests[index].phone, goals[index], NOW, **CONTEXT)
            return str(moved.number)

    outcome = kinds(together(len(starts), move))
    assert set(outcome) <= {"booked", "SeatTaken"}
    with transaction(factory) as session:
        visits = session.execute(select(Appointment)).scalars().all()
        seats = {(seat.start, seat.window, seat.appointment_id) for seat in session.execute(select(Seat)).scalars()}
        assert {(visit.start, visit.window, visit.id) for visit in visits} == seats
        assert len(seats) == len(starts)
        assert sum(visit.start == at(FRIDAY, 15) for visit in visits) == 1


def test_the_same_visit_moved_from_two_places_at_once_holds_one_seat(factory: Factory) -> None:
    request = make_request(start=at(FRIDAY))
    number = confirm(factory, request)
    goals = [at(FRIDAY, 10), at(FRIDAY, 11), at(FRIDAY, 15), at(FRIDAY, 16)]

    def move(index: int) -> str:
        with transaction(factory) as session:
            return str(reschedule(session, number, request.phone, goals[index], NOW, **CONTEXT).number)

    assert kinds(together(len(goals), move)) == {"booked": 4}
    with transaction(factory) as session:
        (seat,) = session.execute(select(Seat)).scalars()
        (visit,) = session.execute(select(Appointment)).scalars()
        assert (seat.start, visit.sequence) == (visit.start, 4)


def test_a_seat_freed_while_many_want_it_goes_to_one(factory: Factory) -> None:
    first = make_request(start=at(FRIDAY))
    number = confirm(factory, first)
    requests = [make_request(start=at(FRIDAY)) for _ in range(20)]

    def act(index: int) -> str:
        if index == 0:
            with transaction(factory) as session:
                return str(cancel(session, number, first.phone, NOW, **CONTEXT).number)
        return confirm(factory, requests[index])

    results = kinds(together(20, act))
    assert results["booked"] in (1, 2)
    assert results["booked"] + results["SeatTaken"] == 20
    assert count(factory, Seat) == results["booked"] - 1


def test_an_offer_accepted_while_it_lapses_gives_one_visit_or_none(factory: Factory) -> None:
    item = make_item(booking_hours=("09:00-09:30",))
    context: dict[str, Any] = {"calendar": CALENDAR, "items": {item.id: item}}
    request = make_request(start=at(FRIDAY))
    number = confirm(factory, request, items={item.id: item})
    person = {"name": "示例", "phone": "13911111111", "channel": "web", "conversation_id": "c"}
    with transaction(factory) as session:
        entry = join(session, item=item, day=FRIDAY, now=NOW, calendar=CALENDAR, **person).id
        cancel(session, number, request.phone, NOW, **context)
    moment = NOW + timedelta(minutes=59, seconds=59)

    def act(index: int) -> str:
        with transaction(factory) as session:
            if index % 2:
                return str(expire_offers(session, now=NOW + timedelta(hours=1), **context))
            return str(accept_offer(session, entry, phone="13911111111", now=moment, **context).number)

    kinds(together(6, act))
    with transaction(factory) as session:
        live = session.execute(select(Appointment).where(Appointment.state == "booked")).scalars().all()
        seats = session.execute(select(Seat)).scalars().all()
        assert [visit.id for visit in live] == [seat.appointment_id for seat in seats]


def test_a_transaction_that_dies_before_commit_leaves_the_seat_free(factory: Factory) -> None:
    request = make_request()

    class Killed(Exception):
        pass

    def die() -> None:
        with transaction(factory) as session:
            book(session, request, now=NOW, **CONTEXT)
            raise Killed

    with pytest.raises(Killed):
        die()
    assert (count(factory, Appointment), count(factory, Seat), count(factory, OutboxMessage)) == (0, 0, 0)
    assert confirm(factory, request)


def test_two_workers_never_claim_one_message(factory: Factory) -> None:
    with transaction(factory) as session:
        for serial in range(40):
            key = f"m{serial}"
            place = {"channel": "web", "recipient": "c", "template": "utter_x", "variables": {}}
            enqueue(session, **place, dedupe_key=key, send_after=NOW)

    def claim(_: int) -> list[int]:
        with transaction(factory) as session:
            return [row.id for row in claim_due(session, now=NOW, limit=10, lease=timedelta(minutes=1))]

    claimed = [number for batch in together(8, claim) for number in batch]
    assert len(claimed) == len(set(claimed))
    with transaction(factory) as session:
        rest = [row.id for row in claim_due(session, now=NOW, limit=100, lease=timedelta(minutes=1))]
    assert len(claimed) + len(rest) == 40


def test_the_same_message_enqueued_by_many_is_one(factory: Factory) -> None:
    place = {"channel": "web", "recipient": "c", "template": "utter_x", "variables": {}, "send_after": NOW}

    def put(_: int) -> int:
        with transaction(factory) as session:
            return int(enqueue(session, **place, dedupe_key="one").id)

    assert len(set(together(20, put))) == 1
    assert count(factory, OutboxMessage) == 1
