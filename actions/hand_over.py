"""Talk to a person: the handoff is on record with a summary before the resident is told so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.last_shown import about_shown
from actions.reply import Reply
from actions.turn import Turn, turn_of
from bot.bootstrap import context
from bot.casework import handoff_summary, residents
from bot.casework.booking_rules import booking_of
from bot.casework.handoffs import HandoffReceipt, open_handoff
from bot.casework.office_hours import is_open
from bot.storage.engine import transaction
from bot.wording import say

SUMMARY_EVENTS = 60
PASSED_ON = re.compile("转|真人|人工|找个?人")
"""Words that want a person now, also when they speak of the lawyer just shown."""
ONLY_A_PERSON = re.compile("真人|人工|活人|律师|找个?人|客服|机器人|你好|您好")
MATTER_FROM = 8
"""Characters from which a message that asks for a person may tell its reason too."""
LEGAL_DESK = "public_legal_service"
"""The item whose reception hours say when a lawyer can be expected to answer."""


class ActionHandOver(Action):
    """Records a handoff, tells the lawyer, and says honestly when an answer can be expected."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_hand_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Open the handoff; asked for again, the same number is told."""
        turn, ctx = turn_of(tracker), context()
        told = None if PASSED_ON.search(turn.text) else about_shown(turn, tracker.slots, named=True)
        if told is not None:
            told.send(dispatcher)
            return []
        summary = handoff_summary.summarise(_said(tracker))
        hours = booking_of(ctx.kb.service_items[LEGAL_DESK]).hours
        with transaction(ctx.sessions) as session:
            known = residents.get(session, turn.conversation_id)
            receipt = open_handoff(
                session,
                conversation_id=turn.conversation_id,
                channel=turn.channel,
                summary=summary.text,
                place_id=known.place_id if known else tracker.slots.get("place"),
                household=known.household if known else None,
                topic=tracker.slots.get("last_topic"),
                now=turn.now,
                working=is_open(ctx.calendar, turn.now, hours),
                next_working_day=ctx.calendar.next_working_day(turn.now.date()),
                rng=ctx.rng,
            )
        _told(receipt, turn, matter_told=matter_told(_said(tracker))).send(dispatcher)
        return []


def _said(tracker: Tracker) -> list[handoff_summary.Turn]:
    """What the resident said lately; buttons and greetings are left out by the summary."""
    events = [event for event in tracker.events[-SUMMARY_EVENTS:] if event.get("event") == "user" and event.get("text")]
    return [handoff_summary.Turn(handoff_summary.RESIDENT, str(event["text"])) for event in events]


def matter_told(said: Sequence[handoff_summary.Turn]) -> bool:
    """Whether any message says what it is about, beside asking for a person."""
    typed = [turn.text for turn in said if not turn.text.startswith("/")]
    return any(
        len(text) >= handoff_summary.SHORTEST and (len(text) > MATTER_FROM or not ONLY_A_PERSON.search(text))
        for text in typed
    )


def _told(receipt: HandoffReceipt, turn: Turn, *, matter_told: bool) -> Reply:
    day = f"{receipt.expected_on:%m月%d日}"
    if receipt.expected_on > turn.now.date():
        when = say("utter_handover_later", day=day)
    elif receipt.lawyer_linked:
        when = say("utter_handover_soon")
    else:
        when = say("utter_handover_unlinked", day=day)
    if not matter_told:
        who = receipt.lawyer.name if receipt.lawyer else say("utter_handover_centre")
        return Reply("utter_handed_over_untold", {"number": receipt.number, "lawyer": who, "when": when})
    if receipt.lawyer is None:
        return Reply("utter_handed_over_no_lawyer", {"number": receipt.number, "when": when})
    return Reply("utter_handed_over", {"number": receipt.number, "lawyer": receipt.lawyer.name, "when": when})
