"""One visit: its phone for a reason, moving and cancelling it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.wording import refusal
from bot.storage.appointments import Appointment, AppointmentChange, Seat
from bot.storage.outbox import OutboxMessage
from bot.storage.staff import AuditEntry
from tests.builders_booking import WEDNESDAY, at, make_item
from tests.builders_desk import DeskWorld, signed_in


def messages(world: DeskWorld, template: str) -> list[OutboxMessage]:
    return [message for message in world.read(OutboxMessage) if message.template == template]


def test_phone_is_shown_for_a_reason_that_is_kept(world: DeskWorld) -> None:
    visit = world.visit(phone="13800001234")
    client = signed_in(world)
    assert "13800001234" not in client.get(f"/visits/{visit.id}").text
    answer = client.post(f"/visits/{visit.id}/phone", reason="提醒没送到，要打电话")
    assert answer.status_code == 200
    assert "13800001234" in answer.text
    (entry,) = [entry for entry in world.read(AuditEntry) if entry.action == "saw_phone"]
    assert (entry.actor, entry.about, entry.reason) == ("示例检察官", f"visit:{visit.id}", "提醒没送到，要打电话")


@pytest.mark.parametrize("reason", ["", " ", "打"])
def test_phone_without_a_reason_stays_masked(world: DeskWorld, reason: str) -> None:
    visit = world.visit(phone="13800001234")
    answer = signed_in(world).post(f"/visits/{visit.id}/phone", reason=reason)
    assert answer.status_code == 422
    assert refusal("reason_missing") in answer.text
    assert "13800001234" not in answer.text
    assert not [entry for entry in world.read(AuditEntry) if entry.action == "saw_phone"]


def test_audit_never_holds_a_phone_number(world: DeskWorld) -> None:
    visit = world.visit(phone="13800001234")
    signed_in(world).post(f"/visits/{visit.id}/phone", reason="当事人13800001234没接")
    assert not [entry for entry in world.read(AuditEntry) if "13800001234" in f"{entry.about}{entry.reason}"]


def test_moving_takes_the_new_seat_frees_the_old_and_tells_the_resident(world: DeskWorld) -> None:
    visit = world.visit(hour=10)
    client = signed_in(world)
    answer = client.post(f"/visits/{visit.id}/move", start=at(hour=15).isoformat(), reason="窗口检修")
    assert answer.headers["location"] == f"/visits/{visit.id}?said=moved"
    (moved,) = world.read(Appointment)
    assert moved.start == at(hour=15)
    with world.sessions() as session:
        assert [seat.start for seat in session.query(Seat)] == [at(hour=15)]
    (told,) = messages(world, "utter_visit_moved")
    assert (told.recipient, told.variables["start"]) == (visit.conversation_id, at(hour=15).isoformat())
    change = world.read(AppointmentChange)[-1]
    assert (change.kind, change.actor, change.reason) == ("rescheduled", "示例检察官", "窗口检修")
    assert "visit_moved" in [entry.action for entry in world.read(AuditEntry)]


def test_full_time_is_refused_and_the_visit_stays(world: DeskWorld) -> None:
    visit = world.visit(hour=10)
    world.visit(hour=11)
    world.visit(hour=11)
    answer = signed_in(world).post(f"/visits/{visit.id}/move", start=at(hour=11).isoformat(), reason="窗口检修")
    assert answer.status_code == 409
    assert refusal("slot_gone") in answer.text
    assert world.read(Appointment)[0].start == at(hour=10)
    assert not messages(world, "utter_visit_moved")


@pytest.mark.parametrize("start", ["", "明天", "2026-04-08T03:00"])
def test_impossible_time_is_refused(world: DeskWorld, start: str) -> None:
    visit = world.visit(hour=10)
    answer = signed_in(world).post(f"/visits/{visit.id}/move", start=start, reason="窗口检修")
    assert answer.status_code in (409, 422)
    assert world.read(Appointment)[0].start == at(hour=10)


def test_moving_and_cancelling_need_a_reason(world: DeskWorld) -> None:
    visit = world.visit(hour=10)
    client = signed_in(world)
    for path, form in (("move", {"start": at(hour=11).isoformat()}), ("cancel", {})):
        answer = client.post(f"/visits/{visit.id}/{path}", reason=" ", **form)
        assert (answer.status_code, refusal("reason_missing") in answer.text) == (422, True)
    (unchanged,) = world.read(Appointment)
    assert (unchanged.start, unchanged.state) == (at(hour=10), "booked")


def test_visit_that_has_begun_is_not_moved(world: DeskWorld) -> None:
    visit = world.visit()
    world.now = at(hour=9, minute=10)
    client = signed_in(world)
    assert "改期并告诉当事人" not in client.get(f"/visits/{visit.id}").text
    answer = client.post(f"/visits/{visit.id}/move", start=at(hour=15).isoformat(), reason="窗口检修")
    assert answer.status_code == 409


def test_offered_times_are_free_and_ignore_the_lead_time(world: DeskWorld) -> None:
    world.items["desk_item"] = make_item("desk_item", booking_windows=1, booking_lead_working_days=3)
    visit = world.visit(day=WEDNESDAY + timedelta(days=7), now=at(hour=8))
    page = signed_in(world).get(f"/visits/{visit.id}").text
    assert f'value="{at(hour=10).isoformat()}"' in page
    assert f'value="{visit.start.isoformat()}"' not in page


def test_every_offered_time_can_be_taken(world: DeskWorld) -> None:
    world.items["desk_item"] = make_item("desk_item", booking_windows=1, booking_lead_working_days=3)
    visit = world.visit(day=WEDNESDAY + timedelta(days=7), now=at(hour=8))
    client = signed_in(world)
    offered = client.get(f"/visits/{visit.id}").text.split('type="radio" name="start" value="')[1:]
    for start in [part.split('"')[0] for part in offered][::7]:
        answer = client.post(f"/visits/{visit.id}/move", start=start, reason="窗口检修")
        assert (start, answer.status_code) == (start, 303)


def test_cancelling_tells_the_resident(world: DeskWorld) -> None:
    visit = world.visit(hour=10)
    signed_in(world).post(f"/visits/{visit.id}/cancel", reason="窗口停电")
    assert world.read(Appointment)[0].state == "cancelled"
    assert len(messages(world, "utter_visit_cancelled")) == 1
