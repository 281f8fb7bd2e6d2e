"""Ratings of the assistant: one to five, or praise and criticism in words."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Reply, option
from actions.turn import Turn, turn_of
from bot.bootstrap import context
from bot.casework.feedback import rate
from bot.storage.engine import transaction
from bot.wording import say

STARS = re.compile(r"([1-5一二三四五])\s*(?:分|星|颗星)")
CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
WORDS = {
    5: ("非常满意", "很满意", "太好了", "特别好", "好评", "点赞", "满分"),
    4: ("满意", "不错", "挺好", "有帮助", "帮了大忙"),
    3: ("一般", "还行", "凑合"),
    2: ("不太满意", "不满意", "没用", "答非所问"),
    1: ("太差", "差评", "很差", "垃圾", "非常不满意"),
}
ORDER = (1, 2, 5, 3, 4)
"""不满意 holds 满意, so the bad words are looked for first."""


def score_of(turn: Turn) -> int | None:
    """1 (bad) to 5 (good), or None when the message names no mark."""
    if turn.option and turn.option.startswith("rate:"):
        return int(turn.option[-1])
    stars = STARS.search(turn.text)
    if stars:
        return CHINESE.get(stars[1]) or int(stars[1])
    return next((score for score in ORDER if any(word in turn.text for word in WORDS[score])), None)


class ActionRate(Action):
    """Keeps the mark and thanks for it; without one, asks."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_rate"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Record the rating."""
        turn = turn_of(tracker)
        score = score_of(turn)
        if score is None:
            marks = tuple(option(say(f"utter_mark_{mark}"), f"rate:{mark}") for mark in (5, 4, 3, 2, 1))
            Reply("utter_offer_rating", buttons=marks).send(dispatcher)
            return []
        with transaction(context().sessions) as session:
            rate(
                session,
                conversation_id=turn.conversation_id,
                about_kind="bot",
                score=score,
                comment="" if turn.option else turn.text,
                now=turn.now,
            )
        Reply("utter_rated_well" if score >= 4 else "utter_rated_badly").send(dispatcher)
        return []
