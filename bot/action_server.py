"""The action server: rasa-sdk's application on loopback only, whose errors never repeat what a resident wrote."""

from __future__ import annotations

import logging

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

import actions
from bot.bootstrap import context
from bot.nlu.moments import read_moment
from bot.nlu.place_finder import find_place
from bot.quiet import quieten

logger = logging.getLogger(__name__)


def build_app() -> Sanic:
    """Return the action server's application with all actions registered and the knowledge base loaded."""
    _warm_up()
    app = create_app(actions, cors_origins=[])
    app.error_handler.add(Exception, _report_without_text)
    return app


def _warm_up() -> None:
    """Load dictionaries and indexes before the first resident waits for them."""
    ctx = context()
    ctx.cards.find("老板拖欠工资", [])
    find_place("石桥村", ctx.places)
    read_moment("明天上午九点", ctx.now())


def _report_without_text(request: Request, error: Exception) -> HTTPResponse:
    """Log the cause by type and place; the request body holds what a resident wrote and stays out."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown place"
    action = (request.json or {}).get("next_action", "unknown action")
    logger.error("Action %s failed: %s at %s", action, type(error).__name__, where)
    return json({"error": type(error).__name__}, status=500)


def main() -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    quieten()
    settings = context().settings
    build_app().run("127.0.0.1", settings.action_port, workers=1, access_log=False)


if __name__ == "__main__":
    main()
