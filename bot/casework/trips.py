"""How many trips a finished matter took, and why people had to come again: by item and month.

Visits with one ``matter`` are trips for one thing. A matter counts in the month of the visit that finished it. Missed
and cancelled visits are no trips: nobody stood at the window.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.booking_rules import local
from bot.casework.desk_scope import Scope
from bot.casework.trip_reasons import TripReason
from bot.storage.appointments import COME_AGAIN, DONE, Appointment, AppointmentChange
from knowledge_base.schema import ServiceItem

REPEATS = 3
"""A reason given this often for one item in one month says that the checklist must be mended."""


@dataclass(frozen=True)
class ReasonCount:
    """How often one reason was given; ``details`` are the officers' words with their counts, most frequent first."""

    code: str
    label: str
    count: int
    details: tuple[tuple[str, int], ...]

    @property
    def repeats(self) -> bool:
        """Whether the reason was given so often that the checklist must be mended."""
        return self.count >= REPEATS


@dataclass(frozen=True)
class ItemTrips:
    """One item in one month. ``by_trips`` maps a number of trips to how many finished matters took it."""

    item_id: str
    item: str
    by_trips: Mapping[int, int]
    reasons: tuple[ReasonCount, ...]

    @property
    def finished(self) -> int:
        """Matters finished in the month."""
        return sum(self.by_trips.values())

    @property
    def one_trip(self) -> int:
        """Matters finished with a single visit."""
        return self.by_trips.get(1, 0)

    @property
    def average(self) -> float | None:
        """Visits per finished matter; None when none was finished."""
        return sum(trips * count for trips, count in self.by_trips.items()) / self.finished if self.finished else None

    @property
    def longest(self) -> int:
        """Most visits that one finished matter took."""
        return max(self.by_trips, default=0)

    @property
    def sent_back(self) -> int:
        """Visits of the month that ended with having to come again."""
        return sum(reason.count for reason in self.reasons)

    @property
    def to_mend(self) -> bool:
        """Whether a reason repeats."""
        return any(reason.repeats for reason in self.reasons)


def trips_of_month(session: Session, scope: Scope, month: date, *, items: Mapping[str, ServiceItem]) -> list[ItemTrips]:
    """Return the items of ``scope`` with a finished matter or a second trip in ``month``, those to mend first."""
    start, end = month_bounds(month)
    finished = _finished(session, scope, start, end)
    reasons = _reasons(session, scope, start, end)
    rows = [
        ItemTrips(item_id, items[item_id].name if item_id in items else item_id, finished[item_id], reasons[item_id])
        for item_id in {*finished, *reasons}
    ]
    return sorted(rows, key=lambda row: (not row.to_mend, -row.sent_back, -row.finished, row.item_id))


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of the month of ``month`` and of the next one, in the city's time."""
    first = month.replace(day=1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return local(first, time.min), local(following, time.min)


def _finished(session: Session, scope: Scope, start: datetime, end: datetime) -> Mapping[str, Counter[int]]:
    done = select(Appointment.matter).where(*_within(start, end), Appointment.state == DONE)
    query = (
        select(Appointment.item_id, Appointment.matter, func.count())
        .where(Appointment.matter.in_(scope.narrow(done)), Appointment.state.in_((DONE, COME_AGAIN)))
        .where(Appointment.start < end)
        .group_by(Appointment.item_id, Appointment.matter)
    )
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for item_id, _matter, trips in session.execute(query):
        found[item_id][trips] += 1
    return found


def _reasons(session: Session, scope: Scope, start: datetime, end: datetime) -> Mapping[str, tuple[ReasonCount, ...]]:
    """The last reason of every visit of the month that still stands as "come again"."""
    query = (
        select(Appointment.id, Appointment.item_id, AppointmentChange.reason)
        .join(AppointmentChange, AppointmentChange.appointment_id == Appointment.id)
        .where(*_within(start, end), Appointment.state == COME_AGAIN, AppointmentChange.kind == COME_AGAIN)
        .order_by(AppointmentChange.id)
    )
    last = {
        visit_id: (item_id, TripReason.unpack(text)) for visit_id, item_id, text in session.execute(scope.narrow(query))
    }
    by_item: dict[str, list[TripReason]] = defaultdict(list)
    for item_id, reason in last.values():
        by_item[item_id].append(reason)
    counted = {item_id: _count(reasons) for item_id, reasons in by_item.items()}
    return defaultdict(tuple, counted)


def _count(reasons: list[TripReason]) -> tuple[ReasonCount, ...]:
    labels = {reason.code: reason.label for reason in reasons}
    counts = Counter(reason.code for reason in reasons)
    details = {code: Counter(r.detail for r in reasons if r.code == code and r.detail) for code in counts}
    return tuple(
        ReasonCount(code, labels[code], count, tuple(details[code].most_common()))
        for code, count in counts.most_common()
    )


def _within(start: datetime, end: datetime) -> tuple[Any, ...]:
    return Appointment.start >= start, Appointment.start < end
