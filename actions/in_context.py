"""Messages that only make sense after what came before, whatever the classifier takes them for."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import after_danger, last_shown, request_state, subscriptions
from actions.reply import Reply
from actions.turn import Turn, turn_of

UNREAD = frozenset(["out_of_scope", "nlu_fallback", "inform", "affirm", "deny", "help", "stop"])
"""Intents that say little about what is meant."""
Events = list[EventType]


def goes_on(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events | None:
    """Answer a typed message that goes on from danger, from a request, from news or from what was shown."""
    turn = turn_of(tracker)
    if turn.option is not None or turn.text.startswith("/"):
        return None
    if after_danger.danger_near(tracker, turn):
        if after_danger.wants_a_person(turn):
            return _hand_over(dispatcher, tracker, domain)
        if after_danger.tells_how_it_is(turn):
            return _said(after_danger.kind_word(turn, tracker.slots), dispatcher)
    if subscriptions.chooses_topics(tracker, turn):
        return subscriptions.ActionSubscribe().run(dispatcher, tracker, domain)
    if subscriptions.asks_for_a_place(tracker, turn):
        return _said(Reply("utter_queue_explained"), dispatcher)
    return _said(_told(tracker, turn), dispatcher)


def instead_of_form(
    form: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> Events | None:
    """Answer a message that would open ``form`` but does not mean it; None: it is meant."""
    turn, slots = turn_of(tracker), tracker.slots
    if turn.option is not None or turn.text.startswith("/"):
        return None
    if after_danger.danger_near(tracker, turn) and after_danger.only_guessed(turn):
        if after_danger.wants_a_person(turn):
            return [FollowupAction("action_hand_over")]
        return _said(after_danger.kind_word(turn, slots), dispatcher)
    if form == "lawyer_form" and last_shown.wants_another(turn, slots):
        return _said(last_shown.about_shown(turn, slots, named=False), dispatcher)
    if form == "booking_form" and last_shown.wants_to_see(turn, slots):
        return _said(last_shown.about_shown(turn, slots, named=True), dispatcher)
    if form == "complaint_lookup_form":
        return _said(request_state.by_number(turn) or request_state.of_conversation(turn, or_say_none=True), dispatcher)
    if form == "request_form":
        return _said(request_state.of_conversation(turn, or_say_none=False), dispatcher)
    return None


def _told(tracker: Tracker, turn: Turn) -> Reply | None:
    unread = turn.intent in UNREAD
    return (
        request_state.by_number(turn)
        or request_state.of_conversation(turn, or_say_none=turn.intent in ("out_of_scope", "nlu_fallback"))
        or last_shown.about_shown(turn, tracker.slots, named=not unread)
    )


def _said(reply: Reply | None, dispatcher: CollectingDispatcher) -> Events | None:
    if reply is None:
        return None
    reply.send(dispatcher)
    return []


def _hand_over(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
    from actions.hand_over import ActionHandOver

    return ActionHandOver().run(dispatcher, tracker, domain)
