"""A server that cannot start is given up; one that is killed is always started again; the desk is not missed."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.bootstrap import ROOT
from bot.keep_alive import MAX_SHORT_LIVES, SHORT_LIFE_SECONDS, next_count
from bot.processes import PortInUse, refuse_used_ports, server_commands
from bot.settings import Settings, load_settings


@pytest.mark.parametrize(
    ("before", "code", "lived", "after"),
    [
        (0, 1, 1.0, 1),
        (MAX_SHORT_LIVES - 1, 1, 1.0, MAX_SHORT_LIVES),
        (3, 1, SHORT_LIFE_SECONDS + 1, 1),
        (3, -9, 1.0, 0),
        (0, -15, 1.0, 0),
    ],
)
def test_short_lives_are_counted(before: int, code: int, lived: float, after: int) -> None:
    assert next_count(before, code, lived) == after


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


@pytest.fixture
def settings() -> Settings:
    ports = []
    with socket.socket() as one, socket.socket() as two, socket.socket() as three:
        for probe in (one, two, three):
            probe.bind(("127.0.0.1", 0))
            ports.append(probe.getsockname()[1])
    return replace(load_settings(), host="127.0.0.1", port=ports[0], action_port=ports[1], desk_port=ports[2])


@pytest.mark.parametrize("key", ["port", "action_port"])
def test_without_its_own_ports_the_chat_does_not_start(settings: Settings, taken: int, key: str) -> None:
    with pytest.raises(PortInUse, match=str(taken)):
        refuse_used_ports(replace(settings, **{key: taken}))


def test_a_taken_desk_port_leaves_out_the_desk_and_says_so_in_one_line(
    settings: Settings, taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    there = replace(settings, desk_port=taken)
    refuse_used_ports(there)
    assert set(server_commands(there)) == {"actions", "chat"}
    (line,) = capsys.readouterr().out.splitlines()
    assert str(taken) in line and "LEGALBOT_DESK_PORT" in line


def test_with_its_port_free_the_desk_starts(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(server_commands(settings)) == {"actions", "chat", "desk"}
    assert capsys.readouterr().out == ""


def test_an_optional_server_that_cannot_run_waits_for_the_runner_to_stop() -> None:
    command = [sys.executable, "-m", "bot.keep_optional", "bot.no_such_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            assert "bot.no_such_server cannot run" in process.stdout.readline()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.5)
            process.terminate()
            assert process.wait(timeout=5) == 0
        finally:
            process.kill()


@pytest.mark.parametrize("keeper", ["bot.keep_alive", "bot.keep_optional"])
def test_a_server_does_not_outlive_a_runner_that_was_killed(keeper: str) -> None:
    """Otherwise it would keep the port, and the next start could not have it."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as runner:
        command = [sys.executable, "-m", keeper, "tests.sleeper", str(runner.pid)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(timeout=0.5)
                runner.kill()
                runner.wait()
                assert process.wait(timeout=10) == 0
            finally:
                runner.kill()
                process.kill()
