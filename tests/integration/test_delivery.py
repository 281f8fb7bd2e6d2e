"""The outbox worker: web messages exactly once, Telegram as well as the platform allows."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.casework import outbox
from bot.channels.delivery import Delivery, senders_of
from bot.channels.kit import ChannelKit
from bot.channels.outbox_worker import LEASE, OutboxWorker, Parcel, UndeliverableError
from bot.channels.web import WebChannel
from bot.channels.web_hub import WebHub
from bot.channels.web_sender import WebSender
from bot.storage import chat_log
from bot.storage.engine import transaction
from bot.storage.outbox import SENT, UNREACHABLE, WAITING, OutboxMessage
from tests.builders_channels import ScriptedBot, make_app, make_kit, running


class FakeSender:
    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.error: Exception | None = None
        self.kit: ChannelKit | None = None

    async def send(self, parcel: Parcel) -> None:
        if self.error:
            raise self.error
        self.parcels.append(parcel)
        assert self.kit is not None
        await self.kit.in_database(outbox.mark_sent, parcel.outbox_id, self.kit.now())


def put(kit: ChannelKit, *, key: str = "k", channel: str = "web", recipient: str = "web-1", **more: Any) -> None:
    values = {"template": "utter_reminder", "variables": {"day": "周三"}, "send_after": kit.now(), **more}
    with transaction(kit.sessions) as session:
        outbox.enqueue(session, channel=channel, recipient=recipient, dedupe_key=key, **values)


def states(kit: ChannelKit) -> list[str]:
    with transaction(kit.sessions) as session:
        return [row.state for row in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def transcript(kit: ChannelKit, conversation_id: str = "web-1") -> list[chat_log.Line]:
    with transaction(kit.sessions) as session:
        return chat_log.lines_after(session, conversation_id, 0)


async def test_web_message_goes_into_the_transcript_once_with_its_buttons(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    put(kit, buttons=[{"title": "改期", "payload": "/change_appointment"}])
    worker = OutboxWorker(kit, {"web": WebSender(kit, WebHub())})
    assert await worker.run_once() == 1
    assert await worker.run_once() == 0
    (line,) = transcript(kit)
    assert line.text == "[utter_reminder] 周三"
    assert line.author == chat_log.BOT
    assert line.buttons == [{"title": "改期", "payload": "/change_appointment"}]
    assert states(kit) == [SENT]


async def test_words_of_a_lawyer_are_marked_as_a_persons(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    put(kit, template="utter_relay_to_resident", variables={"text": "您好"})
    await OutboxWorker(kit, {"web": WebSender(kit, WebHub())}).run_once()
    assert transcript(kit)[0].author == chat_log.PERSON


async def test_message_is_not_sent_before_its_time(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    put(kit, send_after=kit.now() + timedelta(hours=1))
    worker = OutboxWorker(kit, {"web": WebSender(kit, WebHub())})
    assert await worker.run_once() == 0
    kit.now.forward(hours=1)  # type: ignore[attr-defined]
    assert await worker.run_once() == 1


async def test_row_of_a_crashed_worker_is_sent_after_its_lease_and_only_then(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    put(kit)
    with transaction(kit.sessions) as session:
        outbox.claim_due(session, now=kit.now(), limit=1, lease=LEASE)
    worker = OutboxWorker(kit, {"web": WebSender(kit, WebHub())})
    assert await worker.run_once() == 0
    kit.now.forward(minutes=3)  # type: ignore[attr-defined]
    assert await worker.run_once() == 1
    assert len(transcript(kit)) == 1


async def test_refusal_is_tried_again_later_and_then_called_unreachable(tmp_path: Path) -> None:
    kit, sender = make_kit(tmp_path), FakeSender()
    sender.error = UndeliverableError("network")
    put(kit, channel="telegram", recipient="5")
    worker = OutboxWorker(kit, {"telegram": sender})
    await worker.run_once()
    assert states(kit) == [WAITING]
    for _ in range(10):
        kit.now.forward(hours=1)  # type: ignore[attr-defined]
        await worker.run_once()
    assert states(kit) == [UNREACHABLE]


async def test_permanent_refusal_is_unreachable_at_once(tmp_path: Path) -> None:
    kit, sender = make_kit(tmp_path), FakeSender()
    sender.error = UndeliverableError("blocked", permanent=True)
    put(kit, channel="telegram", recipient="5")
    await OutboxWorker(kit, {"telegram": sender}).run_once()
    assert states(kit) == [UNREACHABLE]


async def test_message_of_a_channel_that_is_off_waits_for_it(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    put(kit, channel="telegram", recipient="5")
    await OutboxWorker(kit, {}).run_once()
    assert states(kit) == [WAITING]


async def test_one_broken_message_does_not_stop_the_others(tmp_path: Path) -> None:
    def say(response: str, **_: Any) -> str:
        if response == "utter_unknown":
            raise KeyError(response)
        return response

    kit = make_kit(tmp_path, say=say)
    put(kit, key="a", template="utter_unknown")
    put(kit, key="b")
    await OutboxWorker(kit, {"web": WebSender(kit, WebHub())}).run_once()
    assert states(kit) == [WAITING, SENT]


async def test_messages_to_one_person_keep_their_order(tmp_path: Path) -> None:
    kit, sender = make_kit(tmp_path), FakeSender()
    sender.kit = kit
    for number in range(5):
        put(kit, key=str(number), channel="telegram", recipient="5", variables={"number": number})
    await OutboxWorker(kit, {"telegram": sender}).run_once()
    assert [parcel.message.text[-1] for parcel in sender.parcels] == list("01234")


@pytest.mark.parametrize("broken_first", [False, True])
async def test_worker_runs_inside_the_server_and_survives_a_broken_database(tmp_path: Path, broken_first: bool) -> None:
    kit = make_kit(tmp_path)
    app = make_app([WebChannel(kit), Delivery(kit)], ScriptedBot())
    async with running(app):
        assert set(senders_of(app)) == {"web"}
        if broken_first:
            with transaction(kit.sessions) as session:
                session.connection().exec_driver_sql("ALTER TABLE outbox_messages RENAME TO away")
            await asyncio.sleep(1.2)
            with transaction(kit.sessions) as session:
                session.connection().exec_driver_sql("ALTER TABLE away RENAME TO outbox_messages")
        put(kit)
        for _ in range(300):
            await asyncio.sleep(0.1)
            if transcript(kit):
                break
        assert len(transcript(kit)) == 1
