"""The chat server: Rasa with our channels, on the address and port of the settings."""

from __future__ import annotations

import logging
import os
from typing import Any

from bot.bootstrap import context
from bot.quiet import quieten
from bot.settings import ROOT
from bot.training import latest_model


def main() -> None:
    """Serve until stopped. The endpoints' addresses must be in the environment (see ``bot.processes``)."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    os.chdir(ROOT)
    quieten()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    settings = context().settings
    serve_application(
        model_path=str(latest_model(settings.models_dir)),
        interface=settings.host,
        port=settings.port,
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints("endpoints.yml"),
        enable_api=False,
        server_listeners=[(warm_up, "after_server_start")],
    )


async def warm_up(app: Any, _loop: Any) -> None:
    """Say one sentence to ourselves: dictionaries and weights load now and not while the first resident waits."""
    from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

    await app.ctx.agent.handle_message(UserMessage("您好", CollectingOutputChannel(), "warm-up"))


if __name__ == "__main__":
    main()
