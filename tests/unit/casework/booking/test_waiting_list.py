from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.casework.appointments import Appointment, Closed, NotFound, SeatTaken, cancel, reschedule
from bot.casework.waiting_list import (
    DayHasRoom,
    OfferLapsed,
    accept_offer,
    expire_offers,
    join,
    leave,
    place_in_line,
)
from bot.storage.appointments import Seat, WaitingEntry
from bot.storage.outbox import OutboxMessage
from tests.builders_booking import CALENDAR, NOW, at, make_item, make_roster, make_visit

FRIDAY = date(2026, 4, 10)
ITEM = make_item(booking_hours=("09:00-10:00",))
CONTEXT: dict[str, Any] = {"calendar": CALENDAR, "items": {ITEM.id: ITEM}}


def line_up(session: Session, phone: str, now: datetime = NOW, day: date = FRIDAY) -> WaitingEntry:
    person = {"name": "示例", "phone": phone, "channel": "web", "conversation_id": f"c-{phone}"}
    return join(session, item=ITEM, day=day, now=now, calendar=CALENDAR, **person)


def fill(session: Session) -> list[Appointment]:
    return [make_visit(session, ITEM, start=at(FRIDAY, 9, minute)) for minute in (0, 30)]


def drop_out(session: Session, visit: Appointment, now: datetime = NOW) -> None:
    cancel(session, visit.number, visit.phone, now, **CONTEXT)


def offers(session: Session, template: str = "utter_waiting_offer", state: str = "waiting") -> list[OutboxMessage]:
    return list(session.query(OutboxMessage).filter_by(template=template, state=state).order_by(OutboxMessage.id))


def test_nobody_waits_for_a_day_with_room(session: Session) -> None:
    with pytest.raises(DayHasRoom) as told:
        line_up(session, "13911111111")
    assert [f"{slot.start:%H:%M}" for slot in told.value.alternatives] == ["09:00", "09:30"]


def test_nobody_waits_for_a_closed_day(session: Session) -> None:
    with pytest.raises(Closed):
        line_up(session, "13911111111", day=date(2026, 4, 11))


def test_the_line_keeps_its_order_and_one_place_each(session: Session) -> None:
    fill(session)
    first, second = line_up(session, "13911111111"), line_up(session, "13922222222")
    assert line_up(session, "13911111111").id == first.id
    assert (place_in_line(session, first), place_in_line(session, second)) == (1, 2)


def test_a_freed_seat_is_offered_to_the_first_and_held_for_them(session: Session) -> None:
    visit, _ = fill(session)
    first = line_up(session, "13911111111")
    line_up(session, "13922222222")
    drop_out(session, visit)
    (offer,) = offers(session)
    assert offer.recipient == first.conversation_id
    assert offer.variables["when"] == "4月10日（星期五）上午9:00"
    assert first.answer_by == NOW + timedelta(hours=1)
    with pytest.raises(SeatTaken):
        make_visit(session, ITEM, start=at(FRIDAY))


def test_accepting_makes_the_visit_once(session: Session) -> None:
    visit, _ = fill(session)
    entry = line_up(session, "13911111111")
    drop_out(session, visit)
    context = {**CONTEXT, "phone": "13911111111", "now": NOW, "roster": make_roster()}
    taken = accept_offer(session, entry.id, **context)
    assert accept_offer(session, entry.id, **context).number == taken.number
    assert (taken.start, taken.phone, entry.state) == (at(FRIDAY), "13911111111", "taken")
    assert taken.officer_id
    assert session.query(Seat).filter_by(appointment_id=taken.id).one().held_until is None
    expire_offers(session, now=NOW + timedelta(hours=2), **CONTEXT)
    assert session.query(Seat).count() == 2


def test_an_unanswered_offer_passes_to_the_next_and_then_to_everybody(session: Session) -> None:
    visit, _ = fill(session)
    first, second = line_up(session, "13911111111"), line_up(session, "13922222222")
    drop_out(session, visit)
    later = NOW + timedelta(hours=1)
    assert expire_offers(session, now=later, **CONTEXT) == 1
    assert (first.state, second.state) == ("expired", "offered")
    assert offers(session, "utter_waiting_offer_lapsed")[0].recipient == first.conversation_id
    assert [offer.recipient for offer in offers(session)] == [second.conversation_id]
    with pytest.raises(OfferLapsed):
        accept_offer(session, first.id, phone="13911111111", now=later, **CONTEXT)
    expire_offers(session, now=later + timedelta(hours=1), **CONTEXT)
    assert make_visit(session, ITEM, start=at(FRIDAY), now=later + timedelta(hours=1)).number


def test_an_offer_cannot_be_taken_after_its_time_even_if_nobody_swept(session: Session) -> None:
    visit, _ = fill(session)
    entry = line_up(session, "13911111111")
    drop_out(session, visit)
    with pytest.raises(OfferLapsed):
        accept_offer(session, entry.id, phone="13911111111", now=NOW + timedelta(hours=1), **CONTEXT)


def test_a_lapsed_hold_does_not_keep_others_out_even_if_nobody_swept(session: Session) -> None:
    visit, _ = fill(session)
    line_up(session, "13911111111")
    drop_out(session, visit)
    assert make_visit(session, ITEM, start=at(FRIDAY), now=NOW + timedelta(hours=1)).start == at(FRIDAY)


def test_declining_passes_the_seat_on_at_once(session: Session) -> None:
    visit, _ = fill(session)
    first, second = line_up(session, "13911111111"), line_up(session, "13922222222")
    drop_out(session, visit)
    leave(session, first.id, phone="13911111111", now=NOW, **CONTEXT)
    assert (first.state, second.state) == ("left", "offered")


def test_moving_away_also_frees_a_seat_for_the_line(session: Session) -> None:
    visit, _ = fill(session)
    entry = line_up(session, "13911111111")
    reschedule(session, visit.number, visit.phone, at(date(2026, 4, 13)), NOW, **CONTEXT)
    assert entry.state == "offered"


def test_a_seat_freed_at_night_is_offered_in_the_morning(session: Session) -> None:
    visit, _ = fill(session)
    entry = line_up(session, "13911111111")
    drop_out(session, visit, now=at(date(2026, 4, 8), 22))
    assert offers(session)[0].send_after == at(date(2026, 4, 9), 8)
    assert entry.answer_by == at(date(2026, 4, 9), 9)


def test_a_seat_freed_too_late_to_answer_is_simply_free(session: Session) -> None:
    visit, _ = fill(session)
    entry = line_up(session, "13911111111")
    drop_out(session, visit, now=at(FRIDAY, 8, 10))
    assert entry.state == "waiting"
    assert make_visit(session, ITEM, start=at(FRIDAY), now=at(FRIDAY, 8, 20)).start == at(FRIDAY)


def test_only_the_owner_can_answer(session: Session) -> None:
    visit, _ = fill(session)
    entry = line_up(session, "13911111111")
    drop_out(session, visit)
    with pytest.raises(NotFound):
        accept_offer(session, entry.id, phone="13999999999", now=NOW, **CONTEXT)


def test_lines_of_days_gone_by_are_closed(session: Session) -> None:
    fill(session)
    entry = line_up(session, "13911111111")
    expire_offers(session, now=at(date(2026, 4, 11)), **CONTEXT)
    assert (entry.state, entry.active_key) == ("expired", None)
