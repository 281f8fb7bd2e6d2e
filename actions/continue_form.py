"""Going on, leaving and pausing: what happens around a form."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import after_danger
from actions.forms.guided_form import FORM_SLOTS
from actions.heard import belongs_to_before
from actions.reply import Reply
from actions.turn import turn_of


class ActionContinue(Action):
    """A yes outside a form: take the paused form up again, or answer an open follow-up question."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_continue"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Go on with what was open."""
        paused = tracker.slots.get("paused_form")
        if paused:
            return [SlotSet("paused_form", None), FollowupAction(str(paused))]
        done = belongs_to_before(dispatcher, tracker, domain)
        if done is not None:
            return done
        Reply("utter_nothing_open").send(dispatcher)
        return []


class ActionLeaveForm(Action):
    """The resident leaves: nothing half-filled stays behind."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_leave_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say that nothing was sent, and forget what was filled in."""
        if not after_danger.danger_near(tracker, turn_of(tracker)):
            Reply("utter_stopped").send(dispatcher)
        else:
            after_danger.kind_word(turn_of(tracker), tracker.slots).send(dispatcher)
        return [SlotSet(slot, None) for slot in ("paused_form", *FORM_SLOTS)]


class ActionPauseForm(Action):
    """Danger: the right number at once; a form that was open can be taken up later."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_pause_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say what to do now, and remember the form."""
        kind = turn_of(tracker).entity("danger_kind") or "violence_now"
        Reply(f"utter_emergency_{kind}").send(dispatcher)
        paused = (tracker.active_loop or {}).get("name")
        if paused is None:
            return []
        Reply("utter_resume").send(dispatcher)
        return [SlotSet("paused_form", paused)]
