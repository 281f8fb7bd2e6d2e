"""The pass in Chromium: found on a telephone, one A4 sheet on paper, nothing cut off, no error in the console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from bot.bootstrap import ROOT
from bot.casework.checklists import Answer, answer_condition, answer_material, applicable, begin, deciding
from bot.casework.visit_pass import Catalogue
from bot.channels.visit_pages import VisitPages
from bot.channels.web import WebChannel
from bot.wording import say
from knowledge_base.loader import load
from knowledge_base.roster import load_roster
from tests.builders_booking import NOW, WEDNESDAY, at, make_roster, make_visit
from tests.builders_channels import Clock, ScriptedBot, make_app, make_kit, running_in_thread
from tests.builders_visits import make_catalogue, make_paper_item

pytestmark = pytest.mark.browser
ITEM = make_paper_item()
PHONE = "13900000001"
IMAGES = ROOT / "docs" / "images"
SHEET = {"width": 794, "height": 1123}
"""A4 at 96 dots an inch."""
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


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Served]:
    """A visit of an invented person (示例) for a real item of the city, with its papers gone through."""
    kit = make_kit(tmp_path, now=Clock(NOW), say=say)
    knowledge = load(ROOT / "knowledge_base", "jiayuguan")
    item, roster = knowledge.service_items["judicial_relief"], load_roster(ROOT / "knowledge_base" / "jiayuguan")
    with kit.sessions() as session, session.begin():
        person = {"name": "示例·张秀英", "phone": PHONE, "conversation_id": "sample", "roster": roster}
        number = make_visit(session, item, start=at(WEDNESDAY.replace(day=10)), **person).number
        run = begin(session, "sample", item, now=NOW)
        for condition in deciding(item):
            answer_condition(run, condition.id, False, now=NOW)
        given = (Answer.SUBSTITUTE, Answer.HAVE, Answer.MISSING)
        for place, paper in enumerate(applicable(item, run.conditions)):
            answer_material(run, paper, given[place] if place < len(given) else Answer.HAVE, now=NOW)

    def make() -> object:
        catalogue = Catalogue(items=knowledge.service_items, institutions=knowledge.institutions)
        return make_app([WebChannel(kit), VisitPages(kit, catalogue)], ScriptedBot())

    with running_in_thread(make) as (address, _):  # type: ignore[arg-type]
        yield Served(f"http://{address}/visit", number)


def test_sheet_for_the_documentation(browser: Browser, sample: Served) -> None:
    page = browser.new_page(viewport=SHEET)
    page.goto(sample.url)
    page.get_by_label("预约号").fill(sample.number)
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_role("button", name="看凭条").click()
    page.get_by_role("heading", name="办事凭条", exact=True).wait_for()
    page.emulate_media(media="print")
    text = page.get_by_role("article").inner_text()
    assert "司法救助" in text and "差1样" in text and "示例" in text
    assert "【待填】" not in text and PHONE not in text and "张秀英" not in text
    page.evaluate("document.body.style.padding = '14mm'")  # the printer's margin, which a screenshot lacks
    page.screenshot(path=IMAGES / "visit-pass.png")
    page.close()
