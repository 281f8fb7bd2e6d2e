"""Bookings per second with 1, 10 and 100 residents booking at once, each its own seat.

    python -m tests.benchmarks.booking [sqlite|postgresql ...]

Every booking is a whole transaction: seat, visit, officer, reminders, history, commit to disk.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from bot.casework.appointments import BookingRequest, book
from bot.storage.engine import transaction
from tests.builders_booking import CALENDAR, NOW, at, make_database, make_item, make_request, make_roster
from tests.postgres_server import postgres_server

BOOKINGS = 200
WINDOWS = 20
ITEM = make_item(booking_windows=WINDOWS)
ROSTER = make_roster()
FIRST_DAY = date(2026, 4, 9)


def requests(count: int) -> list[BookingRequest]:
    """``count`` residents spread over days, times and windows, so that nobody is refused."""
    starts = [
        at(day, hour, minute)
        for day in CALENDAR.days_between(FIRST_DAY, FIRST_DAY + timedelta(days=28))
        for hour in (9, 10, 11, 15, 16)
        for minute in (0, 30)
    ]
    return [make_request(start=starts[index % len(starts)]) for index in range(count)]


def confirm(factory: sessionmaker[Session], request: BookingRequest) -> None:
    """Book as a confirmed chat form does."""
    with transaction(factory) as session:
        book(session, request, now=NOW, calendar=CALENDAR, items={ITEM.id: ITEM}, roster=ROSTER)


def measure(factory: sessionmaker[Session], residents: int) -> tuple[float, float, float]:
    """Return bookings per second, median and 95th percentile of one booking in milliseconds."""
    waiting = requests(BOOKINGS)
    took: list[float] = []
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                request = waiting.pop()
            began = time.perf_counter()
            confirm(factory, request)
            took.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=work) for _ in range(residents)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if len(took) != BOOKINGS:
        raise SystemExit(f"only {len(took)} of {BOOKINGS} bookings went through")
    return BOOKINGS / seconds, statistics.median(took), statistics.quantiles(took, n=20)[-1]


def sqlite_url(stack: ExitStack) -> str:
    """A database file in a fresh folder."""
    return f"sqlite:///{Path(stack.enter_context(tempfile.TemporaryDirectory())) / 'bench.db'}"


def postgresql_url(stack: ExitStack) -> str:
    """A private server."""
    return stack.enter_context(postgres_server())


DATABASES: dict[str, Callable[[ExitStack], str]] = {"sqlite": sqlite_url, "postgresql": postgresql_url}


def main(names: list[str]) -> None:
    """Print one line per database and number of residents."""
    for name in names or list(DATABASES):
        for residents in (1, 10, 100):
            with ExitStack() as stack:
                factory = make_database(DATABASES[name](stack))
                rate, median, slow = measure(factory, residents)
                factory.kw["bind"].dispose()
            print(
                f"{name:11} {residents:4} residents  {rate:7.1f} bookings/s  "
                f"median {median:7.1f} ms  95 % under {slow:7.1f} ms"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
