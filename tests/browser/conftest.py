"""Chromium and a chat server whose answers are scripted: no model is needed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.channels.kit import ChannelKit
from bot.channels.web import WebChannel
from tests.builders_channels import ScriptedBot, make_app, make_kit, running_in_thread

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

PATIENCE = 30_000
"""Milliseconds a page may take: a busy machine is slow, which is not what these tests are about."""
expect.set_options(timeout=PATIENCE)

ANSWER = {
    "text": (
        "可以要回来。您先别急，按下面三步走。\n\n"
        "1. 先收好证据：工资条、考勤、聊天记录。\n2. 打 12333 投诉，单位在嘉峪关的，人社局会来查。\n"
        "3. 还不给，就申请劳动仲裁，不收费。\n\n"
        "要在多久之内：离职后一年之内申请（《劳动争议调解仲裁法》第二十七条）。"
    ),
    "buttons": [
        {"title": "找我的律师", "payload": "/find_lawyer"},
        {"title": "预约去办", "payload": "/book_appointment"},
        {"title": "要带什么", "payload": "/ask_checklist"},
    ],
}


@dataclass
class ChatServer:
    """A chat server that a test can stop and start again on the same port and database."""

    folder: Path
    bot: ScriptedBot = field(default_factory=ScriptedBot)
    address: str = ""
    channel: WebChannel | None = None
    _running: Any = None

    @property
    def url(self) -> str:
        return f"http://{self.address}/chat"

    @property
    def kit(self) -> ChannelKit:
        assert self.channel is not None
        return self.channel.kit

    def start(self) -> None:
        port = int(self.address.rpartition(":")[2]) if self.address else 0

        def make() -> Any:
            self.channel = WebChannel(make_kit(self.folder))
            return make_app([self.channel], self.bot)

        self._running = running_in_thread(make, port)
        self.address, _ = self._running.__enter__()

    def stop(self) -> None:
        if self._running is not None:
            self._running.__exit__(None, None, None)
            self._running = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChatServer]:
    served = ChatServer(tmp_path)
    served.bot.replies["老板不发工资"] = [ANSWER]
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", has_touch=True)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, server: ChatServer) -> Page:
    opened = phone.new_page()
    opened.goto(server.url)
    opened.get_by_text("您好，我是法律服务助手。").wait_for()
    return opened
