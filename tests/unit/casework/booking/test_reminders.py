from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.casework.appointments import cancel, reschedule
from bot.casework.quiet_hours import after_night, before_night, is_night
from bot.casework.reminders import reminder_times
from bot.casework.visits import record_outcome
from bot.storage.appointments import Appointment
from bot.storage.base import CITY_TIME
from bot.storage.outbox import OutboxMessage
from tests.builders_booking import CALENDAR, NOW, at, make_calendar, make_item, make_visit

FRIDAY, MONDAY, TUESDAY = date(2026, 4, 10), date(2026, 4, 13), date(2026, 4, 14)
ITEM = make_item()
CONTEXT: dict[str, Any] = {"calendar": CALENDAR, "items": {ITEM.id: ITEM}}
NEW_YEAR = datetime(2026, 1, 1, tzinfo=CITY_TIME)
MOMENTS = st.integers(0, 525_600).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))


def waiting(session: Session) -> list[tuple[str, datetime]]:
    rows = session.query(OutboxMessage).filter_by(state="waiting").order_by(OutboxMessage.send_after)
    return [(row.template.removeprefix("utter_reminder_"), row.send_after) for row in rows]


def test_one_working_day_and_two_hours_before(session: Session) -> None:
    make_visit(session, start=at(MONDAY, 15))
    assert waiting(session) == [("day_before", at(FRIDAY, 15)), ("two_hours", at(MONDAY, 13))]


def test_a_closure_of_the_office_shifts_the_day_before(session: Session) -> None:
    calendar = make_calendar(closures=[(FRIDAY, FRIDAY, "停电", ("procuratorate_12309",))])
    make_visit(session, start=at(MONDAY, 15), calendar=calendar)
    assert waiting(session)[0] == ("day_before", at(date(2026, 4, 9), 15))


def test_for_a_nine_o_clock_visit_the_night_is_waited_out(session: Session) -> None:
    make_visit(session, start=at(MONDAY, 9))
    assert waiting(session)[1] == ("two_hours", at(MONDAY, 8))


def test_for_a_very_early_visit_the_evening_before_is_used(session: Session) -> None:
    make_visit(session, make_item(booking_hours=("08:30-10:00",)), start=at(MONDAY, 8, 30))
    assert waiting(session)[1] == ("two_hours", at(date(2026, 4, 12), 20))


def test_what_is_already_over_is_not_planned(session: Session) -> None:
    make_visit(session, start=at(hour=15), now=NOW)
    assert waiting(session) == [("two_hours", at(hour=13))]
    make_visit(session, start=at(hour=10), now=NOW)
    assert len(waiting(session)) == 1


def test_moving_plans_again_and_forgets_the_old(session: Session) -> None:
    visit = make_visit(session, start=at(MONDAY, 15))
    reschedule(session, visit.number, visit.phone, at(TUESDAY, 10), NOW, **CONTEXT)
    assert waiting(session) == [("day_before", at(MONDAY, 10)), ("two_hours", at(TUESDAY, 8))]
    reschedule(session, visit.number, visit.phone, at(MONDAY, 15), NOW, **CONTEXT)
    assert waiting(session) == [("day_before", at(FRIDAY, 15)), ("two_hours", at(MONDAY, 13))]


def test_cancelling_or_an_early_visit_drops_them(session: Session) -> None:
    visit = make_visit(session, start=at(MONDAY, 15))
    cancel(session, visit.number, visit.phone, NOW, **CONTEXT)
    assert waiting(session) == []
    visit = make_visit(session, start=at(MONDAY, 15))
    record_outcome(session, visit.number, "done", actor="desk", now=NOW)
    assert waiting(session) == []


def test_a_reminder_is_not_sent_once_the_visit_has_begun(session: Session) -> None:
    make_visit(session, start=at(MONDAY, 15))
    assert {row.expires_at for row in session.query(OutboxMessage)} == {at(MONDAY, 15)}


def test_a_reminder_says_when_and_where(session: Session) -> None:
    visit = make_visit(session, make_item(place="示例大厅"), start=at(MONDAY, 15))
    said = session.query(OutboxMessage).first().variables
    assert said["number"] == visit.number
    assert (said["when"], said["place"]) == ("4月13日（星期一）下午3:00", "示例大厅")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(MOMENTS)
def test_no_reminder_is_ever_due_at_night_or_after_the_visit(start: datetime) -> None:
    visit = Appointment(start=start, institution="procuratorate_12309")
    for _, moment in reminder_times(visit, CALENDAR):
        assert not is_night(moment)
        assert moment < start


@given(MOMENTS)
def test_waiting_out_the_night_moves_as_little_as_possible(moment: datetime) -> None:
    later, earlier = after_night(moment), before_night(moment)
    assert earlier <= moment <= later
    assert not is_night(earlier)
    assert not is_night(later)
    assert later - moment <= timedelta(hours=11)
    if not is_night(moment):
        assert earlier == moment == later
