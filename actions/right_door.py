"""Says which door a matter belongs to, before a complaint or a consultation ends in a path."""

from __future__ import annotations

import re

from actions.reply import Button, Reply, intent, option
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

_ROAD = re.compile(
    "[，,。；;]?(?:我|那|到底|究竟|现在)*(?:该|应该|要|得)?走(?:的是)?(?:哪|什么|啥)一?[条个]?(?:路子?|门|途径|渠道|程序)"
)
_WHERE = re.compile(
    "(?:我|那|这事|到底|究竟|现在)*(?:该|应该|要|得)?"
    "(?:[去上到找往](?:哪里|哪儿|哪|啥地方)|找(?:谁|哪个部门|哪个单位|什么部门))"
    "(?:去)?(?:告|投诉|说理|反映|解决|办|评理)?(?:他|它|他们)?(?:啊|呢|呀|吗)?[?？。]?"
)
_FILLER = re.compile("[我那这事该应要得呢啊呀吗的,，。?？ ]+")
MATTER = 3
"""Characters beside the question for the door that make a matter of their own."""


def asks_for_the_door(text: str) -> bool:
    """Whether ``text`` asks which path to take (该走哪条路), or only where to go with a matter told before (去哪告)."""
    return bool(_ROAD.search(text) or _WHERE.fullmatch(text))


def matter_in(text: str) -> str:
    """The matter that is told together with the question for the door; empty when there is none."""
    rest = _ROAD.sub("", text)
    return "" if _WHERE.fullmatch(text) or len(_FILLER.sub("", rest)) < MATTER else rest


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
        "name": choice.name,
        "reason": choice.reason,
        "basis": citations_text(choice.citations),
        "asks_for": "；".join(choice.asks_for),
        "second": also,
    }
    response = "utter_right_door" if choice.sure else "utter_right_door_unsure"
    cases = tuple(option(one.title, f"case:{one.case}") for one in choice.buttons)
    return Reply(response, variables, (*cases, *_service(choice.door.id), _button("talk_to_person")))


def _service(door: str) -> tuple[Button, ...]:
    name = "request_mediation" if door.startswith("mediation") else NEXT.get(door)
    return (_button(name),) if name else ()


def _button(name: str) -> Button:
    return intent(say(f"utter_next_{name}"), name)
