"""Which officer receives a visit: A of the day, B when A is away or recused; nobody left: a manager is told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.appointment_history import record_change
from bot.casework.outbox import DESK, enqueue
from bot.casework.spoken_time import spoken_moment
from bot.storage.appointments import BOOKED, Appointment
from bot.storage.insertion import insert_if_absent
from bot.storage.roster import DutyAbsence, DutyRecusal, ImportedRoster
from knowledge_base.roster import DutyPerson, Roster
from knowledge_base.schema import ServiceItem

NO_OFFICER = "utter_manager_no_officer"


@dataclass(frozen=True)
class Duty:
    """Who has a visit: ``officer`` is None when nobody is there, ``stand_in`` says that A is not available."""

    officer: DutyPerson | None
    stand_in: bool
    manager: DutyPerson | None


def current_roster(session: Session, default: Roster) -> Roster:
    """Return the roster last imported, or the city pack's ``default``."""
    query = select(ImportedRoster).order_by(ImportedRoster.id.desc()).limit(1)
    imported = session.execute(query).scalar_one_or_none()
    return Roster(**imported.data) if imported else default


def import_roster(session: Session, roster: Roster, *, actor: str, now: datetime) -> None:
    """Make ``roster`` the current one. Earlier ones stay on the record."""
    session.add(ImportedRoster(data=_as_json(roster), imported_at=now, actor=actor))
    session.flush()


def officer_for(session: Session, roster: Roster, *, item_id: str, day: date, recused: Collection[str] = ()) -> Duty:
    """Return who receives visits for ``item_id`` on ``day``. An item without a line has neither officer nor manager."""
    line = roster.line_for(item_id)
    if line is None:
        return Duty(None, False, None)
    away = set(_absent(session, day)) | set(recused)
    manager = roster.person(line.manager)
    for turn, officer_id in enumerate(line.in_turn(day)):
        if officer_id not in away:
            return Duty(roster.person(officer_id), turn > 0, manager)
    return Duty(None, True, manager)


def assign_officer(
    session: Session, appointment: Appointment, item: ServiceItem, roster: Roster, *, now: datetime
) -> Duty:
    """Name the officer of ``appointment`` for its present day; tell a manager when there is none."""
    recused = select(DutyRecusal.person_id).where(DutyRecusal.appointment_id == appointment.id)
    duty = officer_for(
        session,
        roster,
        item_id=item.id,
        day=appointment.start.date(),
        recused=list(session.execute(recused).scalars()),
    )
    appointment.officer_id = duty.officer.id if duty.officer else None
    appointment.officer_name = duty.officer.name if duty.officer else None
    if duty.officer is None and duty.manager:
        _tell_manager(session, appointment, item, duty.manager, now)
    return duty


def record_absence(
    session: Session,
    *,
    person_id: str,
    first: date,
    last: date,
    reason: str,
    roster: Roster,
    items: dict[str, ServiceItem],
    now: datetime,
) -> list[Appointment]:
    """Note that ``person_id`` is away and give their visits of those days to the stand-in; return the visits moved."""
    session.add(DutyAbsence(person_id=person_id, first=first, last=last, reason=reason, recorded_at=now))
    session.flush()
    query = select(Appointment).where(
        Appointment.officer_id == person_id, Appointment.state == BOOKED, Appointment.start > now
    )
    affected = [visit for visit in session.execute(query).scalars() if first <= visit.start.date() <= last]
    for visit in affected:
        assign_officer(session, visit, items[visit.item_id], roster, now=now)
        record_change(session, visit, "officer", actor="system", now=now, reason="absence")
    return affected


def recuse(
    session: Session,
    appointment: Appointment,
    *,
    person_id: str,
    reason: str,
    actor: str,
    roster: Roster,
    item: ServiceItem,
    now: datetime,
) -> Duty:
    """Keep an officer with an interest in the matter away from this visit (信访工作条例 28) and name another."""
    values = {"appointment_id": appointment.id, "person_id": person_id, "reason": reason, "recorded_at": now}
    insert_if_absent(session, DutyRecusal, values)
    record_change(session, appointment, "officer", actor=actor, now=now, reason="recusal")
    return assign_officer(session, appointment, item, roster, now=now)


def _absent(session: Session, day: date) -> list[str]:
    query = select(DutyAbsence.person_id).where(DutyAbsence.first <= day, DutyAbsence.last >= day)
    return list(session.execute(query).scalars())


def _tell_manager(
    session: Session, appointment: Appointment, item: ServiceItem, manager: DutyPerson, now: datetime
) -> None:
    enqueue(
        session,
        channel=manager.channel or DESK,
        recipient=manager.recipient or manager.id,
        template=NO_OFFICER,
        variables={"number": appointment.number, "item": item.name, "when": spoken_moment(appointment.start)},
        dedupe_key=f"{NO_OFFICER}:{appointment.number}:{appointment.start:%Y%m%d%H%M}",
        send_after=now,
        expires_at=appointment.start,
    )


def _as_json(roster: Roster) -> dict[str, object]:
    data: dict[str, object] = roster.dict()
    data["lines"] = [{**line.dict(), "since": line.since.isoformat()} for line in roster.lines]
    return data
