"""Blocking a period and the visits inside it."""

from __future__ import annotations

import pytest

from bot.casework.booking_errors import SeatTaken
from bot.desk.wording import refusal
from bot.storage.appointments import Appointment, BlockedPeriod
from bot.storage.staff import AuditEntry
from tests.builders_booking import at
from tests.builders_desk import DeskWorld, signed_in

MORNING = {"institution": "procuratorate_12309", "item": "", "window": ""}
PERIOD = {**MORNING, "start": "2026-04-08T09:30", "end": "2026-04-08T12:00", "reason": "窗口检修"}


def test_blocked_period_lists_visits_to_move_and_takes_no_new_ones(world: DeskWorld) -> None:
    inside = world.visit(hour=10, name="示例张三")
    world.visit(hour=15, name="示例李四")
    client = signed_in(world)
    assert client.post("/blocks", **PERIOD).headers["location"] == "/blocks?said=blocked"
    page = client.get("/blocks").text
    assert "里面还有 1 个预约要改期" in page
    assert f'href="/visits/{inside.id}"' in page
    assert "示例李四" not in page
    assert "blocked" in [entry.action for entry in world.read(AuditEntry)]
    with pytest.raises(SeatTaken):
        world.visit(hour=11)


def test_visit_moved_out_leaves_the_list(world: DeskWorld) -> None:
    visit = world.visit(hour=10)
    client = signed_in(world)
    client.post("/blocks", **PERIOD)
    page = client.get(f"/visits/{visit.id}").text
    assert f'value="{at(hour=10, minute=30).isoformat()}"' not in page
    assert client.post(f"/visits/{visit.id}/move", start=at(hour=15).isoformat(), reason="窗口检修").status_code == 303
    assert "里面没有预约要改期" in client.get("/blocks").text


def test_one_window_of_one_item(world: DeskWorld) -> None:
    first, second = world.visit(hour=10), world.visit(hour=10)
    assert (first.window, second.window) == (1, 2)
    client = signed_in(world)
    client.post("/blocks", **{**PERIOD, "item": "desk_item", "window": "2"})
    page = client.get("/blocks").text
    assert f'href="/visits/{second.id}"' in page
    assert f'href="/visits/{first.id}"' not in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"end": "2026-04-08T09:30"},
        {"start": "2026-04-07T09:00", "end": "2026-04-08T08:00"},
        {"reason": " "},
        {"start": "上午"},
        {"window": "一"},
        {"item": "没有"},
    ],
)
def test_wrong_period_is_refused(world: DeskWorld, wrong: dict[str, str]) -> None:
    answer = signed_in(world).post("/blocks", **{**PERIOD, **wrong})
    assert answer.status_code == 422
    assert refusal("wrong_period") in answer.text or refusal("bad_input") in answer.text
    assert not world.read(BlockedPeriod)


def test_other_bodies_cannot_be_blocked(world: DeskWorld) -> None:
    assert signed_in(world, "示例法官").post("/blocks", **PERIOD).status_code == 404
    assert not world.read(BlockedPeriod)


def test_block_can_be_lifted_by_its_own_body(world: DeskWorld) -> None:
    client = signed_in(world)
    client.post("/blocks", **PERIOD)
    assert signed_in(world, "示例法官").post("/blocks/1/lift").status_code == 404
    assert client.post("/blocks/1/lift").status_code == 303
    world.visit(hour=11)
    assert len(world.read(Appointment)) == 1
