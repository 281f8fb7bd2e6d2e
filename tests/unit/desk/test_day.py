"""The day and the week: whose visits, what may be recorded, what is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.casework.desk_day import mask_phone
from bot.casework.visits import record_will_come
from bot.desk.wording import refusal
from bot.storage.appointments import Appointment, AppointmentChange
from bot.storage.engine import transaction
from bot.storage.staff import AuditEntry
from tests.builders_booking import NOW, WEDNESDAY, at
from tests.builders_desk import DeskWorld, signed_in


def state(world: DeskWorld, visit: Appointment) -> str:
    return next(row.state for row in world.read(Appointment) if row.id == visit.id)


def test_day_shows_visits_by_window_and_officer_with_masked_phone(world: DeskWorld) -> None:
    world.visit(name="示例张三", phone="13800001234")
    world.visit(name="示例李四", phone="13900005678")
    page = signed_in(world).get("/day").text
    assert page.index("1号窗口 · 示例·officer_b") < page.index("示例张三") < page.index("2号窗口")
    assert page.index("2号窗口") < page.index("示例李四")
    assert "138****1234" in page
    assert "13800001234" not in page
    assert "未核对" in page


def test_checklist_state_is_shown_when_known(world: DeskWorld) -> None:
    world.visit()
    page = signed_in(world, checklist=lambda _session, _visit: "差1样").get("/day").text
    assert "差1样" in page
    assert "未核对" not in page


def test_officers_see_only_the_bodies_they_are_on_duty_for(world: DeskWorld) -> None:
    world.visit(name="示例张三")
    court = world.visit(item_id="court_item", name="示例王五")
    ours, theirs, chief = (signed_in(world, name) for name in ("示例检察官", "示例法官", "示例主任"))
    assert "示例王五" not in ours.get("/day").text
    assert "示例张三" not in theirs.get("/day").text
    assert all(name in chief.get("/day").text for name in ("示例张三", "示例王五"))
    assert ours.get(f"/visits/{court.id}").status_code == 404
    for path in ("outcome", "phone", "move", "cancel"):
        answer = ours.post(f"/visits/{court.id}/{path}", outcome="arrived", reason="示例原因", start=str(at(hour=11)))
        assert (path, answer.status_code) == (path, 404)
    assert state(world, court) == "booked"


def test_lawyer_sees_only_own_visits(world: DeskWorld) -> None:
    own = world.visit(name="示例张三")
    other = world.visit(name="示例李四")
    with transaction(world.sessions) as session:
        session.get(Appointment, other.id).officer_id = "officer_a"
    client = signed_in(world, "示例律师")
    assert "示例张三" in client.get("/day").text
    assert "示例李四" not in client.get("/week").text
    assert client.get(f"/visits/{own.id}").status_code == 200
    assert client.get(f"/visits/{other.id}").status_code == 404


@pytest.mark.parametrize("outcome", ["arrived", "done", "no_show"])
def test_outcome_is_recorded_with_actor(world: DeskWorld, outcome: str) -> None:
    visit = world.visit()
    world.now = at(hour=9, minute=30)
    answer = signed_in(world).post(f"/visits/{visit.id}/outcome", outcome=outcome)
    assert answer.headers["location"] == f"/day?date=2026-04-08&said={outcome}"
    assert state(world, visit) == outcome
    change = world.read(AppointmentChange)[-1]
    assert (change.kind, change.actor) == (outcome, "示例检察官")
    entry = next(entry for entry in world.read(AuditEntry) if entry.action == f"visit_{outcome}")
    assert (entry.actor, entry.about) == ("示例检察官", f"visit:{visit.id}")


def test_come_again_keeps_why(world: DeskWorld) -> None:
    visit = world.visit()
    client = signed_in(world)
    client.post(f"/visits/{visit.id}/outcome", outcome="come_again", reason="missing_material", detail="户口本")
    assert state(world, visit) == "come_again"
    assert world.read(AppointmentChange)[-1].reason == "missing_material|户口本"
    assert "材料没带齐：户口本" in client.get("/day").text
    assert "材料没带齐：户口本" in client.get(f"/visits/{visit.id}").text


@pytest.mark.parametrize("reason", ["", "made_up", "other"])
def test_come_again_without_a_reason_is_refused(world: DeskWorld, reason: str) -> None:
    visit = world.visit()
    answer = signed_in(world).post(f"/visits/{visit.id}/outcome", outcome="come_again", reason=reason, detail="  ")
    assert answer.status_code == 422
    assert refusal("trip_reason_missing") in answer.text
    assert state(world, visit) == "booked"


def test_numbers_in_a_reason_are_hidden(world: DeskWorld) -> None:
    visit = world.visit()
    form = {"outcome": "come_again", "reason": "other", "detail": "请打13800001234"}
    signed_in(world).post(f"/visits/{visit.id}/outcome", **form)
    assert "13800001234" not in world.read(AppointmentChange)[-1].reason


def test_nothing_is_recorded_of_a_later_day(world: DeskWorld) -> None:
    visit = world.visit(day=WEDNESDAY + timedelta(days=1))
    client = signed_in(world)
    assert 'value="arrived"' not in client.get("/day?date=2026-04-09").text
    answer = client.post(f"/visits/{visit.id}/outcome", outcome="arrived")
    assert answer.status_code == 409
    assert refusal("too_early") in answer.text
    assert state(world, visit) == "booked"


def test_no_show_only_after_the_start(world: DeskWorld) -> None:
    visit = world.visit()
    assert signed_in(world).post(f"/visits/{visit.id}/outcome", outcome="no_show").status_code == 409
    world.now = at(hour=9, minute=1)
    assert signed_in(world).post(f"/visits/{visit.id}/outcome", outcome="no_show").status_code == 303


def test_no_show_can_be_taken_back_when_the_resident_is_late(world: DeskWorld) -> None:
    visit = world.visit()
    world.now = at(hour=10)
    client = signed_in(world)
    for outcome in ("no_show", "arrived", "done"):
        assert client.post(f"/visits/{visit.id}/outcome", outcome=outcome).status_code == 303
    assert state(world, visit) == "done"


def test_second_click_changes_nothing(world: DeskWorld) -> None:
    visit = world.visit()
    client = signed_in(world)
    for _ in range(2):
        assert client.post(f"/visits/{visit.id}/outcome", outcome="arrived").status_code == 303
    kinds = [change.kind for change in world.read(AppointmentChange)]
    assert kinds.count("arrived") == 1
    assert [entry.action for entry in world.read(AuditEntry)].count("visit_arrived") == 1


def test_cancelled_visit_cannot_be_settled(world: DeskWorld) -> None:
    visit = world.visit()
    client = signed_in(world)
    client.post(f"/visits/{visit.id}/cancel", reason="窗口停电")
    answer = client.post(f"/visits/{visit.id}/outcome", outcome="done")
    assert answer.status_code == 409
    assert "已取消" in answer.text


@pytest.mark.parametrize("outcome", ["", "booked", "cancelled", "rescheduled"])
def test_unknown_outcome_is_refused(world: DeskWorld, outcome: str) -> None:
    visit = world.visit()
    assert signed_in(world).post(f"/visits/{visit.id}/outcome", outcome=outcome).status_code == 422


def test_a_yes_to_the_reminder_is_shown_until_the_visit_moves(world: DeskWorld) -> None:
    visit = world.visit(hour=10)
    with transaction(world.sessions) as session:
        record_will_come(session, session.get(Appointment, visit.id), now=NOW)
    client = signed_in(world)
    assert "说了会来" in client.get("/day").text
    client.post(f"/visits/{visit.id}/move", start=at(hour=11).isoformat(), reason="窗口检修")
    assert "说了会来" not in client.get("/day").text


def test_week_holds_seven_days_and_names_days_off(world: DeskWorld) -> None:
    world.visit(name="示例张三")
    world.visit(day=WEDNESDAY + timedelta(days=2), name="示例李四")
    page = signed_in(world).get("/week").text
    assert page.index("示例张三") < page.index("示例李四")
    assert "放假：清明" in page
    assert "周末不上班" in page


def test_printed_day_has_masked_phones_and_is_audited(world: DeskWorld) -> None:
    world.visit(phone="13800001234")
    page = signed_in(world).get("/print?date=2026-04-08").text
    assert "138****1234" in page
    assert "13800001234" not in page
    assert ("printed_day", "day:2026-04-08") in [(e.action, e.about) for e in world.read(AuditEntry)]


def test_looking_is_audited(world: DeskWorld) -> None:
    signed_in(world, "示例助理").get("/day")
    entry = world.read(AuditEntry)[-1]
    assert (entry.actor, entry.action, entry.about) == ("示例助理", "saw_visits", "day:2026-04-08")


def test_wrong_day_in_the_address_means_today(world: DeskWorld) -> None:
    assert "今天 4月8日（星期三）" in signed_in(world).get("/day?date=昨天").text


@pytest.mark.parametrize(
    "phone, shown", [("13812341234", "138****1234"), ("6221234", "*******"), ("", ""), ("09371234567", "093****4567")]
)
def test_phone_is_masked(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown
