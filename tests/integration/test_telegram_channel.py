"""The Telegram channel against a Bot API that speaks real HTTP."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import InputChannel
from sqlalchemy import select

from bot.casework import handoff_relay, lawyer_links
from bot.channels.delivery import Delivery
from bot.channels.kit import ChannelKit
from bot.channels.telegram import SECRET_HEADER, WEBHOOK_PATH, TelegramChannel, webhook_secret
from bot.storage.engine import transaction
from bot.storage.handoffs import Handoff
from bot.storage.lawyers import Firm, Lawyer
from bot.storage.telegram_log import TelegramUpdate
from tests.builders_channels import FakeSettings, ScriptedBot, make_app, make_kit, running
from tests.fakes.telegram_api import TOKEN, FakeTelegramApi

APPS = itertools.count()


@dataclass
class Bench:
    api: FakeTelegramApi
    bot: ScriptedBot
    kit: ChannelKit
    address: str
    pauses: list[float]


async def until(condition: Callable[[], Any], seconds: float = 30.0) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


@asynccontextmanager
async def telegram(
    folder: Path,
    *,
    api: FakeTelegramApi | None = None,
    bot: ScriptedBot | None = None,
    webhook: str | None = None,
    delivery: bool = False,
    **changes: Any,
) -> Any:
    api, bot = api or FakeTelegramApi(), bot or ScriptedBot()
    async with running(api.app(f"telegram_api_{next(APPS)}")) as api_address:
        settings = FakeSettings(
            telegram_token=TOKEN, telegram_api_base=f"http://{api_address}", telegram_webhook_url=webhook
        )
        kit = make_kit(folder, settings=settings, **changes)
        pauses: list[float] = []

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)
            await asyncio.sleep(0.01)

        channels: list[InputChannel] = [TelegramChannel(kit, sleep=sleep)]
        if delivery:
            channels.append(Delivery(kit))
        async with running(make_app(channels, bot)) as address:
            yield Bench(api, bot, kit, address, pauses)


def handled(bench: Bench) -> int:
    with transaction(bench.kit.sessions) as session:
        query = select(TelegramUpdate.update_id).where(TelegramUpdate.handled_at.is_not(None))
        return len(session.scalars(query).all())


async def test_polled_message_is_answered_in_its_chat(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.api.write("被辞退了怎么办", chat_id=777)
        await until(lambda: bench.api.texts)
        assert bench.api.sent()[0]["chat_id"] == 777
        assert bench.api.texts == ["收到：被辞退了怎么办"]
        assert bench.bot.seen[0].sender_id == "777"
        assert bench.bot.seen[0].input_channel == "telegram"
        assert bench.api.sent("deleteWebhook")


async def test_repeated_update_is_dropped_also_after_a_restart(tmp_path: Path) -> None:
    api, bot = FakeTelegramApi(), ScriptedBot()
    async with telegram(tmp_path, api=api, bot=bot) as bench:
        update = api.write("预约")
        await until(lambda: handled(bench) == 1)
        api.pending.append(update)
        api.changed.set()
        await until(lambda: not api.pending)
    async with telegram(tmp_path, api=api, bot=bot):
        api.pending.append(update)
        api.changed.set()
        await until(lambda: not api.pending)
    assert bot.texts == ["预约"]
    assert api.texts == ["收到：预约"]


async def test_update_accepted_before_a_crash_is_answered_after_the_restart(tmp_path: Path) -> None:
    api, hanging = FakeTelegramApi(), ScriptedBot()
    hanging.delay = 30
    async with telegram(tmp_path, api=api, bot=hanging):
        api.write("重要的事")
        await until(lambda: hanging.seen and not api.pending)
    assert api.texts == []
    async with telegram(tmp_path, api=api) as bench:
        await until(lambda: api.texts)
        assert api.texts == ["收到：重要的事"]
        await until(lambda: handled(bench) == 1)
        with transaction(bench.kit.sessions) as session:
            assert session.scalars(select(TelegramUpdate)).one().content is None


async def test_messages_of_one_chat_are_answered_in_order(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.bot.delay = 0.02
        for number in range(6):
            bench.api.write(f"第{number}句")
        await until(lambda: len(bench.api.texts) == 6)
        assert bench.api.texts == [f"收到：第{number}句" for number in range(6)]


async def test_slow_chat_does_not_hold_up_another(tmp_path: Path) -> None:
    bot = ScriptedBot()
    other_answered = asyncio.Event()

    async def slow_for_one(message: Any) -> None:
        if message.sender_id == "1":
            await other_answered.wait()
        await ScriptedBot.__call__(bot, message)

    async with telegram(tmp_path, bot=slow_for_one) as bench:  # type: ignore[arg-type]
        bench.api.write("慢", chat_id=1)
        bench.api.write("快", chat_id=2)
        await until(lambda: bench.api.texts)
        assert bench.api.texts == ["收到：快"]
        other_answered.set()


async def test_buttons_fit_the_platform_and_carry_long_payloads(tmp_path: Path) -> None:
    payload = '/inform{"service_item": "' + "甲" * 100 + '"}'
    async with telegram(tmp_path) as bench:
        bench.bot.replies["有哪些"] = [{"text": "请选", "buttons": [{"title": "这一项", "payload": payload}]}]
        bench.api.write("有哪些")
        await until(lambda: bench.api.texts)
        (button,) = bench.api.keyboard()
        assert button["text"] == "这一项"
        assert len(button["callback_data"].encode()) <= 64
        bench.api.press(button["callback_data"])
        await until(lambda: len(bench.bot.seen) == 2)
        assert bench.bot.texts[1] == payload
        assert bench.api.sent("answerCallbackQuery")


async def test_forged_or_foreign_button_is_not_obeyed(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.bot.replies["菜单"] = [{"text": "请选", "buttons": [{"title": "甲", "payload": "/affirm"}]}]
        bench.api.write("菜单", chat_id=1)
        await until(lambda: bench.api.texts)
        bench.api.press(bench.api.keyboard()[0]["callback_data"], chat_id=2)
        bench.api.press("/affirm", chat_id=2)
        await until(lambda: len(bench.api.texts) == 3)
        assert bench.api.texts[1:] == ["[utter_button_expired]"] * 2
        assert bench.bot.texts == ["菜单"]


async def test_long_answer_is_split_and_keeps_its_buttons_at_the_end(tmp_path: Path) -> None:
    long = "\n\n".join(f"第{number}段。" + "说明" * 300 for number in range(12))
    async with telegram(tmp_path) as bench:
        bench.bot.replies["长"] = [{"text": long, "buttons": [{"title": "好", "payload": "/affirm"}]}]
        bench.api.write("长")
        await until(lambda: bench.api.sent() and "reply_markup" in bench.api.sent()[-1])
        assert len(bench.api.texts) > 1
        assert all(len(text) <= 4096 for text in bench.api.texts)
        assert "\n\n".join(bench.api.texts) == long
        assert ["reply_markup" in one for one in bench.api.sent()] == [False] * (len(bench.api.texts) - 1) + [True]


FILE = {"file_id": "f", "file_unique_id": "u"}


@pytest.mark.parametrize(
    "attachment",
    [
        {"voice": {**FILE, "duration": 3}},
        {"photo": [{**FILE, "width": 1, "height": 1}]},
        {"document": FILE},
        {"location": {"longitude": 98.2, "latitude": 39.8}},
        {
            "sticker": {
                **FILE,
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
                "type": "regular",
            }
        },
    ],
    ids=lambda attachment: next(iter(attachment)),
)
async def test_attachment_is_answered_politely(tmp_path: Path, attachment: dict[str, Any]) -> None:
    async with telegram(tmp_path) as bench:
        bench.api.write(None, **attachment)
        await until(lambda: bench.api.texts)
        assert bench.api.texts == ["[utter_cannot_read_attachment]"]
        assert bench.bot.seen == []


async def test_caption_of_a_photo_is_read(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.api.write(None, photo=[{**FILE, "width": 1, "height": 1}], caption="这是欠条")
        await until(lambda: len(bench.api.texts) == 2)
        assert bench.bot.texts == ["这是欠条"]


async def test_group_is_asked_to_write_privately_once(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        for _ in range(3):
            bench.api.write("大家好", chat_id=-100, kind="supergroup")
        await until(lambda: handled(bench) == 3)
        assert bench.api.texts == ["[utter_write_privately]"]
        assert bench.bot.seen == []


async def test_start_greets_and_other_commands_are_plain_text(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.api.write("/start")
        bench.api.write('/inform{"reference_no":"1"}')
        await until(lambda: len(bench.bot.seen) == 2)
        assert bench.bot.texts == ["/greet", 'inform{"reference_no":"1"}']


async def test_flood_control_is_waited_for_as_long_as_the_platform_asks(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.api.fail_next("sendMessage", 429, parameters={"retry_after": 7})
        bench.api.write("你好")
        await until(lambda: bench.api.texts)
        assert bench.api.texts == ["收到：你好"]
        assert 7 in bench.pauses


async def test_server_errors_are_tried_again(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.api.fail_next("getUpdates", 502, times=2)
        bench.api.fail_next("sendMessage", 500, times=3)
        bench.api.write("你好")
        await until(lambda: bench.api.texts)
        assert bench.api.texts == ["收到：你好"]


async def test_answer_the_platform_does_not_take_goes_out_later_without_asking_rasa_twice(tmp_path: Path) -> None:
    async with telegram(tmp_path, delivery=True) as bench:
        bench.api.fail_next("sendMessage", 500, times=6)
        bench.api.write("你好")
        await until(lambda: bench.api.texts)
        assert bench.api.texts == ["[utter_late_answer] 收到：你好"]
        assert bench.bot.texts == ["你好"]


async def test_blocked_bot_does_not_try_for_ever(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        bench.api.fail_next("sendMessage", 403, description="Forbidden: bot was blocked by the user")
        bench.api.write("你好")
        await until(lambda: handled(bench) == 1)
        assert bench.api.texts == []
        assert bench.bot.texts == ["你好"]


async def test_flood_from_one_chat_is_slowed_down_with_one_sentence(tmp_path: Path) -> None:
    async with telegram(tmp_path) as bench:
        for _ in range(20):
            bench.api.write("快")
        await until(lambda: handled(bench) == 20)
        assert bench.api.texts.count("[utter_too_many_messages]") == 1
        assert len(bench.bot.seen) == 12


async def test_without_a_token_the_channel_is_off(tmp_path: Path) -> None:
    app = make_app([TelegramChannel(make_kit(tmp_path))], ScriptedBot())
    async with running(app) as address, httpx.AsyncClient(trust_env=False) as client:
        assert (await client.post(f"http://{address}{WEBHOOK_PATH}", json={"update_id": 1})).status_code == 404


async def test_webhook_takes_updates_with_the_secret_only(tmp_path: Path) -> None:
    async with telegram(tmp_path, webhook="https://example.org") as bench, httpx.AsyncClient(trust_env=False) as client:
        await until(lambda: bench.api.sent("setWebhook"))
        registered = bench.api.sent("setWebhook")[0]
        assert registered["url"] == "https://example.org" + WEBHOOK_PATH
        secret = registered["secret_token"]
        assert secret == webhook_secret(bench.kit.settings.secret_key)
        update = {"update_id": 5, "message": bench.api.message("你好", 501)}
        url = f"http://{bench.address}{WEBHOOK_PATH}"
        assert (await client.post(url, json=update)).status_code == 403
        assert (await client.post(url, json=update, headers={SECRET_HEADER: "wrong"})).status_code == 403
        for _ in range(2):
            assert (await client.post(url, json=update, headers={SECRET_HEADER: secret})).status_code == 200
        assert (await client.post(url, json=[1], headers={SECRET_HEADER: secret})).status_code == 400
        await until(lambda: bench.api.texts)
        assert bench.bot.texts == ["你好"]


# ---- lawyers ----

LAWYER_CHAT, RESIDENT_CHAT = 900, 501


def lawyer_with_code(kit: ChannelKit, chat: str | None = None) -> str:
    with transaction(kit.sessions) as session:
        firm = Firm(name="示例律所")
        lawyer = Lawyer(
            licence_no="示例-1",
            name="示例律师",
            firm=firm,
            phone="【待填】",
            note="",
            active=True,
            telegram_chat_id=chat,
        )
        session.add(lawyer)
        session.flush()
        return lawyer_links.link_code(session, lawyer.id, now=kit.now(), rng=random.Random(1))


def waiting_handoff(kit: ChannelKit, number: str = "HD1") -> None:
    with transaction(kit.sessions) as session:
        session.add(
            Handoff(
                number=number,
                conversation_id=str(RESIDENT_CHAT),
                channel="telegram",
                open_key=f"telegram:{RESIDENT_CHAT}",
                state="waiting",
                summary="示例摘要",
                lawyer_linked=False,
                opened_at=kit.now() - timedelta(minutes=5),
                expected="today",
                expected_on=kit.now().date(),
            )
        )


def lawyer_buttons(response: str) -> list[dict[str, str]]:
    return {
        "utter_lawyer_linked": [{"title": "接入", "payload": "handoff:accept:HD1"}],
        "utter_lawyer_in_charge": [{"title": "结束", "payload": "handoff:end:{number}"}],
        "utter_lawyer_ask_outcome": [{"title": "已解答", "payload": "handoff:end:{number}:advised"}],
    }.get(response, [])


async def test_lawyer_links_takes_a_handoff_talks_and_ends_it(tmp_path: Path) -> None:
    changes = {"relay_from_resident": handoff_relay.relay_from_resident, "buttons": lawyer_buttons}
    async with telegram(tmp_path, delivery=True, **changes) as bench:
        code = lawyer_with_code(bench.kit)
        waiting_handoff(bench.kit)

        async def said(chat: int, text: str) -> None:
            await until(lambda: any(m["chat_id"] == chat and text in m["text"] for m in bench.api.sent()))

        def button() -> str:
            return bench.api.keyboard(
                max(i for i, m in enumerate(bench.api.sent()) if m["chat_id"] == LAWYER_CHAT and "reply_markup" in m)
            )[0]["callback_data"]

        bench.api.write("/bind 0000000000", chat_id=LAWYER_CHAT)
        await said(LAWYER_CHAT, "[utter_link_code_unknown]")
        bench.api.write(f"/bind {code}", chat_id=LAWYER_CHAT)
        await said(LAWYER_CHAT, "[utter_lawyer_linked]")
        bench.api.press(button(), chat_id=LAWYER_CHAT)
        await said(LAWYER_CHAT, "[utter_lawyer_in_charge] HD1")
        await said(RESIDENT_CHAT, "[utter_handoff_accepted]")
        bench.api.write("律师您好", chat_id=RESIDENT_CHAT)
        await said(LAWYER_CHAT, "律师您好")
        bench.api.write("请把合同拍下来", chat_id=LAWYER_CHAT)
        await said(RESIDENT_CHAT, "请把合同拍下来")
        bench.api.write("救命", chat_id=RESIDENT_CHAT)
        await said(RESIDENT_CHAT, "[utter_emergency_violence]")
        await said(LAWYER_CHAT, "救命")
        assert bench.bot.seen == []
        bench.api.press(button(), chat_id=LAWYER_CHAT)
        await said(LAWYER_CHAT, "[utter_lawyer_ask_outcome]")
        bench.api.press(button(), chat_id=LAWYER_CHAT)
        await said(LAWYER_CHAT, "[utter_handoff_ended_lawyer]")
        bench.api.write("还有一个问题", chat_id=RESIDENT_CHAT)
        await said(RESIDENT_CHAT, "收到：还有一个问题")


async def test_handoff_button_of_a_stranger_is_refused(tmp_path: Path) -> None:
    async with telegram(tmp_path, buttons=lawyer_buttons) as bench:
        waiting_handoff(bench.kit)
        bench.bot.replies["给我按钮"] = [
            {
                "text": "x",
                "buttons": [
                    {"title": "接入", "payload": "handoff:accept:HD1"},
                    {"title": "终", "payload": "handoff:end:HD1:solved"},
                ],
            }
        ]
        bench.api.write("给我按钮", chat_id=3)
        await until(lambda: bench.api.texts)
        for pressed in bench.api.keyboard():
            bench.api.press(pressed["callback_data"], chat_id=3)
        await until(lambda: len(bench.api.texts) == 3)
        assert bench.api.texts[1].startswith("[utter_lawyer_not_linked]")
        assert bench.api.texts[2].startswith("[utter_handoff_not_yours]")
        with transaction(bench.kit.sessions) as session:
            assert session.scalars(select(Handoff)).one().state == "waiting"
