"""Builders for bookings: a calendar, items, requests and databases with the tables made."""

from __future__ import annotations

import itertools
import random
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

import bot.storage.appointments
import bot.storage.outbox
import bot.storage.roster  # noqa: F401
from bot.casework.appointments import Appointment, BookingRequest, book
from bot.casework.working_days import WorkingDays
from bot.storage.base import CITY_TIME, Base
from bot.storage.engine import make_engine, make_session_factory
from knowledge_base.city_calendar import CityCalendar
from knowledge_base.roster import Roster
from knowledge_base.schema import ServiceItem

ROOT = Path(__file__).resolve().parents[1]
WEDNESDAY = date(2026, 4, 8)
"""An ordinary Wednesday; the Monday of its week was a day off (清明)."""
NOW = datetime(2026, 4, 8, 8, 30, tzinfo=CITY_TIME)
CALENDAR = WorkingDays()
_counter = itertools.count(1)

BOOKING_TABLES = (
    "appointments",
    "appointment_seats",
    "appointment_changes",
    "waiting_list",
    "blocked_periods",
    "outbox_messages",
    "duty_rosters",
    "duty_absences",
    "duty_recusals",
)


def at(day: date = WEDNESDAY, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in the city."""
    return datetime.combine(day, time(hour, minute), tzinfo=CITY_TIME)


def make_item(item_id: str = "desk_item", **changes: Any) -> ServiceItem:
    """An item with one window, half-hour visits, 09:00-12:00 and 14:30-17:30, no lead time; ``booking_*`` overrides."""
    booking: dict[str, Any] | None = {"visit_minutes": 30, "windows": 1, "lead_working_days": 0, "horizon_days": 30}
    for key in [key for key in changes if key.startswith("booking_")]:
        booking[key.removeprefix("booking_")] = changes.pop(key)
    data: dict[str, Any] = {
        "id": item_id,
        "name": "示例事项",
        "institution": "procuratorate_12309",
        "for_whom": "谁都可以来",
        "leads_to": "听到解答",
        "materials": (),
        "fee": "不收费",
        "time_limit": "当场",
        "booking": booking,
    }
    return ServiceItem(**{**data, **changes})


def make_calendar(**entries: Any) -> WorkingDays:
    """A calendar with closures, extra_days, holidays or workdays as ``(first, last, name)`` tuples."""
    periods = {
        kind: [{"from": first, "to": last, "name": name, "institutions": who} for first, last, name, *who in rows]
        for kind, rows in entries.items()
    }
    for rows in periods.values():
        for row in rows:
            row["institutions"] = row["institutions"][0] if row["institutions"] else ()
    return WorkingDays(CityCalendar(**periods))


def make_roster(*officers: str, **changes: Any) -> Roster:
    """One line for ``desk_item`` with these officers, managed by ``boss``, turning daily."""
    officers = officers or ("officer_a", "officer_b")
    people = [{"id": name, "name": f"示例·{name}", "role": "officer"} for name in officers]
    people.append({"id": "boss", "name": "示例·主任", "role": "manager"})
    line: dict[str, Any] = {"id": "line", "name": "示例岗", "items": ["desk_item"], "officers": officers}
    line |= {"manager": "boss", "rotation": "day", "since": date(2026, 1, 5), **changes}
    return Roster(people=people, lines=[line])


def make_request(**changes: Any) -> BookingRequest:
    """A confirmed wish of a fresh resident for 09:00 on the Wednesday."""
    serial = next(_counter)
    data: dict[str, Any] = {
        "draft_key": f"draft-{serial}",
        "conversation_id": f"conversation-{serial}",
        "channel": "web",
        "item_id": "desk_item",
        "start": at(),
        "name": "示例居民",
        "phone": f"139{serial:08d}",
    }
    return BookingRequest(**{**data, **changes})


def make_visit(session: Session, item: ServiceItem | None = None, **changes: Any) -> Appointment:
    """Book a visit and return it; keywords go to the request, ``now``, ``calendar`` and ``roster`` to ``book``."""
    item = item or make_item()
    context = {"now": NOW, "calendar": CALENDAR, "roster": None, "rng": random.Random(next(_counter))}
    context |= {key: changes.pop(key) for key in list(changes) if key in context}
    return book(session, make_request(item_id=item.id, **changes), items={item.id: item}, **context)


def create_tables(engine: Engine) -> None:
    """Create the booking tables only, so that other areas' models do not matter here."""
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[name] for name in BOOKING_TABLES])


def make_database(url: str) -> sessionmaker[Session]:
    """A session factory over ``url`` with the booking tables made."""
    engine = make_engine(url)
    create_tables(engine)
    return make_session_factory(engine)
