"""The desk: the officers' page on loopback only, without access log because addresses name visits."""

from __future__ import annotations

import logging
from typing import Any

import uvicorn

from bot.bootstrap import context
from bot.desk.app import build_desk
from bot.desk.checklist_reader import checklist_reader
from bot.desk.services import services_of
from bot.quiet import quieten
from bot.wording import say

OPTIONS: dict[str, Any] = {
    "host": "127.0.0.1",
    "access_log": False,
    "server_header": False,
    "log_level": "warning",
    # The desk has no WebSockets, and Rasa holds the websockets package back at a version uvicorn cannot import.
    "ws": "none",
}


def main() -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    quieten()
    ctx = context()
    reader = checklist_reader(ctx.kb.service_items, ctx.now, say)
    app = build_desk(services_of(ctx, checklist=reader))
    uvicorn.run(app, port=ctx.settings.desk_port, **OPTIONS)


if __name__ == "__main__":
    main()
