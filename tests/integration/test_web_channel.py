"""The web channel on a real Sanic server, talked to through a real WebSocket."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatusCode

from bot.channels.web import WebChannel
from bot.channels.web_session import COOKIE
from bot.storage import chat_log
from bot.storage.engine import transaction
from tests.builders_channels import GREETING_BUTTONS, ScriptedBot, make_app, make_kit, running


class Page:
    """What the browser does, without a browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.http = httpx.AsyncClient(base_url=f"http://{address}", trust_env=False)
        self.socket: Any = None

    async def open(self) -> httpx.Response:
        return await self.http.get("/chat")

    @property
    def cookie(self) -> str:
        return self.http.cookies.get(COOKIE) or ""

    async def connect(self, *, origin: str | None = None, cookie: str | None = None, since: int = 0) -> list[Any]:
        headers = {"Cookie": f"{COOKIE}={self.cookie if cookie is None else cookie}"}
        self.socket = await websockets.connect(
            f"ws://{self.address}/chat/ws", origin=origin or f"http://{self.address}", extra_headers=headers
        )
        await self.send(type="history", since=since)
        return (await self.receive("history"))["lines"]

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def receive(self, *kinds: str, seconds: float = 5) -> dict[str, Any]:
        while True:
            frame = json.loads(await asyncio.wait_for(self.socket.recv(), seconds))
            if frame["type"] in kinds:
                return frame

    async def ask(self, text: str, client_id: str = "client-id-1") -> dict[str, Any]:
        await self.send(type="message", id=client_id, text=text)
        return await self.receive("bot")


@asynccontextmanager
async def served(folder: Path, bot: Any, **changes: Any) -> Any:
    channel = WebChannel(make_kit(folder, **changes))
    async with running(make_app([channel], bot)) as address:
        page = Page(address)
        await page.open()
        yield page, channel


async def greeted(page: Page) -> None:
    assert await page.connect() == []
    await page.receive("bot")


async def test_page_has_strict_headers_and_a_signed_http_only_cookie(tmp_path: Path) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        answer = await Page(page.address).open()
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert re.search("samesite=lax", cookie, re.I)
        assert "示例市法律服务助手" in answer.text
        assert "<script>" not in answer.text
        assert " style=" not in answer.text


async def test_static_files_are_found_by_hash_and_kept_for_ever(tmp_path: Path) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        html = (await page.open()).text
        names = re.findall(r'"(/chat/static/[^"]+)"', html)
        assert {Path(name).suffix for name in names} == {".css", ".js", ".svg"}
        for name in names:
            answer = await page.http.get(name)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        assert (await page.http.get("/chat/static/chat.js")).status_code == 404
        assert (await page.http.get("/chat/static/..%2fweb.py")).status_code == 404


async def test_newcomer_is_greeted_with_six_common_questions_once(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        assert await page.connect() == []
        greeting = await page.receive("bot")
        assert greeting["buttons"] == GREETING_BUTTONS
        lines = await page.connect()
        assert [line["seq"] for line in lines] == [greeting["seq"]]
        assert bot.texts == ["/greet"]


async def test_newcomer_who_came_while_the_bot_was_down_is_greeted_on_the_next_connection(tmp_path: Path) -> None:
    bot = ScriptedBot()
    bot.silent = True
    async with served(tmp_path, bot) as (page, _):
        await page.connect()
        trouble = await page.receive("bot")
        assert trouble["text"] == "[utter_system_trouble]"
        bot.silent = False
        await page.connect(since=trouble["seq"])
        assert (await page.receive("bot"))["buttons"] == GREETING_BUTTONS


async def test_message_is_acknowledged_and_answered(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        await page.send(type="message", id="client-id-1", text="房东不退押金")
        assert (await page.receive("ack"))["id"] == "client-id-1"
        assert (await page.receive("typing"))["type"] == "typing"
        assert (await page.receive("bot"))["text"] == "收到：房东不退押金"
        message = bot.seen[-1]
        assert message.sender_id.startswith("web-")
        assert message.input_channel == "web"


async def test_message_sent_again_after_reconnect_is_not_processed_twice(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        first = await page.ask("我要预约")
        await page.socket.close()
        await page.connect(since=first["seq"])
        await page.send(type="message", id="client-id-1", text="我要预约")
        assert (await page.receive("ack"))["id"] == "client-id-1"
        await page.ask("第二句", "client-id-2")
        assert bot.texts == ["/greet", "我要预约", "第二句"]


async def test_reload_replays_the_conversation_in_order(tmp_path: Path) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        await greeted(page)
        await page.ask("一", "client-id-1")
        last = await page.ask("二", "client-id-2")
        lines = await page.connect()
        assert [line["type"] for line in lines] == ["bot", "resident", "bot", "resident", "bot"]
        assert lines[-1]["text"] == "收到：二"
        assert await page.connect(since=last["seq"]) == []


async def test_answer_cut_off_by_a_crash_is_given_after_the_restart(tmp_path: Path) -> None:
    hanging = ScriptedBot()
    async with served(tmp_path, hanging) as (page, channel):
        await greeted(page)
        conversation_id = hanging.seen[0].sender_id
        with transaction(channel.kit.sessions) as session:
            chat_log.accept(session, conversation_id, "client-id-9", "还没答的话", now=channel.kit.now())
        cookie = page.cookie
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await page.connect(cookie=cookie)
        assert (await page.receive("bot"))["text"] == "收到：还没答的话"
        await page.connect(cookie=cookie)
        await asyncio.sleep(0.1)
        assert bot.texts == ["还没答的话"]


async def test_conversation_id_claimed_by_the_client_is_never_used(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        own = bot.seen[0].sender_id
        await page.send(
            type="message", id="client-id-1", text="你好", sender_id="web-other", conversation_id="web-other"
        )
        await page.receive("bot")
        assert bot.seen[-1].sender_id == own


@pytest.mark.parametrize("cookie", ["", "web-0123456789abcdef", "eyJmb3JnZWQiOjF9.aaaa.bbbb"])
async def test_socket_without_our_signature_is_closed(tmp_path: Path, cookie: str) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        with pytest.raises(ConnectionClosed) as closed:
            await page.connect(cookie=cookie)
        assert closed.value.code == 4401


async def test_socket_opened_by_another_site_is_refused(tmp_path: Path) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        with pytest.raises(InvalidStatusCode) as refused:
            await page.connect(origin="https://elsewhere.example")
        assert refused.value.status_code == 403


async def test_typed_payload_is_plain_text_and_an_offered_button_is_not(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        await page.ask('/inform{"reference_no": "1"}', "client-id-1")
        await page.ask("/find_lawyer", "client-id-2")
        assert bot.texts == ["/greet", 'inform{"reference_no": "1"}', "/find_lawyer"]
        lines = await page.connect()
        assert lines[3]["text"] == "找我的律师"


@pytest.mark.parametrize("raw", ["", "[]", "null", "{", '{"type":"message","id":1,"text":"a"}', "[" * 5000, "\x00"])
async def test_nonsense_frames_do_not_end_the_conversation(tmp_path: Path, raw: str) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        await greeted(page)
        await page.socket.send(raw)
        assert (await page.ask("还在吗"))["text"] == "收到：还在吗"


async def test_many_nonsense_frames_close_the_socket(tmp_path: Path) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        await greeted(page)
        for _ in range(10):
            await page.socket.send("{}")
        with pytest.raises(ConnectionClosed) as closed:
            await page.receive("bot")
        assert closed.value.code == 4400


@pytest.mark.parametrize(
    "text",
    [
        "😀😀😀",
        "<script>alert(1)</script>",
        "'; DROP TABLE chat_messages; --",
        "hello",
        "Здравствуйте",
        "مرحبا",
        "a\x00b",
    ],
)
async def test_unusual_text_gets_an_answer(tmp_path: Path, text: str) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        await greeted(page)
        assert (await page.ask(text))["text"].startswith("收到：")


async def test_lone_surrogate_is_survived(tmp_path: Path) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        await greeted(page)
        await page.socket.send('{"type":"message","id":"client-id-1","text":"坏\\ud800字"}')
        assert (await page.receive("bot"))["text"] == "收到：坏字"


@pytest.mark.parametrize("text", ["", "   ", "\u200b\ufeff"])
async def test_empty_message_gets_a_kind_sentence(tmp_path: Path, text: str) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        assert "[utter_empty_message]" in (await page.ask(text))["text"]
        assert bot.texts == ["/greet"]


async def test_over_long_message_is_told_and_its_beginning_is_read(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        assert (await page.ask("字" * 10_000))["text"] == "[utter_message_too_long] 2000"
        assert (await page.receive("bot"))["text"] == "收到：" + "字" * 2000


async def test_flood_is_slowed_down_kindly_but_a_danger_is_answered(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        for number in range(20):
            await page.send(type="message", id=f"client-id-{number}", text="快")
        texts = {(await page.receive("bot"))["text"] for _ in range(20)}
        assert texts == {"收到：快", "[utter_too_many_messages]"}
        await page.send(type="message", id="client-id-99", text="救命，有人拿刀")
        assert (await page.receive("bot"))["text"] == "[utter_emergency_violence]"


async def test_leaving_deletes_the_transcript_and_starts_a_new_conversation(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        await page.ask("我家的事")
        old = page.cookie
        foreign = await page.http.post("/chat/leave", headers={"Origin": "https://elsewhere.example"})
        assert foreign.status_code == 403
        answer = await page.http.post("/chat/leave", headers={"Origin": f"http://{page.address}"})
        assert answer.status_code == 303
        assert page.cookie != old
        assert await page.connect() == []
        assert await page.connect(cookie=old) == []


async def test_two_windows_show_the_same_conversation(tmp_path: Path) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, _):
        await greeted(page)
        other = Page(page.address)
        await other.connect(cookie=page.cookie)
        await page.ask("两边都看得见")
        assert (await other.receive("resident"))["text"] == "两边都看得见"
        assert (await other.receive("bot"))["text"] == "收到：两边都看得见"


async def test_ping_is_answered_while_an_answer_is_being_made(tmp_path: Path) -> None:
    bot = ScriptedBot()
    async with served(tmp_path, bot) as (page, _):
        await greeted(page)
        bot.delay = 1.0
        await page.send(type="message", id="client-id-1", text="慢的")
        await page.send(type="ping")
        await page.receive("pong", seconds=0.5)


async def test_database_that_fails_leaves_the_text_with_the_page_and_says_so(tmp_path: Path) -> None:
    async with served(tmp_path, ScriptedBot()) as (page, channel):
        await greeted(page)
        with transaction(channel.kit.sessions) as session:
            session.connection().exec_driver_sql("DROP TABLE chat_messages")
        await page.send(type="message", id="client-id-1", text="我的事")
        assert (await page.receive("ack"))["refused"] is True
        assert (await page.receive("bot"))["text"] == "[utter_system_trouble]"
        await page.send(type="message", id="client-id-2", text="救命")
        assert (await page.receive("bot"))["text"] == "[utter_emergency_violence]"
