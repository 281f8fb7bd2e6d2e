"""Whether a message only tells the day for the period asked about just before: 昨天收到处罚决定书."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.turn import turn_of
from bot.bootstrap import context
from bot.casework.deadline_answers import event_in
from knowledge_base.schema import Deadline
from knowledge_base.terms import query_words

QUESTION = re.compile("[?？吗么呢]|多久|几天|怎么|咋|什么|哪|谁|能不能|可不可以")


def tells_the_day(tracker: Tracker) -> bool:
    """Whether the latest message only tells the day for the clock asked about just before: 昨天收到处罚决定书.

    For the actions that hear bare facts and legal questions: such a message is answered by ``tell_deadlines``.
    """
    turn, ctx = turn_of(tracker), context()
    asked = ctx.kb.deadlines.get(str(tracker.slots.get("last_deadline")))
    if asked is None or not _just_told(tracker) or QUESTION.search(turn.text):
        return False
    if turn.option is not None or event_in(turn.text, turn.now) is None:
        return False
    if not turn.intent.startswith("consult_"):
        return True
    meant = {one.id for one in ctx.deadlines.find(turn.text).deadlines}
    return bool(meant & {asked.id, *asked.beside}) or _shares_words(turn.text, asked)


def _just_told(tracker: Tracker) -> bool:
    """Whether the answer before the latest message was one about a period."""
    users = 0
    for event in reversed(tracker.events):
        users += event.get("event") == "user"
        if users > 1:
            return False
        if users and event.get("event") == "slot" and event.get("name") == "last_deadline" and event.get("value"):
            return True
    return False


def _shares_words(text: str, deadline: Deadline) -> bool:
    about = " ".join((deadline.title, deadline.event))
    return any(len(word) > 1 and word in about for word in query_words(text))
