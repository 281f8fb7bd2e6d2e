"""Keeps masked messages that were not understood well, for ``legalbot nlu review``."""

from __future__ import annotations

import logging

from actions.turn import Turn
from bot.bootstrap import context
from bot.casework.feedback import log_unclear_turn
from bot.storage.engine import transaction

logger = logging.getLogger(__name__)


def note(turn: Turn, reason: str) -> None:
    """Record ``turn`` with ``reason`` (refused, near_tie, corrected); a failure never costs the resident the answer."""
    try:
        with transaction(context().sessions) as session:
            log_unclear_turn(
                session, text=turn.text, intent=turn.intent, ranking=turn.ranking, reason=reason, now=turn.now
            )
    except Exception as error:
        logger.warning("could not keep a message for review: %s", type(error).__name__)
