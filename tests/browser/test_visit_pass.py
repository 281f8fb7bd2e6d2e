"""The pass in Chromium: found on a telephone, one A4 sheet on paper, nothing cut off, no error in the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from bot.channels.visit_pages import VisitPages
from bot.channels.web import WebChannel
from bot.wording import say
from tests.builders_booking import NOW, make_roster, make_visit
from tests.builders_channels import Clock, ScriptedBot, make_app, make_kit, running_in_thread
from tests.builders_visits import make_catalogue, make_paper_item

pytestmark = pytest.mark.browser
ITEM = make_paper_item()
PHONE = "13900000001"
PAGE_OBJECT = re.compile(rb"/Type\s*/Page[^s]")


@dataclass
class Served:
    url: str
    number: str


@pytest.fixture
def visits(tmp_path: Path) -> Iterator[Served]:
    kit = make_kit(tmp_path, now=Clock(NOW), say=say)
    with kit.sessions() as session, session.begin():
        number = make_visit(session, ITEM, phone=PHONE, roster=make_roster()).number

    def make() -> object:
        return make_app([WebChannel(kit), VisitPages(kit, make_catalogue(ITEM))], ScriptedBot())

    with running_in_thread(make) as (address, _):  # type: ignore[arg-type]
        yield Served(f"http://{address}/visit", number)


def test_a_pass_is_found_on_a_telephone_and_fits_its_width(phone: BrowserContext, visits: Served) -> None:
    page, errors = phone.new_page(), []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(visits.url)
    page.get_by_label("预约号").fill(visits.number)
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_role("button", name="看凭条").click()
    page.get_by_role("heading", name="办事凭条", exact=True).wait_for()
    assert page.locator("figure svg").bounding_box()["width"] >= 100  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 20
    assert not errors
    with page.expect_download() as waiting:
        page.get_by_role("link", name="放进手机日历").click()
    assert "BEGIN:VEVENT" in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_wrong_phone_is_told_on_the_form(phone: BrowserContext, visits: Served) -> None:
    page = phone.new_page()
    page.goto(visits.url)
    page.get_by_label("预约号").fill(visits.number)
    page.get_by_label("手机号").fill("13900000002")
    page.get_by_role("button", name="看凭条").click()
    assert "没有找到" in page.get_by_role("alert").inner_text()


def test_on_paper_it_is_one_a4_sheet_in_large_type(browser: Browser, visits: Served) -> None:
    page = browser.new_page()
    page.goto(visits.url)
    page.get_by_label("预约号").fill(visits.number)
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_role("button", name="看凭条").click()
    page.get_by_role("heading", name="办事凭条", exact=True).wait_for()
    sheet = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PAGE_OBJECT.findall(sheet)) == 1
    page.emulate_media(media="print")
    assert float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 19
    assert not page.get_by_role("link", name="放进手机日历").is_visible()
    page.close()
