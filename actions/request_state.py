"""Where a mediation, a legal-aid application or a handoff stands, told in one sentence and with whom to ring."""

from __future__ import annotations

import re

from actions.reply import Button, Reply, intent
from actions.turn import Turn
from bot.bootstrap import context
from bot.casework import request_state
from bot.casework.request_state import HANDED_OVER, RequestState
from bot.nlu.phones import find_phone
from bot.nlu.reference_numbers import find_request_number, without_request_number
from bot.storage.engine import reading
from bot.wording import say

KINDS = (
    ("mediation", re.compile("调解")),
    ("legal_aid", re.compile("法援|法律援助")),
    (HANDED_OVER, re.compile("转.{0,4}律师|律师.{0,6}(?:回我|回话|联系我|找我)|转.{0,2}人工|转.{0,2}真人")),
)
ASKS_STATE = re.compile(
    "咋样|怎么样|怎样了|到哪|哪一步|进度|进展|啥时候|什么时候|啥时|多会|多久|几时|消息|回音|回话|结果|查一下|查查|查下|"
    "办好|批了|批没|没人联系|联系我|受理了|还没|催"
)

SHORT = 24
"""Characters: a longer message tells of a matter and asks for more than how far it is."""


def by_number(turn: Turn) -> Reply | None:
    """The state of the request whose number was typed; None when no such number was."""
    number = find_request_number(turn.text)
    if number is None:
        return None
    phone = find_phone(without_request_number(turn.text))
    with reading(context().sessions) as session:
        told = phone if isinstance(phone, str) else None
        found = request_state.by_number(session, number, turn.conversation_id, told)
    if found is not None:
        return _told(found)
    response = "utter_handoff_not_here" if request_state.kind_of(number) == HANDED_OVER else "utter_request_needs_phone"
    return Reply(response, {"number": number}, _person())


def of_conversation(turn: Turn, *, or_say_none: bool) -> Reply | None:
    """The state of what was asked for here, where the message asks how far it is.

    ``or_say_none``: the message can mean nothing else, so that it is told when nothing is on record.
    """
    kind = next((kind for kind, words in KINDS if words.search(turn.text)), None)
    if kind is None or len(turn.text) > SHORT or "投诉" in turn.text or not ASKS_STATE.search(turn.text):
        return None
    with reading(context().sessions) as session:
        found = request_state.latest(session, kind, turn.conversation_id)
    if found is not None:
        return _told(found)
    return (
        Reply("utter_no_request_here", {"what": say(f"utter_request_name_{kind}")}, _person()) if or_say_none else None
    )


def _told(found: RequestState) -> Reply:
    variables = {
        "number": found.number,
        "what": say(f"utter_request_name_{found.kind}"),
        "filed": f"{found.filed_on:%m月%d日}",
        "state": say(f"utter_request_state_{found.state}"),
    }
    if found.kind != HANDED_OVER:
        return Reply("utter_request_stands", variables)
    lawyer = found.lawyer or say("utter_request_no_lawyer_yet")
    expected = f"{found.expected_on:%m月%d日}" if found.expected_on else ""
    return Reply("utter_handoff_stands", {**variables, "lawyer": lawyer, "expected": expected})


def _person() -> tuple[Button, ...]:
    return (intent(say("utter_button_a_person"), "talk_to_person"),)
