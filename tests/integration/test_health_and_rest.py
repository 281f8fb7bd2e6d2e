"""``/healthz`` and the development REST channel, over HTTP."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from sanic import Sanic
from sanic.response import json as json_response

from bot.channels.health import Health
from bot.channels.rest import DevelopmentRest
from tests.builders_channels import FakeSettings, ScriptedBot, make_app, make_kit, running


def action_server() -> Sanic:
    app = make_app([], ScriptedBot())
    app.add_route(lambda _request: json_response({"status": "ok"}), "/health")
    return app


async def healthz(address: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://{address}/healthz")


async def test_health_is_200_when_all_parts_work_and_503_when_one_does_not(tmp_path: Path) -> None:
    async with running(action_server()) as actions:
        kit = make_kit(tmp_path, settings=FakeSettings(action_url=f"http://{actions}/webhook"))
        app = make_app([Health(kit)], ScriptedBot())
        async with running(app) as address:
            answer = await healthz(address)
            assert answer.status_code == 200
            assert answer.json() == {"status": "ok", "model": "ok", "database": "ok", "action_server": "ok"}
            app.ctx.agent.ready = False
            answer = await healthz(address)
            assert answer.status_code == 503
            assert answer.json() == {"status": "down", "model": "down", "database": "ok", "action_server": "ok"}


async def test_dead_action_server_and_database_are_seen(tmp_path: Path) -> None:
    kit = make_kit(tmp_path)
    app = make_app([Health(kit)], ScriptedBot())
    object.__setattr__(kit, "sessions", None)
    async with running(app) as address:
        answer = await healthz(address)
    assert answer.status_code == 503
    assert answer.json()["database"] == "down"
    assert answer.json()["action_server"] == "down"


async def say_over_rest(folder: Path, env: str, bot: ScriptedBot, text: str) -> httpx.Response:
    channel = DevelopmentRest(make_kit(folder, settings=FakeSettings(env=env)))
    async with running(make_app([channel], bot)) as address, httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"http://{address}/webhooks/rest/webhook", json={"sender": "a", "message": text})


@pytest.mark.parametrize("env", ["development", "test"])
async def test_rest_answers_in_development(tmp_path: Path, env: str) -> None:
    answer = await say_over_rest(tmp_path, env, ScriptedBot(), "你好")
    assert [message["text"] for message in answer.json()] == ["收到：你好"]


async def test_rest_does_not_exist_in_production(tmp_path: Path) -> None:
    bot = ScriptedBot()
    assert (await say_over_rest(tmp_path, "production", bot, "你好")).status_code == 404
    assert bot.seen == []


async def test_rest_takes_the_same_turn_as_every_channel(tmp_path: Path) -> None:
    bot = ScriptedBot()
    bot.silent = True
    answer = await say_over_rest(tmp_path, "test", bot, "你好")
    assert [message["text"] for message in answer.json()] == ["[utter_system_trouble]"]
