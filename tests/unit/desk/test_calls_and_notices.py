"""People whom no message reached, and notices to the desk."""

from __future__ import annotations

from datetime import timedelta

from bot.casework.roster import record_absence
from bot.storage.engine import transaction
from bot.storage.outbox import SENT, OutboxMessage
from bot.storage.staff import AuditEntry
from tests.builders_booking import NOW, WEDNESDAY, at
from tests.builders_desk import DeskWorld, signed_in

THURSDAY = WEDNESDAY + timedelta(days=1)


def unreached(world: DeskWorld, **changes: object) -> OutboxMessage:
    """A visit on Thursday whose first reminder was refused for good."""
    world.visit(day=THURSDAY, now=NOW, **changes)
    due = min(message.send_after for message in world.read(OutboxMessage))
    world.fail_messages(due)
    world.now = due + timedelta(minutes=1)
    return next(message for message in world.read(OutboxMessage) if message.state == "unreachable")


def test_unreached_resident_is_to_be_called(world: DeskWorld) -> None:
    message = unreached(world, name="示例张三", phone="13800001234")
    client = signed_in(world, "示例助理")
    page = client.get("/calls").text
    assert "示例张三" in page
    assert "138****1234" in page
    assert "提醒您" in page
    assert "没联系上，请打电话" in client.get("/day?date=2026-04-09").text
    assert "有 1 位当事人没有收到消息" in client.get("/day").text
    assert client.post(f"/calls/{message.id}/called").headers["location"] == "/calls?said=called"
    assert "示例张三" not in client.get("/calls").text
    assert next(m.state for m in world.read(OutboxMessage) if m.id == message.id) == SENT
    (entry,) = [entry for entry in world.read(AuditEntry) if entry.action == "called"]
    assert (entry.actor, entry.about) == ("示例助理", "visit:1")


def test_call_is_over_when_the_visit_is_over(world: DeskWorld) -> None:
    unreached(world, name="示例张三")
    world.now = at(THURSDAY, 17)
    assert "示例张三" not in signed_in(world).get("/calls").text


def test_call_out_of_another_body_is_neither_shown_nor_closed(world: DeskWorld) -> None:
    message = unreached(world, name="示例张三")
    client = signed_in(world, "示例法官")
    assert "示例张三" not in client.get("/calls").text
    assert client.post(f"/calls/{message.id}/called").status_code == 404
    assert world.read(OutboxMessage)[0].state == "unreachable"


def test_message_that_was_delivered_is_no_call_out(world: DeskWorld) -> None:
    world.visit(day=THURSDAY)
    assert signed_in(world).post("/calls/1/called").status_code == 404


def test_notice_reaches_the_manager_once(world: DeskWorld) -> None:
    with transaction(world.sessions) as session:
        for person in ("officer_a", "officer_b"):
            absence = {"person_id": person, "first": WEDNESDAY, "last": WEDNESDAY, "reason": "开会"}
            record_absence(session, **absence, roster=world.roster, items=world.items, now=NOW)
    world.visit(hour=10)
    manager, officer = signed_in(world, "示例赵主任"), signed_in(world)
    page = manager.get("/day").text
    assert "没有值班人员" in page
    assert "还没有人值班" in page
    assert "通知：" not in officer.get("/day").text
    (notice,) = [message for message in world.read(OutboxMessage) if message.channel == "desk"]
    assert officer.post(f"/notices/{notice.id}/read").status_code == 404
    assert manager.post(f"/notices/{notice.id}/read").status_code == 303
    assert "通知：" not in manager.get("/day").text
