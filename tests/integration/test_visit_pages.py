"""``/visit`` over HTTP: the form, the pass, the signed link and the calendar file."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from bot.casework.appointments import cancel
from bot.casework.visit_pass import link_token
from bot.channels.kit import ChannelKit
from bot.channels.visit_pages import VisitPages
from bot.channels.web import WebChannel
from bot.storage.appointments import Appointment
from tests.builders_booking import CALENDAR, NOW, at, make_visit
from tests.builders_channels import Clock, ScriptedBot, make_app, make_kit, running
from tests.builders_visits import make_catalogue, make_paper_item, make_visit_database

ITEM = make_paper_item()
PHONE = "13900000001"


def visit_kit(folder: Path) -> ChannelKit:
    make_visit_database(folder)
    return make_kit(folder, now=Clock(NOW))


def booked(kit: ChannelKit) -> Appointment:
    with kit.sessions() as session, session.begin():
        return make_visit(session, ITEM, phone=PHONE)


@asynccontextmanager
async def pages(kit: ChannelKit) -> Any:
    app = make_app([WebChannel(kit), VisitPages(kit, make_catalogue(ITEM))], ScriptedBot())
    async with running(app) as address:
        client = httpx.AsyncClient(base_url=f"http://{address}", trust_env=False)
        async with client:
            yield client


async def test_number_and_phone_give_the_printable_pass(tmp_path: Path) -> None:
    kit = visit_kit(tmp_path)
    visit = booked(kit)
    async with pages(kit) as client:
        assert 'name="phone"' in (await client.get("/visit")).text
        answer = await client.post("/visit", data={"number": visit.number, "phone": PHONE})
        assert answer.status_code == 200
        for part in (visit.number, "4月8日（星期三）上午9:00", "示例检察服务中心", "<svg", "授权委托书"):
            assert part in answer.text
        assert "【待填】" not in answer.text and PHONE not in answer.text and visit.name not in answer.text
        style = re.search(r'href="(/chat/static/visit\.[0-9a-f]+\.css)"', answer.text)
        assert style and (await client.get(style[1])).status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_a_wrong_phone_is_told_and_tries_are_few(tmp_path: Path) -> None:
    kit = visit_kit(tmp_path)
    visit = booked(kit)
    async with pages(kit) as client:
        wrong = {"number": visit.number, "phone": "13900000002"}
        codes = [(await client.post("/visit", data=wrong)).status_code for _ in range(6)]
        assert codes == [404] * 5 + [429]
        right = await client.post("/visit", data={"number": visit.number, "phone": PHONE})
        assert right.status_code == 429


async def test_the_link_opens_pass_and_calendar_until_a_day_after(tmp_path: Path) -> None:
    kit = visit_kit(tmp_path)
    visit = booked(kit)
    link = f"/visit/{link_token(visit.number, kit.settings.secret_key)}"
    async with pages(kit) as client:
        assert visit.number in (await client.get(link)).text
        calendar = await client.get(f"{link}.ics")
        assert calendar.headers["content-type"].startswith("text/calendar")
        assert "METHOD:PUBLISH" in calendar.text and f"UID:{visit.number}@" in calendar.text
        assert (await client.get("/visit/abc.def")).status_code == 404
        kit.now.at = at() + timedelta(days=2)  # type: ignore[attr-defined]
        assert (await client.get(link)).status_code == 404
        assert (await client.get(f"{link}.ics")).status_code == 404


async def test_a_cancelled_visit_is_undone_in_the_calendar(tmp_path: Path) -> None:
    kit = visit_kit(tmp_path)
    visit = booked(kit)
    with kit.sessions() as session, session.begin():
        cancel(session, visit.number, PHONE, NOW, calendar=CALENDAR, items={ITEM.id: ITEM})
    link = f"/visit/{link_token(visit.number, kit.settings.secret_key)}"
    async with pages(kit) as client:
        assert "utter_booking_word_cancelled" in (await client.get(link)).text
        text = (await client.get(f"{link}.ics")).text
        assert "METHOD:CANCEL" in text and "SEQUENCE:1" in text


async def test_what_is_typed_is_never_shown_as_markup(tmp_path: Path) -> None:
    async with pages(visit_kit(tmp_path)) as client:
        answer = await client.post("/visit", data={"number": "<script>x</script>", "phone": "'"})
        assert answer.status_code == 404 and "<script>x" not in answer.text
        assert (await client.post("/visit", content=b"\xff\xfe", headers={"content-type": "x"})).status_code == 404
