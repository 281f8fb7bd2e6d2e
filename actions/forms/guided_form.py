"""The logic of every form: volunteered facts, corrections, questions in between, leaving, one casework call at the end.

Rasa calls ``validate_<form>`` once a turn. Everything happens in that call, also the casework at the confirmation: the
loop is only left after the request is in the database, so that a crash in between costs a repeated
确认 and nothing else.
"""

from __future__ import annotations

import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.common_fields import NOTHING_MORE, SKIP, bare, is_yes
from actions.forms.field import Field, Problem, Values
from actions.forms.shown_buttons import SHOWN, as_pressed, part_is_open, shown_buttons
from actions.heard import answers_an_offer
from actions.in_context import instead_of_form
from actions.reply import Reply
from actions.turn import Slots, Turn, turn_of
from actions.visit_buttons import form_opened, is_pressed_intent, is_service
from bot.nlu.person_names import find_name
from bot.wording import say

CORRECTION = re.compile(r"不对|不是|错了|说错|写错|改成|改为|改到|改一下|应该是|换成|更正|重新填")
QUESTION = re.compile(
    r"[?？]$|吗$|么$|呢$|咋|怎么|怎样|多少|哪里|哪儿|在哪|为什么|为啥|什么|啥|能不能|可不可以|要不要|多久|几天|会不会|是不是|有没有|行不行|要不要紧"
)
STEP_BACK = re.compile(r"(?:返回|退回|回到|退到|回)?(?:上一[步个题项]|前一[步个题项])(?:问题)?(?:吧)?")
NO_WAY_BACK = frozenset(["check_form", "calculator_form"])
"""Forms whose questions follow from each other inside one slot: there is no single answer to take back."""
LEAVING = frozenset(
    [
        "算了",
        "不办了",
        "退出",
        "不弄了",
        "先不弄了",
        "取消吧",
        "不约了",
        "不投诉了",
        "停止",
        "结束",
        "算了吧",
        "不问了",
        "不填了",
        "先算了",
        "不用了",
        "返回",
        "不办",
    ]
)
DECLINING = frozenset(["不用了"])
"""Leaves a form, unless the question is one that may be declined."""
ASIDES = (
    "consult_", "ask_office", "ask_statute", "ask_deadline", "talk_to_person", "help", "bot_challenge", "greet",
    "thank", "subscribe_news", "rate_service", "out_of_scope",
)  # fmt: skip
"""Intents answered by one action, after which the form asks its question again."""
SWITCHES = (
    "find_lawyer", "ask_checklist", "book_appointment", "query_appointment", "change_appointment", "cancel_appointment",
    "file_complaint", "query_complaint", "urge_complaint", "add_to_complaint", "withdraw_complaint",
    "request_mediation", "apply_legal_aid",
)  # fmt: skip
"""Intents that open another form; the present one is paused and offered again afterwards."""
FORM_SLOTS = (
    "draft_key", "service_item", "visit_start", "visit_offers", "shown_times", "visitor_name", "visitor_phone",
    "booking_confirmed", "queue_day", "booking_task", "booking_number", "booking_phone", "booking_found", "new_start",
    "booking_change_confirmed",
    "checklist_item", "check_answer", "check_said",
    "complaint_opening", "request_opening",
    "complaint_category", "complaint_about", "complaint_facts", "complaint_when", "complaint_where",
    "complaint_named", "complainant_name", "complainant_phone", "complaint_confirmed", "complaint_task", "access_code",
    "complaint_found", "complaint_statement", "request_kind", "request_matter", "request_other_side",
    "request_name", "request_phone", "request_confirmed",
    "calc_kind", "calc_fee_kind", "calc_amount", "calc_wage", "calc_duration", "calc_unlawful", "calc_workday_hours",
    "calc_rest_day_hours", "calc_holiday_hours", "calc_rate", "calc_made_on",
)  # fmt: skip
"""Slots that only live while a form is open; a test holds them against the domain."""
CLEAR_ASIDE = 0.5
"""How sure the classifier must be that a message means another service, or is no answer to a free-text question."""
OPENER = "action_choose_option"
"""The action after which a form that was not open begins anew, reading what the button or bare fact says."""
NOT_OPENED: Values = {"requested_slot": None, "form_outcome": "not_opened"}
"""Slots after a message that sounded like this service but answered what an answer card had asked."""
LEAST_NAME = 3
"""Characters: two are too easily a word."""
SHORT_REFUSED = 10
"""Characters: a shorter text taken for out of scope while a question is open is rather an answer not understood."""
SHORT_ASIDE = 24
"""Characters: a longer text given to a free-text question is the answer, not an aside."""


@dataclass(frozen=True)
class Done:
    """The work is in the database: what to say, and the slots that stay known."""

    reply: Reply
    kept: Values = field(default_factory=dict)


class GuidedForm(Action, ABC):
    """Base of all ``validate_<form>`` actions. Subclasses give ``form_name`` and ``fields``."""

    form_name: str
    fields: Sequence[Field]
    own_intents: tuple[str, ...] = ()
    """The intents that open this form: said again inside it, they start its question anew instead of leaving it."""

    def name(self) -> str:
        """The name Rasa calls after the form's turn."""
        return f"validate_{self.form_name}"

    @abstractmethod
    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Do the casework once every slot is filled; a ``Problem`` keeps the form open. Runs again after a crash."""

    def before_start(self, turn: Turn) -> Values:
        """What is known before the first question (a remembered place, the task that was asked for)."""
        return {}

    def known_now(self, turn: Turn, slots: Slots) -> Values | Problem:
        """What can be looked up with the answers so far; a ``Problem`` empties those that turned out wrong."""
        return {}

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Read one turn."""
        shown = shown_buttons(tracker)
        turn, slots = turn_of(tracker), {**tracker.slots, SHOWN: shown}
        asked = self._asked_field(tracker)
        turn = turn if asked is None else as_pressed(turn, shown)
        before = _answered_by(tracker, self.form_name)
        if before is not None:
            opened = asked is None and before == OPENER
            return self._start(dispatcher, turn, slots) if opened else self._go_on(dispatcher, turn, slots, {})
        if asked is None:
            instead = instead_of_form(self.form_name, dispatcher, tracker, domain)
            if instead is not None:
                return [*instead, *_events(NOT_OPENED)]
            offered = answers_an_offer(turn, slots, dispatcher)
            return self._start(dispatcher, turn, slots) if offered is None else [*offered, *_events(NOT_OPENED)]
        if self.form_name not in NO_WAY_BACK and STEP_BACK.fullmatch(bare(turn.text)):
            return self._step_back(dispatcher, turn, slots, asked)
        if self.leaves(asked, turn, slots):
            return self._leave(dispatcher, turn, slots)
        if turn.intent == "emergency":
            return [ActionExecutionRejected(self.form_name)]
        if self._is_something_else(asked, turn, slots):
            return self._step_aside(dispatcher, turn, slots)
        return self._take(dispatcher, turn, slots, asked)

    def leaves(self, asked: Field, turn: Turn, slots: Slots) -> bool:
        """Whether the resident wants to leave the form."""
        return _leaves(turn) and not _takes(asked, turn, slots)

    def on_leave(self, turn: Turn, slots: Slots) -> Reply | None:
        """What to say when the resident leaves and what was answered stays; None: the form is simply forgotten."""
        return None

    def _leave(self, dispatcher: CollectingDispatcher, turn: Turn, slots: Slots) -> list[EventType]:
        farewell = self.on_leave(turn, slots)
        if farewell is None and self._another_waits(slots):
            # The rules' way out forgets every form; the one put aside was promised to be kept.
            farewell = Reply("utter_aside_stopped")
        if farewell is None:
            return [ActionExecutionRejected(self.form_name)]
        farewell.send(dispatcher)
        self._offer_paused(dispatcher, slots)
        return _events({**self._cleared(), "requested_slot": None})

    def _step_back(self, dispatcher: CollectingDispatcher, turn: Turn, slots: Slots, asked: Field) -> list[EventType]:
        """Ask the question before ``asked`` once more."""
        earlier = [f for f in self.fields[: self.fields.index(asked)] if f.needed(slots) and slots.get(f.slot)]
        values: Values = {asked.slot: None} | ({earlier[-1].slot: None} if earlier else {})
        return self._go_on(dispatcher, turn, slots, values)

    def _step_aside(self, dispatcher: CollectingDispatcher, turn: Turn, slots: Slots) -> list[EventType]:
        """Answer within the form where it can, begin anew, or let the rules deal with the message."""
        known = self.answer_inside(turn, slots)
        if known is not None:
            known.send(dispatcher)
            return self._go_on(dispatcher, turn, slots, {})
        if turn.intent in self.own_intents:
            return self._start(dispatcher, turn, slots)
        rejected = ActionExecutionRejected(self.form_name)
        if not self._is_put_aside(turn):
            return [rejected]
        Reply("utter_put_aside", {"what": say(f"utter_form_word_{self.form_name}")}).send(dispatcher)
        return [SlotSet("paused_form", self.form_name), rejected]

    def _is_put_aside(self, turn: Turn) -> bool:
        """Whether the message opens another form, so that this one has to wait."""
        return turn.intent in SWITCHES or form_opened(turn) not in (None, self.form_name)

    def answer_inside(self, turn: Turn, slots: Slots) -> Reply | None:
        """A reply to another wish that needs no other form (the list for the item being booked)."""
        return None

    def _asked_field(self, tracker: Tracker) -> Field | None:
        if (tracker.active_loop or {}).get("name") != self.form_name:
            return None
        asked = tracker.slots.get("requested_slot")
        return next((f for f in self.fields if f.slot == asked), None)

    def _start(self, dispatcher: CollectingDispatcher, turn: Turn, slots: Slots) -> list[EventType]:
        values: Values = {"draft_key": uuid.uuid4().hex, "form_outcome": None, **self.before_start(turn)}
        values |= self._no_longer_waiting(slots)
        problem = self._spot(self.fields, turn, {**slots, **values}, values)
        self._say(dispatcher, problem)
        return self._go_on(dispatcher, turn, slots, values, offered=problem is not None and bool(problem.buttons))

    def _take(self, dispatcher: CollectingDispatcher, turn: Turn, slots: Slots, asked: Field) -> list[EventType]:
        values: Values = {}
        if part_is_open(slots) and is_yes(turn):
            # The resident said that something is wrong and not yet what: a yes cannot mean all of it.
            return self._go_on(dispatcher, turn, slots, {asked.slot: None})
        correcting = bool(CORRECTION.search(turn.text)) and not asked.free_text
        offered = False
        reading = None
        if correcting:
            trouble = self._spot(self._filled(slots), turn, slots, values, unless_equal=True)
            self._say(dispatcher, trouble)
            offered = offered or (trouble is not None and bool(trouble.buttons))
        if not values:
            reading = asked.read(turn, slots)
        if isinstance(reading, Problem):
            values.update(reading.values or {asked.slot: None})
            reading.reply.send(dispatcher)
            if reading.reply.buttons or (asked.free_text and asked.ask is not None):
                return self._wait_for(asked, values)
        elif reading is not None:
            values.update(reading)
        if not asked.free_text and not isinstance(reading, Problem):
            others = [f for f in self.fields if f.slot != asked.slot and f.slot not in values]
            trouble = self._spot(others, turn, {**slots, **values}, values, unless_equal=True)
            self._say(dispatcher, trouble)
            offered = offered or (trouble is not None and bool(trouble.buttons))
        if not values:
            values = self._kept_for_later(turn, slots)
            Reply("utter_name_noted" if values else "utter_not_understood_in_form").send(dispatcher)
            values[asked.slot] = None
        return self._go_on(dispatcher, turn, slots, values, offered=offered)

    def _kept_for_later(self, turn: Turn, slots: Slots) -> Values:
        """A full name given where something else was asked answers the question for the name in advance."""
        name = find_name(turn.text, expecting=True)
        if name is None or name != bare(turn.text) or len(name) < LEAST_NAME:
            return {}
        wanted = (f.slot for f in self.fields if f.slot.endswith("_name") and slots.get(f.slot) is None)
        return dict.fromkeys(wanted, name)

    @staticmethod
    def _wait_for(asked: Field, values: Values) -> list[EventType]:
        """The problem's own buttons are the question; asking once more would bury them."""
        return _events({**values, "requested_slot": asked.slot})

    def _go_on(
        self, dispatcher: CollectingDispatcher, turn: Turn, slots: Slots, values: Values, *, offered: bool = False
    ) -> list[EventType]:
        """Ask the next question, or do the work when all is known. ``offered``: choices were just put up."""
        # A form taken up again may find its key gone: the form in between has tidied up.
        values.setdefault("draft_key", slots.get("draft_key") or uuid.uuid4().hex)
        found = self.known_now(turn, {**slots, **values})
        if isinstance(found, Problem):
            found.reply.send(dispatcher)
        values.update((found.values if isinstance(found, Problem) else found) or {})
        now_known = {**slots, **values}
        following = self._next(now_known)
        if following is None:
            result = self.finish(turn, now_known)
            result.reply.send(dispatcher)
            if isinstance(result, Done):
                self._offer_paused(dispatcher, slots)
                over = {**self._cleared(), **self._no_longer_waiting(slots), "requested_slot": None}
                return _events({**values, **over, **result.kept})
            values.update(result.values or {})
            now_known.update(values)
            following = self._next(now_known)
        if following is None:
            return _events({**values, "requested_slot": None, "form_outcome": "failed"})
        if following.ask is not None and not offered:
            following.ask(turn, now_known).send(dispatcher)
        return _events({**values, "requested_slot": following.slot})

    def _offer_paused(self, dispatcher: CollectingDispatcher, slots: Slots) -> None:
        """What was put aside for this form can be taken up again."""
        if self._another_waits(slots):
            Reply("utter_resume").send(dispatcher)

    def _no_longer_waiting(self, slots: Slots) -> Values:
        return {"paused_form": None} if slots.get("paused_form") == self.form_name else {}

    def _another_waits(self, slots: Slots) -> bool:
        return slots.get("paused_form") not in (None, self.form_name)

    def _next(self, slots: Slots) -> Field | None:
        return next((f for f in self.fields if f.needed(slots) and slots.get(f.slot) is None), None)

    def _filled(self, slots: Slots) -> list[Field]:
        return [f for f in self.fields if slots.get(f.slot) is not None]

    def _cleared(self) -> Values:
        return {f.slot: None for f in self.fields} | {"draft_key": None}

    @staticmethod
    def _say(dispatcher: CollectingDispatcher, reply: Reply | None) -> None:
        if reply is not None:
            reply.send(dispatcher)

    @staticmethod
    def _spot(
        fields: Iterable[Field], turn: Turn, slots: Slots, values: Values, *, unless_equal: bool = False
    ) -> Reply | None:
        """Collect volunteered facts into ``values``; return the first problem's reply, if any."""
        trouble = None
        for one in fields:
            reading = one.spot(turn, slots)
            if isinstance(reading, Problem):
                trouble = trouble or reading.reply
                values.update(reading.values or {})
            elif reading is not None and not (unless_equal and slots.get(one.slot) == reading.get(one.slot)):
                values.update(reading)
        return trouble

    def _is_something_else(self, asked: Field, turn: Turn, slots: Slots) -> bool:
        """Whether the message is a question or another wish rather than an answer to ``asked``."""
        if is_service(turn):
            return form_opened(turn) != self.form_name or not isinstance(asked.read(turn, slots), dict)
        questioning = bool(QUESTION.search(turn.text))
        if asked.free_text and questioning and turn.option is None and self.answer_inside(turn, slots) is not None:
            return True
        if turn.option is not None or not turn.intent.startswith((*ASIDES, *SWITCHES)):
            return False
        if is_pressed_intent(turn):
            return True
        if turn.intent == "out_of_scope" and len(turn.text) <= SHORT_REFUSED:
            return False
        if asked.free_text:
            return questioning and turn.confidence >= CLEAR_ASIDE and len(turn.text) <= SHORT_ASIDE
        answered = asked.read(turn, slots) is not None or any(f.spot(turn, slots) for f in self.fields)
        if turn.intent in SWITCHES:
            return not answered and turn.confidence >= CLEAR_ASIDE
        return questioning or not answered


def _leaves(turn: Turn) -> bool:
    return turn.text.strip("。，！!,. ") in LEAVING or (turn.intent == "stop" and len(turn.text) <= 14)


def _takes(asked: Field, turn: Turn, slots: Slots) -> bool:
    """Whether the words that sound like leaving answer the question (跳过, 不留)."""
    said = bare(turn.text)
    if said in LEAVING - DECLINING or (asked.free_text and said not in SKIP | NOTHING_MORE):
        return False
    return isinstance(asked.read(turn, slots), dict)


def _answered_by(tracker: Tracker, form_name: str) -> str | None:
    """The action that has dealt with the latest message, so that the form only asks its question; None: none has."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return None
        if event.get("event") == "action" and event.get("name") not in (form_name, "action_listen"):
            return str(event.get("name"))
    return None


def _events(values: Values) -> list[EventType]:
    return [SlotSet(slot, value) for slot, value in values.items()]
