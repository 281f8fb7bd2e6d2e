"""Starts the real servers on free ports with a database of their own, and talks to them over HTTP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 150.0
TURN_SECONDS = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class LiveServer:
    """``legalbot serve`` in a process group of its own. The trained model is shared through a link."""

    folder: Path
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    port: int = 0
    action_port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "legalbot.db"

    def start(self) -> LiveServer:
        self.port, self.action_port = free_port(), free_port()
        self._share_model()
        env = {
            **os.environ,
            "LEGALBOT_ENV": "test",
            "LEGALBOT_DATA_DIR": str(self.folder),
            "LEGALBOT_PORT": str(self.port),
            "LEGALBOT_ACTION_PORT": str(self.action_port),
            "LEGALBOT_DESK_PORT": str(free_port()),
            **self.extra,
        }
        log = (self.folder / "serve.log").open("ab")
        command = [sys.executable, "-m", "bot", "serve"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
        self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"serve ended early: {self.log()[-2000:]}")
            if self.health() == 200:
                return
            time.sleep(0.3)
        raise RuntimeError(f"not ready in {START_SECONDS} s: {self.log()[-2000:]}")

    def health(self) -> int:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5, trust_env=False).status_code
        except httpx.HTTPError:
            return 0

    def log(self) -> str:
        return (self.folder / "serve.log").read_text(encoding="utf-8", errors="replace")

    def stop(self, how: int = signal.SIGINT) -> int:
        """Stop everything as Ctrl-C does; return the exit code."""
        assert self.process is not None
        os.killpg(self.process.pid, how)
        try:
            return self.process.wait(timeout=30)
        finally:
            self.process = None

    def kill(self) -> None:
        """The power goes: no process, the runner's or a server's, gets a chance to tidy up."""
        self.stop(signal.SIGKILL)
        self._kill_processes(lambda command: command[1:2] == [b"-m"])

    def kill_action_server(self) -> None:
        """Kill this server's action process, nobody else's; the runner starts it again."""
        self._kill_processes(lambda command: command[1:3] == [b"-m", b"bot.action_server"])

    def _kill_processes(self, wanted: Callable[[list[bytes]], bool]) -> None:
        mark = f"LEGALBOT_ACTION_PORT={self.action_port}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                command = (entry / "cmdline").read_bytes().split(b"\0")
                if wanted(command) and mark in (entry / "environ").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
            except (OSError, ValueError):
                continue

    def _share_model(self) -> None:
        models = self.folder / "models"
        if not models.exists():
            models.symlink_to(ROOT / "var" / "models", target_is_directory=True)


@dataclass
class Said:
    """What the bot answered to one message."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n".join(str(message.get("text", "")) for message in self.messages)

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [button for message in self.messages for button in message.get("buttons", [])]

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self.buttons]

    def __contains__(self, part: str) -> bool:
        return part in self.text


class Resident:
    """One conversation with the running bot."""

    def __init__(self, server: LiveServer, name: str | None = None) -> None:
        self.server = server
        self.name = name or f"resident-{uuid.uuid4().hex}"
        self.last = Said([])

    def say(self, text: str) -> Said:
        answer = httpx.post(
            f"{self.server.url}/webhooks/rest/webhook",
            json={"sender": self.name, "message": text},
            timeout=TURN_SECONDS,
            trust_env=False,
        )
        answer.raise_for_status()
        self.last = Said(answer.json())
        return self.last

    def press(self, title: str) -> Said:
        """Press the quick reply whose title holds ``title``."""
        for button in reversed(self.last.buttons):
            if title in button["title"]:
                return self.say(button["payload"])
        raise AssertionError(f"no button {title!r} among {self.last.titles} under {self.last.text!r}")
