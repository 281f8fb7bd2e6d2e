"""Single actions with the turns before them: what was said, what it was taken for, which actions answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.guided_form import FORM_SLOTS


@dataclass
class Turns:
    """One conversation; every message goes to the action that the rules would have called."""

    at: datetime
    name: str = "resident"
    slots: dict[str, Any] = field(default_factory=lambda: dict.fromkeys((*FORM_SLOTS, "requested_slot")))
    loop: str | None = None
    said: list[dict[str, Any]] = field(default_factory=list)
    followed: str | None = None
    _events: list[dict[str, Any]] = field(default_factory=list)

    def danger(self, text: str, kind: str) -> None:
        """A message that was answered with the emergency numbers."""
        self.slots["danger_kind"] = kind
        self._hear(text, "emergency")
        self._events.append({"event": "action", "name": "action_pause_form"})

    def say(self, action: Action, text: str, intent: str, option: str | None = None) -> list[str]:
        """Return the names of the responses."""
        self._hear(text, intent)
        entities = [{"entity": "option", "value": option}] if option else []
        message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": entities}
        loop = {"name": self.loop} if self.loop else {}
        tracker = Tracker(self.name, dict(self.slots), message, list(self._events), False, None, loop, "action_listen")
        dispatcher, self.followed = CollectingDispatcher(), None
        for event in action.run(dispatcher, tracker, {}):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            self.followed = event["name"] if event["event"] == "followup" else self.followed
        self._events.append({"event": "action", "name": action.name()})
        self.said = dispatcher.messages
        return [message["response"] for message in self.said]

    def payload(self, title: str) -> str:
        """What the button under the last answer sends."""
        return next(str(b["payload"]) for m in self.said for b in m["buttons"] or [] if title in b["title"])

    def _hear(self, text: str, intent: str) -> None:
        parsed = {"intent": {"name": intent}}
        heard = {"event": "user", "text": text, "timestamp": self.at.timestamp(), "input_channel": "web"}
        self._events.append({**heard, "parse_data": parsed})
