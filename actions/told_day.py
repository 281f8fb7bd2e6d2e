"""A message that only tells the day for the period asked about just before: 昨天收到处罚决定书, or why it cannot."""

from __future__ import annotations

import calendar
import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.deadline_reply import tell_deadlines
from actions.reply import Reply
from actions.turn import Turn, turn_of
from bot.bootstrap import context
from bot.casework.deadline_answers import event_in
from bot.nlu.moments import read_moment
from knowledge_base.chinese_numbers import NUMERALS, parse_number, to_ascii
from knowledge_base.schema import Deadline
from knowledge_base.terms import query_words

QUESTION = re.compile("[?？吗么呢]|多久|几天|怎么|咋|什么|哪|谁|能不能|可不可以")
SHORT = 16
"""Longer messages tell more than a day."""
_FORGOTTEN = re.compile(
    "忘了|忘记|不记得|记不得|记不清|记不住|记不太清|想不起|说不准|说不清|不清楚|不知道(?:是)?(?:哪天|几号|日子|日期|啥时候)"
    "|没印象|没记"
)
_NUMBER = rf"(?:\d{{1,3}}|[{NUMERALS}]{{1,4}})"
_DAY = re.compile(rf"(?:(?P<year>\d{{4}}|今|去|前|明|后)年)?(?P<month>{_NUMBER})月份?(?P<day>{_NUMBER})[号日]?")
_YEARS = {"今": 0, "去": -1, "前": -2, "明": 1, "后": 2}


def hear_day(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType] | None:
    """Count the period from the day told, or say what is wrong with that day; None for any other message."""
    turn = turn_of(tracker)
    asked = context().kb.deadlines.get(str(tracker.slots.get("last_deadline")))
    if asked is None or turn.option is not None or not _just_told(tracker):
        return None
    trouble = _trouble(turn, asked)
    if trouble is not None:
        trouble.send(dispatcher)
        return [SlotSet("last_deadline", asked.id)]  # set anew: the day is still being waited for
    return tell_deadlines(dispatcher, tracker, domain) if tells_the_day(tracker) else None


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


def impossible_day(text: str, year_now: int) -> tuple[int, int] | None:
    """The (month, day) that ``text`` names though no calendar has it, or None. Without a year 29 February passes."""
    found = _DAY.search(to_ascii(text))
    if found is None:
        return None
    try:
        month, day = int(parse_number(found["month"])), int(parse_number(found["day"]))
    except ValueError:
        return None
    named = found["year"]
    year = year_now + _YEARS[named] if named in _YEARS else int(named) if named else 2024
    possible = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(1, year), month)[1]
    return None if possible else (month, day)


def _trouble(turn: Turn, asked: Deadline) -> Reply | None:
    """What keeps a short reply from being counted: a day that does not exist, lies ahead or is not remembered."""
    if len(turn.text) > SHORT or QUESTION.search(turn.text):
        return None
    wrong = impossible_day(turn.text, turn.now.year)
    if wrong is not None:
        month, day = wrong
        return Reply("utter_day_impossible" if month <= 12 else "utter_month_impossible", {"month": month, "day": day})
    if event_in(turn.text, turn.now) is None:
        moment = read_moment(turn.text, turn.now, prefer="past")
        if moment is not None and moment.start > turn.now:
            return Reply("utter_day_ahead", {"day": f"{moment.start:%Y}年{moment.start.month}月{moment.start.day}日"})
        if _FORGOTTEN.search(turn.text):
            return Reply("utter_day_forgotten", {"event": asked.event})
    return None


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
