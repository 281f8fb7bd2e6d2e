from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.casework.appointments import (
    Appointment,
    BeyondHorizon,
    BookingError,
    Closed,
    InPast,
    NoShowBlocked,
    NotBookable,
    NotChangeable,
    NotFound,
    OutsideHours,
    SeatTaken,
    TooManyOpen,
    TooSoon,
    book,
    cancel,
    cancel_visit,
    find,
    find_by_conversation,
    find_by_phone,
    history,
    move_visit,
    reschedule,
)
from bot.casework.booking_numbers import is_valid
from bot.casework.booking_rules import BookingLimits
from bot.casework.visits import record_outcome
from bot.storage.appointments import Seat
from bot.storage.base import CITY_TIME
from bot.storage.outbox import OutboxMessage
from tests.builders_booking import CALENDAR, NOW, at, make_calendar, make_item, make_request, make_roster, make_visit

FRIDAY, SATURDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 11), date(2026, 4, 13)
ITEM = make_item()
ITEMS = {ITEM.id: ITEM}
CONTEXT: dict[str, Any] = {"calendar": CALENDAR, "items": ITEMS}


def seats(session: Session) -> int:
    return session.query(Seat).count()


def move(session: Session, visit: Appointment, start: Any, now: Any = NOW) -> Appointment:
    return reschedule(session, visit.number, visit.phone, start, now, **CONTEXT)


def test_a_visit_gets_a_number_a_seat_and_a_history(session: Session) -> None:
    visit = make_visit(session, start=at(hour=10))
    assert is_valid(visit.number)
    assert (visit.state, visit.window, visit.minutes, visit.start) == ("booked", 1, 30, at(hour=10))
    assert visit.start.tzinfo is CITY_TIME
    assert [change.kind for change in history(session, visit)] == ["booked"]


def test_confirming_the_same_draft_twice_gives_one_visit(session: Session) -> None:
    request = make_request()
    first = book(session, request, now=NOW, **CONTEXT)
    again = book(session, request, now=NOW + timedelta(minutes=1), **CONTEXT)
    assert again.number == first.number
    assert seats(session) == 1


def test_a_draft_confirmed_again_with_another_time_keeps_the_first(session: Session) -> None:
    first = make_visit(session, draft_key="d")
    again = make_visit(session, draft_key="d", start=at(hour=11))
    assert (again.number, again.start) == (first.number, at())
    assert seats(session) == 1


def test_asking_again_for_the_same_time_with_the_same_phone_gives_the_same_number(session: Session) -> None:
    item = make_item(booking_windows=3)
    first = make_visit(session, item, phone="13900000001")
    again = make_visit(session, item, phone="13900000001")
    assert again.number == first.number
    assert seats(session) == 1


def test_the_last_seat_is_given_once_and_others_are_offered_other_times(session: Session) -> None:
    make_visit(session)
    with pytest.raises(SeatTaken) as refused:
        make_visit(session)
    assert [f"{slot.start:%H:%M}" for slot in refused.value.alternatives] == ["09:30", "10:00", "10:30", "11:00"]


def test_as_many_are_received_at_once_as_there_are_windows(session: Session) -> None:
    item = make_item(booking_windows=3)
    assert sorted(make_visit(session, item).window for _ in range(3)) == [1, 2, 3]
    with pytest.raises(SeatTaken):
        make_visit(session, item)


@pytest.mark.parametrize(
    "start, error",
    [
        (at(date(2026, 4, 7), 9), InPast),
        (at(hour=8, minute=0), InPast),
        (at(SATURDAY), Closed),
        (at(hour=13), OutsideHours),
        (at(hour=20), OutsideHours),
        (at(date(2026, 7, 1)), BeyondHorizon),
        (at(hour=9, minute=10), SeatTaken),
        (at(hour=11, minute=45), SeatTaken),
    ],
)
def test_what_cannot_be_booked_is_refused_with_free_times(session: Session, start: Any, error: type) -> None:
    with pytest.raises(error) as refused:
        make_visit(session, start=start)
    assert refused.value.alternatives
    assert seats(session) == 0


def test_every_offered_alternative_can_really_be_booked(session: Session) -> None:
    for start in (at(SATURDAY), at(hour=13), at(date(2026, 5, 2)), at(hour=9, minute=10)):
        with pytest.raises(BookingError) as refused:
            make_visit(session, start=start)
        for slot in refused.value.alternatives:
            visit = make_visit(session, start=slot.start)
            cancel(session, visit.number, visit.phone, NOW, **CONTEXT)


def test_a_closed_day_says_why(session: Session) -> None:
    with pytest.raises(Closed) as refused:
        make_visit(session, start=at(date(2026, 5, 1)))
    assert (refused.value.reason_code, refused.value.holiday) == ("public_holiday", "劳动节")
    closed = make_calendar(closures=[(FRIDAY, FRIDAY, "停电")])
    with pytest.raises(Closed) as refused:
        make_visit(session, start=at(FRIDAY), calendar=closed)
    assert (refused.value.reason_code, refused.value.holiday) == ("closure", "停电")


def test_too_little_notice_names_the_lead_time(session: Session) -> None:
    with pytest.raises(TooSoon) as refused:
        make_visit(session, make_item(booking_lead_working_days=2), start=at(hour=15))
    assert refused.value.lead == 2
    assert refused.value.alternatives[0].start == at(FRIDAY)
    with pytest.raises(TooSoon):
        make_visit(session, start=at(hour=9), now=at(hour=8, minute=45))


def test_an_unknown_item_or_one_without_appointments_is_not_bookable(session: Session) -> None:
    with pytest.raises(NotBookable):
        book(session, make_request(item_id="nothing"), now=NOW, **CONTEXT)
    with pytest.raises(NotBookable):
        make_visit(session, make_item(booking=None))


def test_a_phone_may_hold_three_open_visits(session: Session) -> None:
    for hour in (9, 10, 11):
        make_visit(session, phone="13900000002", start=at(hour=hour))
    with pytest.raises(TooManyOpen) as refused:
        make_visit(session, phone="13900000002", start=at(hour=15))
    assert refused.value.limit == 3
    make_visit(session, phone="13900000002", start=at(FRIDAY), now=at(hour=18))


def test_a_conversation_that_books_and_cancels_in_a_loop_is_stopped(session: Session) -> None:
    limits = BookingLimits()
    for count in range(limits.made_per_day):
        visit = make_visit(session, conversation_id="bot", start=at(FRIDAY), phone=f"1380000{count:04d}")
        cancel(session, visit.number, visit.phone, NOW, **CONTEXT)
    with pytest.raises(TooManyOpen):
        make_visit(session, conversation_id="bot", start=at(FRIDAY))
    make_visit(session, conversation_id="bot", start=at(FRIDAY, 10), now=NOW + timedelta(days=1, minutes=1))


def test_after_two_missed_visits_booking_pauses_for_two_weeks(session: Session) -> None:
    for hour in (9, 10):
        visit = make_visit(session, phone="13900000003", start=at(hour=hour))
        record_outcome(session, visit.number, "no_show", actor="desk", now=at(hour=18))
    with pytest.raises(NoShowBlocked) as refused:
        make_visit(session, phone="13900000003", start=at(FRIDAY), now=at(hour=18))
    assert (refused.value.until, refused.value.count) == (date(2026, 4, 22), 2)
    make_visit(session, phone="13900000003", start=at(date(2026, 4, 24)), now=at(date(2026, 4, 23)))


def test_a_visit_is_found_by_number_and_phone_in_any_writing(session: Session) -> None:
    visit = make_visit(session, phone="13900000004")
    assert find(session, f"{visit.number[:4]} {visit.number[4:]}", "139-0000-0004") is visit
    assert find_by_phone(session, "13900000004", now=NOW) == [visit]
    assert find_by_conversation(session, visit.conversation_id, now=NOW) == [visit]
    assert find_by_phone(session, "13900000004", now=at(hour=18)) == []


def test_a_wrong_number_and_a_wrong_phone_are_refused_alike(session: Session) -> None:
    visit = make_visit(session)
    errors = []
    for number, phone in ((visit.number, "13700000000"), ("26000000", visit.phone)):
        with pytest.raises(NotFound) as refused:
            find(session, number, phone)
        errors.append(vars(refused.value))
    assert errors[0] == errors[1]


def test_moving_takes_the_new_seat_and_gives_the_old_one_back(session: Session) -> None:
    visit = make_visit(session)
    number = visit.number
    moved = move(session, visit, at(FRIDAY, 15))
    assert (moved.number, moved.start, moved.sequence) == (number, at(FRIDAY, 15), 1)
    assert seats(session) == 1
    make_visit(session)
    change = history(session, moved)[-1]
    assert (change.kind, change.old_start, change.new_start) == ("rescheduled", at(), at(FRIDAY, 15))


def test_moving_to_a_full_time_leaves_the_old_seat_untouched(session: Session) -> None:
    other, visit = make_visit(session, start=at(FRIDAY)), make_visit(session)
    with pytest.raises(SeatTaken) as refused:
        move(session, visit, other.start)
    assert refused.value.alternatives
    assert (visit.start, visit.sequence, seats(session)) == (at(), 0, 2)
    with pytest.raises(SeatTaken):
        make_visit(session)


def test_moving_to_the_present_time_changes_nothing(session: Session) -> None:
    visit = make_visit(session)
    assert move(session, visit, at()).sequence == 0


def test_a_visit_that_is_over_can_neither_move_nor_be_cancelled(session: Session) -> None:
    visit = make_visit(session)
    with pytest.raises(NotChangeable):
        move(session, visit, at(FRIDAY), now=at(hour=9, minute=1))
    with pytest.raises(NotChangeable):
        cancel(session, visit.number, visit.phone, at(hour=9, minute=1), **CONTEXT)


def test_cancelling_frees_the_seat_and_twice_is_no_error(session: Session) -> None:
    visit = make_visit(session)
    for _ in range(2):
        gone = cancel(session, visit.number, visit.phone, NOW, **CONTEXT)
    assert (gone.state, gone.sequence, seats(session)) == ("cancelled", 1, 0)
    assert make_visit(session).number != visit.number


def test_staff_may_move_a_visit_on_short_notice_and_the_resident_is_told(session: Session) -> None:
    item = make_item(booking_lead_working_days=1)
    visit = make_visit(session, item, start=at(FRIDAY))
    context = {"now": NOW, "calendar": CALENDAR, "items": {item.id: item}, "roster": None}
    with pytest.raises(TooSoon):
        move_visit(session, visit, at(hour=15), actor="resident", **context)
    move_visit(session, visit, at(hour=15), actor="desk:boss", reason="开会", **context)
    assert visit.start == at(hour=15)
    told = session.query(OutboxMessage).filter_by(template="utter_visit_moved").one()
    assert told.variables["when"] == "4月8日（星期三）下午3:00"
    assert history(session, visit)[-1].reason == "开会"


def test_a_resident_whose_visit_staff_cancel_is_told(session: Session) -> None:
    visit = make_visit(session)
    cancel_visit(session, visit, now=NOW, calendar=CALENDAR, items=ITEMS, actor="desk:boss", reason="停电")
    assert session.query(OutboxMessage).filter_by(template="utter_visit_cancelled").count() == 1


def test_a_second_trip_belongs_to_the_same_matter(session: Session) -> None:
    first = make_visit(session, phone="13900000005")
    record_outcome(session, first.number, "come_again", actor="desk", reason="missing_copy", now=at(hour=10))
    second = make_visit(session, phone="13900000005", start=at(FRIDAY))
    other = make_visit(session, start=at(FRIDAY, 10))
    assert second.matter == first.matter == first.number
    assert other.matter == other.number


def test_each_visit_has_a_named_officer(session: Session) -> None:
    visit = make_visit(session, roster=make_roster())
    assert visit.officer_id in {"officer_a", "officer_b"}
    assert visit.officer_name.startswith("示例")


def test_neither_visit_nor_request_shows_the_person_in_logs(session: Session) -> None:
    request = make_request(name="示例甲", note="秘密", phone="13912345678")
    shown = repr(request) + repr(book(session, request, now=NOW, **CONTEXT))
    assert not any(secret in shown for secret in ("示例甲", "秘密", "13912345678"))


def test_a_refusal_leaves_nothing_behind(session: Session) -> None:
    make_visit(session)
    before = session.query(OutboxMessage).count()
    with pytest.raises(SeatTaken):
        make_visit(session)
    assert (session.query(Appointment).count(), seats(session)) == (1, 1)
    assert session.query(OutboxMessage).count() == before
