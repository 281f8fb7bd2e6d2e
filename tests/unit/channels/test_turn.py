"""One turn: order, limits, danger, a person in charge, and trouble."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.core.channels.channel import CollectingOutputChannel

from bot.channels.output import ChannelOutput, CountingOutput, Outgoing
from bot.channels.turn import MAX_CHARACTERS, Incoming, Result, TurnTaker
from tests.builders_channels import FakeLawyers, ScriptedBot, make_kit


class Heard(ChannelOutput):
    def __init__(self) -> None:
        super().__init__()
        self.messages: list[Outgoing] = []

    @classmethod
    def name(cls) -> str:
        return "heard"

    async def deliver(self, _recipient_id: str, message: Outgoing) -> None:
        self.messages.append(message)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]


class Turns:
    def __init__(self, folder: Path, **changes: Any) -> None:
        self.lawyers = FakeLawyers()
        self.bot = ScriptedBot()
        kit = make_kit(folder, relay_from_resident=self.lawyers.relay, **changes)
        self.taker = TurnTaker(kit, self.bot, "heard", rasa_seconds=0.3)

    async def take(self, text: str, **more: Any) -> tuple[Result, list[str]]:
        output = Heard()
        result = await self.taker.take(Incoming("resident-1", text, **more), output)
        return result, output.texts


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    return Turns(tmp_path)


async def test_answer_comes_from_rasa(turns: Turns) -> None:
    assert await turns.take("离婚怎么办") == (Result.ANSWERED, ["收到：离婚怎么办"])


async def test_silence_of_rasa_becomes_a_kind_sentence(turns: Turns) -> None:
    turns.bot.silent = True
    assert await turns.take("离婚怎么办") == (Result.TROUBLE, ["[utter_system_trouble]"])


async def test_failure_of_rasa_becomes_a_kind_sentence(turns: Turns) -> None:
    turns.bot.error = ConnectionError("13900000000 离婚")
    assert await turns.take("离婚怎么办") == (Result.TROUBLE, ["[utter_system_trouble]"])


async def test_hanging_rasa_is_not_waited_for_for_ever(turns: Turns) -> None:
    turns.bot.delay = 10
    assert await turns.take("离婚怎么办") == (Result.TROUBLE, ["[utter_system_trouble]"])


@pytest.mark.parametrize("fault", ["silent", "error", "slow", "no database"])
async def test_danger_is_answered_whatever_is_broken(turns: Turns, fault: str) -> None:
    turns.bot.silent = fault == "silent"
    turns.bot.error = RuntimeError() if fault == "error" else None
    turns.bot.delay = 10 if fault == "slow" else 0
    if fault == "no database":
        turns.lawyers.relay = None  # type: ignore[assignment]
        object.__setattr__(turns.taker.kit, "relay_from_resident", None)
    assert await turns.take("救命") == (Result.EMERGENCY, ["[utter_emergency_violence]"])


async def test_danger_in_the_part_that_would_be_cut_off_is_answered(turns: Turns) -> None:
    assert await turns.take("啊" * 5000 + "救命") == (Result.EMERGENCY, ["[utter_emergency_violence]"])


async def test_danger_that_rasa_answers_is_not_answered_twice(turns: Turns) -> None:
    assert await turns.take("救命") == (Result.ANSWERED, ["收到：救命"])


async def test_person_in_charge_gets_the_message_and_rasa_does_not(turns: Turns) -> None:
    turns.lawyers.in_charge.add("resident-1")
    assert await turns.take("律师在吗") == (Result.RELAYED, [])
    assert turns.lawyers.relayed == [("resident-1", "律师在吗")]
    assert turns.bot.seen == []


async def test_danger_told_to_a_person_is_answered_at_once_and_passed_on(turns: Turns) -> None:
    turns.lawyers.in_charge.add("resident-1")
    assert await turns.take("救命") == (Result.EMERGENCY, ["[utter_emergency_violence]"])
    assert turns.lawyers.relayed == [("resident-1", "救命")]


async def test_person_in_charge_sees_the_title_of_a_button(turns: Turns) -> None:
    turns.lawyers.in_charge.add("resident-1")
    await turns.take("/affirm", trusted_payload=True, shown="是的")
    assert turns.lawyers.relayed == [("resident-1", "是的")]


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200d\ufeff", "\x00"])
async def test_message_with_nothing_to_read_is_told_so(turns: Turns, text: str) -> None:
    assert await turns.take(text) == (Result.EMPTY, ["[utter_empty_message]"])


async def test_over_long_message_is_told_and_cut(turns: Turns) -> None:
    _, texts = await turns.take("长" * 10_000)
    assert texts[0] == f"[utter_message_too_long] {MAX_CHARACTERS}"
    assert turns.bot.texts == ["长" * MAX_CHARACTERS]


async def test_typed_payload_loses_its_power(turns: Turns) -> None:
    await turns.take("/restart")
    await turns.take("//session_start")
    await turns.take("/affirm", trusted_payload=True)
    assert turns.bot.texts == ["restart", "session_start", "/affirm"]


async def test_messages_of_one_conversation_wait_for_each_other(turns: Turns) -> None:
    running = 0

    async def one_at_a_time(message: Any) -> None:
        nonlocal running
        running += 1
        assert running == 1
        await asyncio.sleep(0.01)
        running -= 1
        await message.output_channel.send_text_message("x", message.text)

    turns.taker.on_new_message = one_at_a_time
    outcomes = await asyncio.gather(*(turns.take(str(number)) for number in range(8)))
    assert [texts for _, texts in outcomes] == [[str(number)] for number in range(8)]


async def test_log_has_the_cause_but_nothing_the_resident_wrote(turns: Turns, caplog: pytest.LogCaptureFixture) -> None:
    turns.bot.error = ValueError("我叫示例张，电话13900000000")
    with caplog.at_level(logging.DEBUG):
        await turns.take("我叫示例张，电话13900000000")
    assert "ValueError" in caplog.text
    for secret in ("示例张", "13900000000", "resident-1"):
        assert secret not in caplog.text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
async def test_any_text_gets_exactly_one_answer(turns: Turns, text: str) -> None:
    result, texts = await turns.take(text)
    assert len(texts) == 1
    assert result in (Result.ANSWERED, Result.EMPTY, Result.EMERGENCY)


async def test_counting_output_counts_what_it_passes_on() -> None:
    inner = CollectingOutputChannel()
    output = CountingOutput(inner)
    await output.send_response("x", {"text": "甲", "buttons": [{"title": "乙", "payload": "/c"}]})
    await output.send_response("x", {})
    assert output.sent == 1
    assert output.name() == inner.name()
    assert inner.messages[0]["text"] == "甲"
