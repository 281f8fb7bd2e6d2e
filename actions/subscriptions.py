"""Legal news by topic: subscribe, unsubscribe."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Reply
from actions.turn import turn_of
from bot.bootstrap import context
from bot.casework.feedback import subscribe, unsubscribe
from bot.storage.engine import transaction

NEWS_TOPICS = {
    "marriage": ("婚姻", "家庭", "离婚"),
    "land": ("土地", "承包", "宅基"),
    "labor": ("劳动", "工资", "打工"),
}
"""The three subjects of the city's legal-education pushes, and the words residents use for them."""


def wanted(text: str) -> tuple[str, ...]:
    """The topics that ``text`` names; all of them when it names none."""
    named = tuple(topic for topic, words in NEWS_TOPICS.items() if any(word in text for word in words))
    return named or tuple(NEWS_TOPICS)


def _names(topics: tuple[str, ...]) -> str:
    known = context().kb.topics
    return "、".join(known[topic].name for topic in topics if topic in known)


class ActionSubscribe(Action):
    """Puts the conversation on the list."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_subscribe"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Subscribe to what was named."""
        turn = turn_of(tracker)
        topics = wanted(turn.text)
        with transaction(context().sessions) as session:
            for topic in topics:
                subscribe(
                    session, conversation_id=turn.conversation_id, channel=turn.channel, topic=topic, now=turn.now
                )
        Reply("utter_subscribed", {"topics": _names(topics)}).send(dispatcher)
        return []


class ActionUnsubscribe(Action):
    """Takes the conversation off the list."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_unsubscribe"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Unsubscribe from what was named."""
        turn = turn_of(tracker)
        topics = wanted(turn.text)
        with transaction(context().sessions) as session:
            for topic in topics:
                unsubscribe(session, conversation_id=turn.conversation_id, channel=turn.channel, topic=topic)
        Reply("utter_unsubscribed", {"topics": _names(topics)}).send(dispatcher)
        return []
