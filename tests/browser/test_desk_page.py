"""The officers' page in a real browser, over a real uvicorn and a seeded SQLite file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.storage.appointments import Appointment
from tests.browser.conftest import PATIENCE
from tests.builders_desk import PASSWORD, DeskWorld, make_world
from tests.builders_desk_page import seed, serving

pytestmark = pytest.mark.browser
IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> DeskWorld:
    made = make_world(tmp_path_factory.mktemp("desk"))
    seed(made)
    return made


@pytest.fixture(scope="module")
def address(world: DeskWorld) -> Iterator[str]:
    with serving(world) as url:
        yield url


@pytest.fixture
def desk(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=address)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("名字").fill("示例主任")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("今天 4月8日（星期三）")
    yield page
    context.close()


def test_pages_for_the_documentation(desk: Page) -> None:
    desk.screenshot(path=IMAGES / "desk-today.png", full_page=True)
    desk.get_by_role("link", name="跑几趟").click()
    expect(desk.get_by_text("“申诉”的清单要改")).to_be_visible()
    desk.screenshot(path=IMAGES / "desk-trips.png", full_page=True)


def test_outcome_with_the_keyboard_alone(desk: Page, world: DeskWorld) -> None:
    row = desk.get_by_role("row").filter(has_text="示例·陈小梅")
    row.get_by_role("button", name="到了").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_have_text("记下了：到了。")
    row = desk.get_by_role("row").filter(has_text="示例·陈小梅")
    row.locator("summary").focus()
    desk.keyboard.press("Enter")
    row.get_by_label("为什么要再来（必选）").select_option(label="材料没带齐")
    row.get_by_label("缺哪样材料").fill("授权委托书")
    desk.keyboard.press("Enter")
    expect(row).to_contain_text("材料没带齐：授权委托书")
    assert any(visit.state == "come_again" and visit.name == "示例·陈小梅" for visit in world.read(Appointment))


def test_phone_is_shown_only_after_a_reason(desk: Page) -> None:
    desk.get_by_role("link", name="示例·赵桂花").click()
    expect(desk.get_by_text("139****0024")).to_be_visible()
    desk.get_by_label("为什么要看完整号码").fill("提醒没送到")
    desk.get_by_role("button", name="看号码").click()
    expect(desk.get_by_text("13900000024")).to_be_visible()
    assert "139" not in desk.url


def test_moving_a_visit(desk: Page) -> None:
    desk.get_by_role("link", name="示例·刘铁柱").click()
    desk.locator(".slot").nth(3).click()
    desk.get_by_label("原因（会留下来）").first.fill("窗口检修")
    desk.get_by_role("button", name="改期并告诉当事人").click()
    expect(desk.get_by_role("status")).to_contain_text("会发消息告诉当事人")
    expect(desk.get_by_text("窗口检修")).to_be_visible()


def test_tables_of_managers_work_under_their_own_policy(desk: Page) -> None:
    problems: list[str] = []
    desk.on("console", lambda m: problems.append(f"{m.text} {m.location}") if m.type == "error" else None)
    desk.on("pageerror", lambda error: problems.append(str(error)))
    desk.get_by_role("link", name="管理表").click()
    expect(desk.locator("table tbody")).to_contain_text("看了预约")
    for name in ("账号", "预约", "待发消息"):
        desk.get_by_role("link", name=name).first.click()
        expect(desk.locator("table tbody tr").nth(1)).to_be_visible()
    assert problems == [], "\n".join(problems)


def test_printed_day_is_a4_without_menu(desk: Page, tmp_path: Path) -> None:
    desk.goto("/print?date=2026-04-08")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("navigation")).to_be_hidden()
    size = desk.evaluate("parseFloat(getComputedStyle(document.querySelector('.sheet td')).fontSize)")
    assert size >= 17
    assert desk.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/day", "/week", "/calls", "/blocks", "/trips"])
@pytest.mark.parametrize("width", [768, 1280])
def test_nothing_is_wider_than_the_screen(desk: Page, path: str, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(path)
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
