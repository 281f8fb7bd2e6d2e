"""Says which door a matter belongs to, before a complaint or a consultation ends in a path."""

from __future__ import annotations

from actions.reply import Button, Reply, intent
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.card_text import citations_text
from knowledge_base.doors import DoorChoice, choose_door

NEXT = {
    "execution_reception": "book_appointment",
    "procuratorate_complaint": "book_appointment",
    "petition": "file_complaint",
    "consumer_complaint": "file_complaint",
    "supervision": "file_complaint",
    "labor_inspection": "file_complaint",
    "lawsuit": "apply_legal_aid",
    "administrative_suit": "apply_legal_aid",
    "labor_arbitration": "apply_legal_aid",
    "land_arbitration": "apply_legal_aid",
    "reconsideration": "apply_legal_aid",
}
"""What the bot itself can do for a door; the mediation doors lead to a request for mediation."""


def door_reply(text: str, topic: str | None = None) -> Reply | None:
    """The door with its reason, article and what it asks for; None when neither words nor topic point to one."""
    choice = choose_door(text, context().kb.doors, topic)
    return None if choice.door is None else _told(choice)


def no_door_reply() -> Reply:
    """The honest "I cannot tell yet", with a person to ask."""
    return Reply("utter_right_door_unknown", buttons=(_button("talk_to_person"),))


def _told(choice: DoorChoice) -> Reply:
    assert choice.door is not None
    second = choice.second
    also = say("utter_right_door_second", name=second.name, when=second.when) if second else ""
    named = choice.named
    not_there = say("utter_wrong_door", asked=named.name, not_here=named.not_here) + "\n" if named else ""
    variables = {
        "not_there": not_there,
        "name": choice.door.name,
        "reason": choice.reason,
        "basis": citations_text(choice.citations),
        "asks_for": "；".join(choice.door.asks_for),
        "second": also,
    }
    response = "utter_right_door" if choice.sure else "utter_right_door_unsure"
    return Reply(response, variables, (*_service(choice.door.id), _button("talk_to_person")))


def _service(door: str) -> tuple[Button, ...]:
    name = "request_mediation" if door.startswith("mediation") else NEXT.get(door)
    return (_button(name),) if name else ()


def _button(name: str) -> Button:
    return intent(say(f"utter_next_{name}"), name)
