"""One resident message as the actions see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from rasa_sdk import Tracker

from bot.bootstrap import context
from bot.storage.base import CITY_TIME

Slots = dict[str, Any]
CONSULT = "consult_"


@dataclass(frozen=True)
class Turn:
    """What was said, how it was understood, when and by whom. ``now`` is aware, Asia/Shanghai."""

    text: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[dict[str, Any], ...]
    now: datetime
    conversation_id: str
    channel: str

    def entity(self, name: str) -> str | None:
        """The first value of entity ``name``, or None."""
        return next((str(item["value"]) for item in self.entities if item.get("entity") == name), None)

    @property
    def option(self) -> str | None:
        """What a pressed quick-reply button carries, or None for typed text."""
        return self.entity("option")

    @cached_property
    def topics(self) -> tuple[tuple[str, float], ...]:
        """Legal topics in the ranking with their share among legal topics, best first."""
        shares = [(name[len(CONSULT) :], share) for name, share in self.ranking if name.startswith(CONSULT)]
        total = sum(share for _, share in shares) or 1.0
        return tuple((topic, share / total) for topic, share in shares)


def turn_of(tracker: Tracker) -> Turn:
    """Read the latest message of ``tracker``; its own timestamp counts, so a retried call gives the same answer."""
    message = tracker.latest_message or {}
    intent = message.get("intent") or {}
    return Turn(
        text=str(message.get("text") or "").strip(),
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        ranking=tuple((str(r["name"]), float(r["confidence"])) for r in message.get("intent_ranking") or []),
        entities=tuple(message.get("entities") or []),
        now=_said_at(tracker),
        conversation_id=tracker.sender_id,
        channel=tracker.get_latest_input_channel() or "unknown",
    )


def _said_at(tracker: Tracker) -> datetime:
    for event in reversed(tracker.events):
        if event.get("event") == "user" and event.get("timestamp"):
            return datetime.fromtimestamp(event["timestamp"], CITY_TIME)
    return context().now()
