from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.casework.appointments import (
    BeyondHorizon,
    BookingError,
    Closed,
    InPast,
    NotBookable,
    Offer,
    OutsideHours,
    SeatTaken,
    TimeWish,
    TooSoon,
    check_time,
)
from bot.casework.slots import Slot
from knowledge_base.schema import ServiceItem
from tests.builders_booking import CALENDAR, NOW, WEDNESDAY, at, make_item, make_visit

FRIDAY, SATURDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 11), date(2026, 4, 13)
ITEM = make_item()


def ask(session: Session, wish: TimeWish, item: ServiceItem = ITEM, now: datetime = NOW) -> Offer:
    return check_time(session, item, wish, now=now, calendar=CALENDAR)


def day_wish(day: date, first: int = 0, hours: int = 24, grain: str = "day") -> TimeWish:
    return TimeWish(at(day, first), at(day, first) + timedelta(hours=hours), grain)  # type: ignore[arg-type]


def clocks(slots: tuple[Slot, ...]) -> list[str]:
    return [f"{slot.start:%d %H:%M}" for slot in slots]


def test_a_free_minute_is_offered_exactly(session: Session) -> None:
    offer = ask(session, TimeWish(at(FRIDAY, 15), None, "minute"))
    assert offer.exact is not None
    assert offer.exact.start == at(FRIDAY, 15)


def test_a_minute_between_two_visits_gets_the_nearest(session: Session) -> None:
    offer = ask(session, TimeWish(at(FRIDAY, 15, 10)))
    assert (offer.exact, offer.within) == (None, False)
    assert "10 15:00" in clocks(offer.slots)


def test_a_full_minute_gets_other_times_of_that_day(session: Session) -> None:
    make_visit(session, start=at(FRIDAY, 15))
    with pytest.raises(SeatTaken) as refused:
        ask(session, TimeWish(at(FRIDAY, 15)))
    assert clocks(refused.value.alternatives) == ["10 14:30", "10 15:30", "10 16:00", "10 16:30"]


def test_a_morning_gets_its_free_times(session: Session) -> None:
    make_visit(session, start=at(FRIDAY, 9, 30))
    offer = ask(session, day_wish(FRIDAY, 6, 6, "part_of_day"))
    assert clocks(offer.slots) == ["10 09:00", "10 10:00", "10 10:30", "10 11:00", "10 11:30"]


def test_a_full_morning_gets_the_next_free_times(session: Session) -> None:
    item = make_item(booking_hours=("09:00-10:00", "14:30-15:30"))
    for minute in (0, 30):
        make_visit(session, item, start=at(FRIDAY, 9, minute))
    with pytest.raises(SeatTaken) as refused:
        ask(session, day_wish(FRIDAY, 6, 6, "part_of_day"), item)
    assert clocks(refused.value.alternatives)[:2] == ["10 14:30", "10 15:00"]


def test_a_day_is_offered_morning_and_afternoon(session: Session) -> None:
    offered = clocks(ask(session, day_wish(FRIDAY)).slots)
    assert "10 09:00" in offered
    assert "10 14:30" in offered
    assert len(offered) == 6


def test_a_week_is_offered_over_its_days(session: Session) -> None:
    offer = ask(session, TimeWish(at(MONDAY, 0), at(MONDAY, 0) + timedelta(days=7), "week"))
    assert {slot.start.day for slot in offer.slots} == {13, 14, 15}


def test_a_weekend_is_closed_and_gets_friday_and_monday(session: Session) -> None:
    with pytest.raises(Closed) as refused:
        ask(session, TimeWish(at(SATURDAY, 0), at(SATURDAY, 0) + timedelta(days=2), "day"))
    assert refused.value.reason_code == "weekend"
    assert {slot.start.date() for slot in refused.value.alternatives} == {FRIDAY, MONDAY}


def test_new_years_eve_is_closed_by_name(session: Session) -> None:
    eve = date(2026, 2, 16)
    with pytest.raises(Closed) as refused:
        ask(session, day_wish(eve), now=at(date(2026, 2, 5)))
    assert (refused.value.day, refused.value.holiday) == (eve, "春节")
    assert refused.value.alternatives


@pytest.mark.parametrize(
    "wish, error",
    [
        (day_wish(FRIDAY, 19, 3, "part_of_day"), OutsideHours),
        (day_wish(FRIDAY, 12, 1, "part_of_day"), OutsideHours),
        (TimeWish(at(FRIDAY, 3)), OutsideHours),
        (day_wish(date(2026, 4, 7)), InPast),
        (TimeWish(at(hour=8)), InPast),
        (day_wish(date(2026, 6, 1)), BeyondHorizon),
    ],
)
def test_an_impossible_wish_is_told_apart(session: Session, wish: TimeWish, error: type) -> None:
    with pytest.raises(error) as refused:
        ask(session, wish)
    assert refused.value.alternatives


def test_today_after_closing_time_is_over(session: Session) -> None:
    with pytest.raises(InPast):
        ask(session, day_wish(WEDNESDAY), now=at(hour=18))
    with pytest.raises(InPast):
        ask(session, day_wish(WEDNESDAY), now=at(hour=17, minute=10))


def test_today_on_a_sunday_is_closed_not_over(session: Session) -> None:
    sunday = date(2026, 4, 12)
    with pytest.raises(Closed):
        ask(session, day_wish(sunday), now=at(sunday, 10))


def test_today_is_too_soon_for_an_item_with_lead_time(session: Session) -> None:
    with pytest.raises(TooSoon) as refused:
        ask(session, day_wish(WEDNESDAY), make_item(booking_lead_working_days=1))
    assert clocks(refused.value.alternatives)[0] == "09 09:00"


def test_soonest_gets_the_first_free_times(session: Session) -> None:
    make_visit(session, start=at())
    assert clocks(ask(session, TimeWish(grain="soonest")).slots) == ["08 09:30", "08 10:00", "08 10:30"]


def test_any_day_gets_times_on_several_days(session: Session) -> None:
    offer = ask(session, TimeWish(grain="any"))
    assert {slot.start.day for slot in offer.slots} == {8, 9, 10}


def test_an_item_without_appointments_says_so(session: Session) -> None:
    with pytest.raises(NotBookable):
        ask(session, TimeWish(grain="soonest"), make_item(booking=None))


WISHES = st.builds(
    lambda minutes, hours, grain: TimeWish(
        at(WEDNESDAY, 0) + timedelta(minutes=minutes), at(WEDNESDAY, 0) + timedelta(minutes=minutes, hours=hours), grain
    ),
    st.integers(-5000, 70000),
    st.integers(1, 80),
    st.sampled_from(["minute", "part_of_day", "day", "week", "any", "soonest"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(WISHES, st.integers(0, 3))
def test_whatever_is_wished_all_that_is_offered_is_bookable(session: Session, wish: TimeWish, lead: int) -> None:
    item = make_item(booking_lead_working_days=lead)
    try:
        slots = ask(session, wish, item).slots
    except BookingError as error:
        slots = error.alternatives
    assert slots
    for slot in slots:
        assert ask(session, TimeWish(slot.start), item).exact == slot
