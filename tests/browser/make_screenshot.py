"""Makes the README's picture: ``python -m tests.browser.make_screenshot`` beside a running ``make run``."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS

TARGET = Path(__file__).resolve().parents[2] / "docs" / "images" / "chat-page.png"


def main(url: str) -> None:
    """Hold a short real conversation and save what the page shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 760, "height": 1320})
        page.goto(url)
        page.wait_for_timeout(2000)
        for text in ("我的法律顾问是谁", "石桥村三组的", "律师阅卷我想约下周三上午"):
            page.fill("#question", text)
            page.keyboard.press("Enter")
            page.wait_for_timeout(1800)
        page.screenshot(path=str(TARGET))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:5005/chat")
