"""The chat page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.storage import chat_log
from bot.storage.engine import transaction
from tests.browser.conftest import ChatServer

pytestmark = pytest.mark.browser


def ask(page: Page, text: str) -> None:
    page.get_by_label("写下您的问题").fill(text)
    page.get_by_role("button", name="发送").click()


def test_first_screen_offers_six_questions(page: Page) -> None:
    expect(page.locator(".choice")).to_have_count(6)
    expect(page.get_by_text("我是电脑助手，不是律师")).to_be_visible()


def test_question_and_answer(page: Page) -> None:
    ask(page, "老板不发工资")
    expect(page.locator(".turn.resident .bubble")).to_have_text("老板不发工资")
    expect(page.locator(".turn.bot").last).to_contain_text("申请劳动仲裁")
    expect(page.locator("#typing")).to_be_hidden()


def test_quick_reply_sends_its_payload_and_shows_its_title(page: Page, server: ChatServer) -> None:
    page.get_by_role("button", name="找我的律师").click()
    expect(page.locator(".turn.resident .bubble")).to_have_text("找我的律师")
    expect(page.locator(".turn.bot").last).to_contain_text("收到")
    assert server.bot.texts[-1] == "/find_lawyer"
    expect(page.locator(".choice")).to_have_count(0)


def test_phone_numbers_can_be_dialled_and_amounts_cannot(page: Page, server: ChatServer) -> None:
    server.bot.replies["号码"] = [
        {"text": "打12348或0937-6000000，也可打13900000000。第120条，赔120元，110天，共12000元，编号2603120012309。"}
    ]
    ask(page, "号码")
    links = page.locator(".turn.bot").last.locator("a.tel")
    expect(links).to_have_count(3)
    assert [link.get_attribute("href") for link in links.all()] == [
        "tel:12348",
        "tel:09376000000",
        "tel:13900000000",
    ]


def test_markup_is_shown_as_text(page: Page, server: ChatServer) -> None:
    ask(page, "<img src=x onerror=alert(1)><b>粗</b>")
    expect(page.locator(".turn.resident .bubble")).to_have_text("<img src=x onerror=alert(1)><b>粗</b>")
    assert page.locator(".bubble b, .bubble img").count() == 0


def test_reload_shows_the_conversation_again(page: Page, server: ChatServer) -> None:
    ask(page, "老板不发工资")
    expect(page.locator(".turn.bot")).to_have_count(2)
    page.reload()
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn.bot").last).to_contain_text("申请劳动仲裁")
    assert server.bot.texts == ["/greet", "老板不发工资"]


def test_lost_connection_is_told_and_the_unsent_text_goes_out_later(page: Page, server: ChatServer) -> None:
    server.stop()
    expect(page.get_by_text("连接断开，正在重新连接…")).to_be_visible()
    ask(page, "断线时写的")
    expect(page.get_by_text("等连接恢复后发送")).to_be_visible()
    server.start()
    expect(page.get_by_text("收到：断线时写的")).to_be_visible()
    expect(page.get_by_text("等连接恢复后发送")).to_be_hidden()
    assert server.bot.texts.count("断线时写的") == 1


def test_unsent_text_survives_a_reload(page: Page, server: ChatServer) -> None:
    server.stop()
    expect(page.get_by_text("连接断开，正在重新连接…")).to_be_visible()
    ask(page, "没发出去的话")
    server.start()
    page.reload()
    expect(page.get_by_text("收到：没发出去的话")).to_be_visible()


def test_message_of_a_lawyer_is_marked_as_from_a_person(page: Page, server: ChatServer) -> None:
    with transaction(server.kit.sessions) as session:
        chat_log.append(session, server.bot.seen[0].sender_id, chat_log.PERSON, "请把合同带来。", now=server.kit.now())
    page.reload()
    turn = page.locator(".turn.person")
    expect(turn).to_contain_text("律师说")
    expect(turn).to_contain_text("请把合同带来。")


def test_keyboard_alone_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_text("直接去写问题")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("老板不发工资")
    page.keyboard.press("Enter")
    expect(page.locator(".turn.bot").last).to_contain_text("申请劳动仲裁")
    expect(page.locator("#question")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "choice":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".turn.resident")).to_have_count(2)


def test_larger_type_is_remembered(page: Page) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)"
    assert page.evaluate(size) >= 20
    page.get_by_role("button", name="放大字号").click()
    assert page.evaluate(size) >= 26
    page.reload()
    page.locator(".bubble").first.wait_for()
    assert page.evaluate(size) >= 26


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, server: ChatServer, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(server.url)
    page.locator(".choice").first.wait_for()
    for large in (False, True):
        if large:
            page.get_by_role("button", name="放大字号").click()
        ask(page, "老板不发工资" + "很长没有空格的字母abcdefghijklmnopqrstuvwxyz" * 4)
        page.locator(".turn.resident").last.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#send").bounding_box()["x"] + page.locator("#send").bounding_box()["width"] <= width
    context.close()


def test_targets_are_large_enough_to_touch(page: Page) -> None:
    for target in page.locator(".choice, #send, #larger").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= 44


def test_labels_and_live_region_are_there_for_screen_readers(page: Page) -> None:
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a, textarea, summary')].filter(e => !(e.textContent.trim() ||"
        " e.getAttribute('aria-label') || (e.labels && e.labels.length))).length"
    )
    assert nameless == 0


def test_no_script_or_policy_error_is_reported(browser: Browser, server: ChatServer) -> None:
    context = browser.new_context()
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(server.url)
    page.locator(".choice").first.click()
    page.locator(".turn.bot").nth(1).wait_for()
    assert problems == []
    context.close()


def test_without_javascript_the_hotline_is_shown(browser: Browser, server: ChatServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("link", name="12348").first).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()
    context.close()


def test_leaving_clears_the_device(page: Page, server: ChatServer) -> None:
    ask(page, "老板不发工资")
    expect(page.locator(".turn.bot")).to_have_count(2)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_text("说明和隐私").click()
    page.get_by_role("button", name="清除这台设备上的记录").click()
    expect(page.locator(".turn")).to_have_count(1)
    assert len({message.sender_id for message in server.bot.seen}) == 2


def test_empty_question_is_explained_and_not_sent(page: Page, server: ChatServer) -> None:
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_text("请先写下要问的事")).to_be_visible()
    assert server.bot.texts == ["/greet"]


def test_enter_that_chooses_a_character_does_not_send(page: Page) -> None:
    page.get_by_label("写下您的问题").fill("gong zi")
    page.evaluate(
        "document.getElementById('question').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, cancelable: true}))"
    )
    expect(page.locator(".turn.resident")).to_have_count(0)
    expect(page.get_by_label("写下您的问题")).to_have_value("gong zi")
