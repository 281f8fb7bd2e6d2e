"""The desk's day: visits by window and officer, what may be recorded of each, and recording it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.audit import record_act
from bot.casework.booking_rules import local
from bot.casework.desk_scope import Scope, visit_in_scope
from bot.casework.spoken_time import spoken_clock
from bot.casework.trip_reasons import TripReason
from bot.casework.visits import ALLOWED, record_outcome, visit_end
from bot.casework.working_days import ONE_DAY
from bot.storage.appointments import BOOKED, CANCELLED, COME_AGAIN, NO_SHOW, Appointment, AppointmentChange
from bot.storage.base import CITY_TIME
from bot.storage.outbox import UNREACHABLE, OutboxMessage
from knowledge_base.schema import ServiceItem

ChecklistReader = Callable[[Session, Appointment], str]
"""How far the resident's papers were checked in chat, in a few words; an empty text when nobody checked."""


class TooEarly(Exception):
    """The visit lies on a later day, or the resident may still come: nothing can be recorded of it yet."""


@dataclass(frozen=True)
class VisitRow:
    """One visit as the desk shows it. ``outcomes`` may be recorded now, ``phone`` is masked."""

    id: int
    number: str
    item_id: str
    item: str
    start: datetime
    end: datetime
    window: int
    officer: str
    state: str
    sequence: int
    outcomes: tuple[str, ...]
    checklist: str
    will_come: bool
    unreached: bool
    reason: TripReason | None
    name: str = field(repr=False)
    phone: str = field(repr=False)
    note: str = field(repr=False)

    @property
    def clock(self) -> str:
        """When the visit begins, as one says it."""
        return spoken_clock(self.start)


@dataclass(frozen=True)
class WindowGroup:
    """The visits of one window with one officer, by time. ``officer`` is empty when nobody is there."""

    window: int
    officer: str
    visits: tuple[VisitRow, ...]


@dataclass(frozen=True)
class DeskDay:
    """One day; cancelled visits are only counted. ``counts`` goes by state."""

    day: date
    groups: tuple[WindowGroup, ...]
    counts: Mapping[str, int]

    @property
    def expected(self) -> int:
        """How many residents are or were expected."""
        return sum(count for state, count in self.counts.items() if state != CANCELLED)


def desk_days(
    session: Session,
    scope: Scope,
    days: Iterable[date],
    *,
    now: datetime,
    items: Mapping[str, ServiceItem],
    checklist: ChecklistReader,
) -> list[DeskDay]:
    """Return each of ``days`` (consecutive, ascending) with the visits that ``scope`` may see."""
    wanted = list(days)
    start, end = local(wanted[0], time.min), local(wanted[-1] + ONE_DAY, time.min)
    query = scope.narrow(select(Appointment).where(Appointment.start >= start, Appointment.start < end))
    visits = list(session.scalars(query.order_by(Appointment.start, Appointment.window, Appointment.id)))
    rows = visit_rows(session, visits, now=now, items=items, checklist=checklist)
    return [_day(day, [row for row in rows if row.start.date() == day]) for day in wanted]


def visit_rows(
    session: Session,
    visits: Iterable[Appointment],
    *,
    now: datetime,
    items: Mapping[str, ServiceItem],
    checklist: ChecklistReader,
) -> list[VisitRow]:
    """Return ``visits`` as the desk shows them."""
    visits = list(visits)
    changes = _changes(session, [visit.id for visit in visits])
    unreached = _unreached(session, [visit.number for visit in visits])
    return [
        VisitRow(
            id=visit.id,
            number=visit.number,
            item_id=visit.item_id,
            item=items[visit.item_id].name if visit.item_id in items else visit.item_id,
            start=visit.start,
            end=visit_end(visit),
            window=visit.window,
            officer=visit.officer_name or "",
            state=visit.state,
            sequence=visit.sequence,
            outcomes=outcomes_now(visit, now),
            checklist=checklist(session, visit),
            will_come=_will_come(changes.get(visit.id, [])),
            unreached=visit.number in unreached and visit.state == BOOKED,
            reason=_reason(visit, changes.get(visit.id, [])),
            name=visit.name,
            phone=mask_phone(visit.phone),
            note=visit.note,
        )
        for visit in visits
    ]


def outcomes_now(visit: Appointment, now: datetime) -> tuple[str, ...]:
    """Return what can be recorded of ``visit`` at ``now``: nothing before its day, no-show only after its start."""
    if visit.start.date() > now.astimezone(CITY_TIME).date():
        return ()
    return tuple(state for state in ALLOWED.get(visit.state, ()) if state != NO_SHOW or visit.start <= now)


def settle(
    session: Session,
    scope: Scope,
    visit_id: int,
    outcome: str,
    *,
    actor: str,
    now: datetime,
    reason: TripReason | None = None,
) -> Appointment:
    """Record ``outcome`` of a visit and who did so. The same outcome twice is no error.

    Raises ``NotFound``, ``NotChangeable``, ``TooEarly``, and ``ValueError`` for ``come_again`` without a reason.
    """
    visit = visit_in_scope(session, scope, visit_id, for_change=True)
    early = outcome in ALLOWED.get(visit.state, ()) and outcome not in outcomes_now(visit, now)
    if early:
        raise TooEarly()
    repeated = visit.state == outcome
    why = reason.packed if reason and outcome == COME_AGAIN else ""
    visit = record_outcome(session, visit.number, outcome, actor=actor, now=now, reason=why)
    if not repeated:
        record_act(session, actor=actor, action=f"visit_{outcome}", about=f"visit:{visit.id}", reason=why, now=now)
    return visit


def reveal_phone(session: Session, scope: Scope, visit_id: int, *, actor: str, reason: str, now: datetime) -> str:
    """Return the whole phone number of a visit and keep who asked and why. Raises ``NotFound``, ``ValueError``."""
    reason = reason.strip()
    if len(reason) < 2:
        raise ValueError("seeing a phone number needs a reason")
    visit = visit_in_scope(session, scope, visit_id)
    record_act(session, actor=actor, action="saw_phone", about=f"visit:{visit.id}", reason=reason, now=now)
    phone: str = visit.phone
    return phone


def mask_phone(phone: str) -> str:
    """Return ``phone`` with its middle hidden: 138****1234; a short number wholly hidden."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def week_of(day: date) -> list[date]:
    """Return Monday to Sunday of the week of ``day``."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=shift) for shift in range(7)]


def _day(day: date, rows: list[VisitRow]) -> DeskDay:
    groups: dict[tuple[int, str], list[VisitRow]] = {}
    for row in rows:
        if row.state != CANCELLED:
            groups.setdefault((row.window, row.officer), []).append(row)
    ordered = tuple(WindowGroup(*key, tuple(groups[key])) for key in sorted(groups))
    return DeskDay(day, ordered, Counter(row.state for row in rows))


def _changes(session: Session, visit_ids: list[int]) -> dict[int, list[AppointmentChange]]:
    query = select(AppointmentChange).where(
        AppointmentChange.appointment_id.in_(visit_ids),
        AppointmentChange.kind.in_(("will_come", "rescheduled", COME_AGAIN)),
    )
    found: dict[int, list[AppointmentChange]] = {}
    for change in session.scalars(query.order_by(AppointmentChange.id)):
        found.setdefault(change.appointment_id, []).append(change)
    return found


def _will_come(changes: list[AppointmentChange]) -> bool:
    """Whether the resident said yes to the present time: a yes before a move does not count."""
    kinds = [change.kind for change in changes if change.kind != COME_AGAIN]
    return bool(kinds) and kinds[-1] == "will_come"


def _reason(visit: Appointment, changes: list[AppointmentChange]) -> TripReason | None:
    if visit.state != COME_AGAIN:
        return None
    reasons = [change.reason for change in changes if change.kind == COME_AGAIN]
    return TripReason.unpack(reasons[-1]) if reasons else None


def _unreached(session: Session, numbers: list[str]) -> set[str]:
    abouts = [f"reminder:{number}" for number in numbers]
    query = select(OutboxMessage.about).where(OutboxMessage.about.in_(abouts), OutboxMessage.state == UNREACHABLE)
    return {about.partition(":")[2] for about in session.scalars(query)}
