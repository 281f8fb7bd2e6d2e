"""A resident in a form without Rasa: slots are kept between turns as Rasa keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.choose_option import ActionChooseOption
from actions.forms.guided_form import FORM_SLOTS, GuidedForm
from bot.wording import say


def spoken(talk: FormTalk) -> str:
    """The last answer as it is read."""
    said = dict(talk.said[-1])
    return say(said.pop("response"), **said)


@dataclass
class FormTalk:
    """One conversation. ``form`` is the form that hears the resident; None: messages are buttons outside a form."""

    form: GuidedForm | None
    at: datetime
    name: str = "resident"
    channel: str = "web"
    slots: dict[str, Any] = field(default_factory=dict)
    active: bool = False
    followed: str | None = None
    said: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.slots = dict.fromkeys((*FORM_SLOTS, "requested_slot")) | self.slots

    def say(self, text: str, option: str | None = None, intent: str = "inform") -> list[str]:
        """Return the names of the responses to one message."""
        action: Action = self.form or ActionChooseOption()
        dispatcher = CollectingDispatcher()
        self.followed = None
        for event in action.run(dispatcher, self._tracker(text, option, intent), {}):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            if event["event"] == "followup":
                self.followed = event["name"]
        self.active = self.form is not None and self.slots["requested_slot"] is not None
        self.said = dispatcher.messages
        return [message["response"] for message in self.said]

    def press(self, title: str) -> list[str]:
        """Press the button whose title holds ``title`` under the last answer."""
        button = next(b for message in self.said for b in message["buttons"] if title in b["title"])
        payload = str(button["payload"])
        if '"option": "' not in payload:
            return self.say(payload, intent=payload.removeprefix("/"))
        return self.say(payload, option=payload.split('"option": "')[1].removesuffix('"}'))

    @property
    def titles(self) -> list[str]:
        return [button["title"] for message in self.said for button in message["buttons"] or []]

    def variable(self, name: str) -> Any:
        return self.said[-1][name]

    def _tracker(self, text: str, option: str | None, intent: str) -> Tracker:
        entities = [{"entity": "option", "value": option}] if option else []
        message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": entities}
        loop = {"name": self.form.form_name} if self.form and self.active else {}
        shown = [{"event": "bot", "data": {"buttons": message["buttons"]}} for message in self.said]
        events = [
            *shown,
            {"event": "user", "text": text, "timestamp": self.at.timestamp(), "input_channel": self.channel},
        ]
        return Tracker(self.name, dict(self.slots), message, events, False, None, loop, "action_listen")
