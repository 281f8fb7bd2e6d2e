"""The desk as the operator starts it: accounts from the command line, ``python -m bot.desk_server``, a login."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import bot.storage.appointments
import bot.storage.outbox
import bot.storage.roster
import bot.storage.staff  # noqa: F401
from bot.bootstrap import ROOT
from bot.storage.base import Base
from bot.storage.engine import make_engine
from tests.builders_desk import PASSWORD, token_in

STAFF = "from bot.commands.staff import app; app()"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("data")
    engine = make_engine(f"sqlite:///{folder / 'legalbot.db'}")
    Base.metadata.create_all(engine)
    engine.dispose()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"LEGALBOT_DATA_DIR": str(folder), "LEGALBOT_DESK_PORT": str(port), "LEGALBOT_ENV": "test"}
    return {**os.environ, **settings, "PYTHONWARNINGS": "ignore"}


def staff(environment: dict[str, str], *arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", STAFF, *arguments]
    return subprocess.run(
        command, input=f"{password}\n", env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60
    )


@pytest.fixture(scope="module")
def address(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url, log = f"http://127.0.0.1:{environment['LEGALBOT_DESK_PORT']}", tmp_path_factory.mktemp("log") / "desk.log"
    with log.open("w") as sink:
        server = subprocess.Popen(
            [sys.executable, "-m", "bot.desk_server"], env=environment, cwd=ROOT, stdout=sink, stderr=sink
        )
        try:
            wait_for(url, server, log)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=10)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            assert httpx.get(f"{url}/healthz").json() == {"status": "ok"}
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def test_account_from_the_command_line_opens_the_desk(environment: dict[str, str], address: str) -> None:
    added = staff(
        environment, "add", "示例孙检察官", "--role", "officer", "--person-id", "officer_k1", "--password-stdin",
        password=PASSWORD,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    assert PASSWORD not in added.stdout + added.stderr
    assert "示例孙检察官  officer  officer_k1" in staff(environment, "list").stdout
    with httpx.Client(base_url=address) as browser:
        form = {"csrf": token_in(browser.get("/login").text), "name": "示例孙检察官", "password": PASSWORD}
        assert browser.post("/login", data=form).headers["location"] == "/day"
        assert "示例孙检察官（值班人员）" in browser.get("/day").text
        assert staff(environment, "remove", "示例孙检察官").returncode == 0
        assert browser.get("/day").headers["location"] == "/login?why=session_over"


def test_wrong_account_is_refused_in_one_sentence(environment: dict[str, str]) -> None:
    answer = staff(environment, "add", "示例某人", "--role", "officer", "--password-stdin", password=PASSWORD)
    assert answer.returncode == 1
    assert "--person-id" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_desk_listens_on_loopback_only(environment: dict[str, str], address: str) -> None:
    port = f"{int(environment['LEGALBOT_DESK_PORT']):04X}"
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if " 0A " in line]
    assert [local for local in listening if local.endswith(f":{port}")] == [f"0100007F:{port}"]
