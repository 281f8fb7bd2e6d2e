from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.casework.booking_rules import starts_on
from bot.casework.slots import Slot, alternatives_near, free_slots, spread
from bot.casework.visits import block_period
from bot.storage.appointments import Seat
from knowledge_base.schema import ServiceItem
from tests.builders_booking import CALENDAR, NOW, WEDNESDAY, at, make_calendar, make_item, make_visit

FRIDAY, SATURDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 11), date(2026, 4, 13)


def free_on(session: Session, item: ServiceItem, day: date = WEDNESDAY, **changes) -> list[Slot]:  # type: ignore[no-untyped-def]
    context = {"since": at(day, 0), "until": at(day, 23, 59), "now": NOW, "limit": 100, "calendar": CALENDAR, **changes}
    return free_slots(session, item, **context)


def clocks(slots: list[Slot] | tuple[Slot, ...]) -> list[str]:
    return [f"{slot.start:%d %H:%M}" for slot in slots]


def test_a_free_day_has_every_start_of_both_intervals(session: Session) -> None:
    slots = free_on(session, make_item(), now=at(date(2026, 4, 7), 10))
    assert clocks(slots) == [
        *["08 09:00", "08 09:30", "08 10:00", "08 10:30", "08 11:00", "08 11:30"],
        *["08 14:30", "08 15:00", "08 15:30", "08 16:00", "08 16:30", "08 17:00"],
    ]


def test_a_buffer_spaces_visits_and_none_runs_over_the_end(session: Session) -> None:
    item = make_item(booking_visit_minutes=60, booking_buffer_minutes=15, booking_hours=("09:00-12:00",))
    assert clocks(free_on(session, item)) == ["08 09:00", "08 10:15"]


def test_a_booked_start_is_gone_and_comes_back_with_a_second_window(session: Session) -> None:
    make_visit(session, start=at(hour=9, minute=30))
    assert "08 09:30" not in clocks(free_on(session, make_item()))
    slot = next(slot for slot in free_on(session, make_item(booking_windows=2)) if slot.start == at(hour=9, minute=30))
    assert slot.window == 2


def test_without_lead_time_half_an_hour_notice_is_enough(session: Session) -> None:
    assert clocks(free_on(session, make_item(), now=at(hour=14, minute=5)))[0] == "08 15:00"


def test_lead_time_counts_working_days(session: Session) -> None:
    item = make_item(booking_lead_working_days=1)
    assert free_on(session, item) == []
    assert free_on(session, item, SATURDAY, now=at(FRIDAY, 10)) == []
    assert free_on(session, item, MONDAY, now=at(FRIDAY, 10)) != []


def test_nothing_is_offered_beyond_the_horizon(session: Session) -> None:
    item = make_item(booking_horizon_days=2)
    assert free_on(session, item, FRIDAY) != []
    assert free_on(session, item, MONDAY) == []


def test_weekends_holidays_and_closures_have_no_slots(session: Session) -> None:
    assert free_on(session, make_item(), SATURDAY) == []
    closed = make_calendar(closures=[(FRIDAY, FRIDAY, "停电", ("procuratorate_12309",))])
    assert free_on(session, make_item(), FRIDAY, calendar=closed) == []
    assert free_on(session, make_item(institution="court"), FRIDAY, calendar=closed) != []


def test_a_blocked_period_takes_the_visits_it_touches(session: Session) -> None:
    block = {"institution": "procuratorate_12309", "start": at(hour=9, minute=45), "end": at(hour=11), "actor": "boss"}
    block_period(session, **block, reason="开会")
    assert clocks(free_on(session, make_item()))[:4] == ["08 09:00", "08 11:00", "08 11:30", "08 14:30"]


def test_a_blocked_window_leaves_the_other_open(session: Session) -> None:
    block = {"institution": "procuratorate_12309", "start": at(hour=9), "end": at(hour=12), "actor": "boss"}
    block_period(session, **block, window=1, reason="修设备")
    slots = free_on(session, make_item(booking_windows=2))
    assert [slot.window for slot in slots][:1] == [2]


def test_a_held_seat_is_taken_until_its_time_is_over(session: Session) -> None:
    ends = at(hour=9, minute=30)
    session.add(Seat(item_id="desk_item", window=1, start=at(), ends_at=ends, held_until=at(hour=8, minute=40)))
    session.flush()
    early = at(hour=8, minute=20)
    assert "08 09:00" not in clocks(free_on(session, make_item(), now=early))
    later = make_item(booking_hours=("09:00-12:00",))
    hold = session.query(Seat).one()
    hold.held_until = at(hour=8, minute=10)
    session.flush()
    assert "08 09:00" in clocks(free_on(session, later, now=early))


def test_a_visit_made_under_another_grid_still_blocks_what_it_overlaps(session: Session) -> None:
    make_visit(session, make_item(booking_visit_minutes=45), start=at(hour=9, minute=45))
    assert clocks(free_on(session, make_item()))[:2] == ["08 09:00", "08 10:30"]


def test_for_a_full_time_the_nearest_of_that_day_are_offered(session: Session) -> None:
    make_visit(session, start=at(hour=10))
    near = alternatives_near(session, make_item(), at(hour=10), now=NOW, calendar=CALENDAR)
    assert clocks(near) == ["08 09:00", "08 09:30", "08 10:30", "08 11:00"]


def test_for_a_weekend_friday_and_monday_are_offered(session: Session) -> None:
    near = alternatives_near(session, make_item(), at(SATURDAY), now=NOW, calendar=CALENDAR)
    assert clocks(near) == ["10 09:00", "10 14:30", "13 09:00", "13 14:30"]


def test_beyond_the_horizon_the_last_free_times_are_offered(session: Session) -> None:
    item = make_item(booking_horizon_days=2)
    near = alternatives_near(session, item, at(date(2026, 6, 1)), now=NOW, calendar=CALENDAR)
    assert near
    assert {slot.start.date() for slot in near} == {FRIDAY}


def test_spreading_gives_each_half_day_one_before_any_gets_two(session: Session) -> None:
    slots = free_on(session, make_item()) + free_on(session, make_item(), FRIDAY)
    assert clocks(spread(slots, 5)) == ["08 09:00", "08 09:30", "08 14:30", "10 09:00", "10 14:30"]


@given(
    st.integers(10, 90),
    st.integers(0, 30),
    st.sampled_from([("09:00-12:00", "14:30-17:30"), ("08:30-12:00",), ("10:00-10:20",)]),
)
def test_visits_of_one_window_never_overlap_and_never_leave_the_hours(
    minutes: int, pause: int, hours: tuple[str, ...]
) -> None:
    item = make_item(booking_visit_minutes=minutes, booking_buffer_minutes=pause, booking_hours=hours)
    starts = list(starts_on(item, WEDNESDAY))
    length = timedelta(minutes=minutes)
    assert all(
        later - earlier >= length + timedelta(minutes=pause) or later.hour >= 14 for earlier, later in pairwise(starts)
    )
    intervals = [(text[:5], text[6:]) for text in hours]
    for start in starts:
        assert any(first <= f"{start:%H:%M}" and f"{start + length:%H:%M}" <= last for first, last in intervals)
