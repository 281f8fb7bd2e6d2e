"""Starts the servers under one runner (honcho), says when all is ready, stops all on Ctrl-C."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from honcho.manager import Manager

from bot.quiet import ENVIRONMENT
from bot.settings import ROOT, Settings

INTERRUPTED = 130
"""The runner's code for Ctrl-C: what the operator asked for is no failure."""
LOOPBACK = "127.0.0.1"
READY_SECONDS = 180
POLL_SECONDS = 0.5


class PortInUse(RuntimeError):
    """Another program listens on a port we need; the message names the port and the setting."""


def environment(settings: Settings) -> dict[str, str]:
    """The environment of every server process: the caller's, plus what ``endpoints.yml`` refers to."""
    return {
        **os.environ,
        **ENVIRONMENT,
        "LEGALBOT_ACTION_URL": settings.action_url,
        "LEGALBOT_TRACKER_URL": tracker_url(settings),
        "PYTHONUNBUFFERED": "1",
    }


def tracker_url(settings: Settings) -> str:
    """Where Rasa keeps conversations: a file of its own on SQLite, so that it never waits for our transactions."""
    if settings.database_url.startswith("sqlite"):
        return f"sqlite:///{settings.data_dir / 'conversations.db'}"
    return settings.database_url


def refuse_used_ports(settings: Settings) -> None:
    """Raise ``PortInUse`` before anything is started. The desk's port is no reason: the chat goes on without it."""
    wanted = (
        ("LEGALBOT_PORT", settings.host, settings.port),
        ("LEGALBOT_ACTION_PORT", LOOPBACK, settings.action_port),
    )
    for key, host, port in wanted:
        problem = port_problem(host, port)
        if problem:
            raise PortInUse(f"Port {port} on {host} cannot be used ({problem}); stop the other program or set {key}.")


def port_problem(host: str, port: int) -> str:
    """Why a server could not listen there; empty when it could."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.strerror or type(error).__name__
    return ""


def serve(settings: Settings) -> int:
    """Run until Ctrl-C or until a server gives up; return the exit code."""
    manager = Manager()
    for name, command in server_commands(settings).items():
        manager.add_process(name, command, env=environment(settings), cwd=str(ROOT))
    threading.Thread(target=_announce, args=(settings,), daemon=True).start()
    manager.loop()
    return 0 if manager.returncode in (None, INTERRUPTED) else int(manager.returncode)


def server_commands(settings: Settings) -> Mapping[str, str]:
    """Name and command of each server; the desk is left out, and that is said, when its port is taken."""
    keepers = {"actions": "bot.keep_alive bot.action_server", "chat": "bot.keep_alive bot.chat_server"}
    problem = port_problem(LOOPBACK, settings.desk_port)
    if problem:
        print(
            f"legalbot: the desk is left out: port {settings.desk_port} cannot be used ({problem}). The chat goes on; "
            "stop the other program or set LEGALBOT_DESK_PORT, then start again.",
            flush=True,
        )
    else:
        keepers["desk"] = "bot.keep_optional bot.desk_server"
    return {name: f'"{sys.executable}" -m {keeper} {os.getpid()}' for name, keeper in keepers.items()}


def _announce(settings: Settings) -> None:
    if wait_until_ready(settings, READY_SECONDS):
        print(f"\n  市民法律服务助手已就绪 Ready: {settings.chat_url}\n", flush=True)
    else:
        print("\n  Not ready yet; see the log lines above and /healthz.\n", flush=True)


def wait_until_ready(settings: Settings, seconds: float) -> bool:
    """Whether ``/healthz`` turns 200 within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if _healthy(settings):
            return True
        time.sleep(POLL_SECONDS)
    return False


def _healthy(settings: Settings) -> bool:
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/healthz", timeout=2) as answer:
            return bool(json.load(answer).get("status") == "ok")
    except (OSError, ValueError, urllib.error.URLError):
        return False
