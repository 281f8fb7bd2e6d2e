"""Legal news by topic: subscribe, unsubscribe."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Button, Reply
from actions.turn import Turn, turn_of
from bot.bootstrap import context
from bot.casework.feedback import subscribe, unsubscribe
from bot.storage.engine import transaction
from bot.wording import say

NEWS_TOPICS = {
    "marriage": ("婚姻", "家庭", "离婚"),
    "land": ("土地", "承包", "宅基"),
    "labor": ("劳动", "工资", "打工"),
}
"""The three subjects of the city's legal-education pushes, and the words residents use for them."""

NEWS = "news:"
ONLY = re.compile("只要|只订|只收|只看|就要|就订|单要|光要|其他不要|别的不要")
CHOOSING = re.compile("[只就单光]?[要订收看]|不要")
SHORT = 14
A_PLACE = re.compile("空位|位子|名额|有号|候补|排队|排号|排上|轮到|约满|都满|满了|没号")
"""Words of who waits for a time at a window; such a notice is no legal news."""


def wanted(text: str) -> tuple[str, ...]:
    """The topics that ``text`` names; all of them when it names none."""
    named = tuple(topic for topic, words in NEWS_TOPICS.items() if any(word in text for word in words))
    return named or tuple(NEWS_TOPICS)


def chooses_topics(tracker: Tracker, turn: Turn) -> bool:
    """Whether the message names topics right after the news were subscribed to."""
    named = any(word in turn.text for words in NEWS_TOPICS.values() for word in words)
    return named and len(turn.text) <= SHORT and bool(CHOOSING.search(turn.text)) and _just_subscribed(tracker)


def asks_for_a_place(tracker: Tracker, turn: Turn) -> bool:
    """Whether the message, in the middle of a booking, is about waiting for a free time."""
    booking = (tracker.active_loop or {}).get("name") == "booking_form"
    return booking and len(turn.text) <= SHORT and A_PLACE.search(turn.text) is not None


def _just_subscribed(tracker: Tracker) -> bool:
    turns = 0
    for event in reversed(tracker.events):
        turns += event.get("event") == "user"
        if event.get("event") == "action" and event.get("name") == "action_subscribe":
            return turns <= 1
    return False


def _only_buttons() -> tuple[Button, ...]:
    """One topic instead of all three; pressed, it subscribes to that one alone."""
    known = context().kb.topics
    return tuple(
        Button(say("utter_button_only", topic=known[topic].name), f'/subscribe_news{{"option": "{NEWS}{topic}"}}')
        for topic in NEWS_TOPICS
        if topic in known
    )


def _names(topics: tuple[str, ...]) -> str:
    known = context().kb.topics
    return "、".join(known[topic].name for topic in topics if topic in known)


class ActionSubscribe(Action):
    """Puts the conversation on the list."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_subscribe"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Subscribe to what was named; 只要 and a topic's button end the others."""
        turn = turn_of(tracker)
        if turn.option is None and A_PLACE.search(turn.text):
            Reply("utter_queue_explained").send(dispatcher)
            return []
        pressed = (turn.option or "").removeprefix(NEWS)
        topics = (pressed,) if pressed in NEWS_TOPICS else wanted(turn.text)
        others = set(NEWS_TOPICS) - set(topics) if pressed in NEWS_TOPICS or ONLY.search(turn.text) else set()
        with transaction(context().sessions) as session:
            for topic in others:
                unsubscribe(session, conversation_id=turn.conversation_id, channel=turn.channel, topic=topic)
            for topic in topics:
                subscribe(
                    session, conversation_id=turn.conversation_id, channel=turn.channel, topic=topic, now=turn.now
                )
        buttons = _only_buttons() if len(topics) == len(NEWS_TOPICS) else ()
        Reply("utter_subscribed", {"topics": _names(topics)}, buttons).send(dispatcher)
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
