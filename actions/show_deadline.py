"""How long there is for a step, and whether it is still in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_question import answer
from actions.hand_over import ActionHandOver
from actions.reply import Reply, intent
from actions.turn import Turn, turn_of
from bot.bootstrap import context
from bot.casework.deadline_answers import DeadlineAnswer, answer_deadlines, answer_one
from bot.nlu.stated_event import StatedEvent, read_event
from bot.wording import say
from knowledge_base.card_text import citations_text, layout
from knowledge_base.schema import Deadline


class ActionShowDeadline(Action):
    """Finds the clock, counts it from the event that was told, and says what to do next."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_show_deadline"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer; without a clock that fits, the question is answered like any other."""
        turn = turn_of(tracker)
        found = _found(turn, tracker, read_event(turn.text, turn.now))
        if not found:
            return answer(turn.text, turn.topics, dispatcher)
        for one in found:
            told(one).send(dispatcher)
        if any(one.urgent for one in found):
            _alert_lawyer(dispatcher, tracker, domain)
        return [SlotSet("last_deadline", found[0].deadline.id)]


def _found(turn: Turn, tracker: Tracker, event: StatedEvent | None) -> list[DeadlineAnswer]:
    """The clocks the message means; a bare "还来得及吗" after an answer means those of that answer."""
    ctx = context()
    known = {"event_on": event.on, "latest": event.latest} if event else {"event_on": None, "latest": None}
    careful = event is not None and event.precision == "earliest"
    topic = tracker.slots.get("last_topic")
    found = answer_deadlines(
        turn.text, careful=careful, finder=ctx.deadlines, calendar=ctx.calendar, now=turn.now, topic=topic, **known
    )
    if found:
        return found
    card = ctx.kb.cards.get(str(tracker.slots.get("last_card")))
    clocks = [ctx.kb.deadlines[name] for name in card.clock] if card else []
    today = turn.now.date()
    return [answer_one(d, careful=careful, calendar=ctx.calendar, today=today, **known) for d in clocks[:2]]


def _alert_lawyer(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> None:
    """Under seven days left a lawyer hears of it without being asked for; the handoff is opened once a conversation."""
    Reply("utter_deadline_lawyer_told").send(dispatcher)
    ActionHandOver().run(dispatcher, tracker, domain)


def told(found: DeadlineAnswer) -> Reply:
    """What is said of one clock."""
    deadline = found.deadline
    unit = layout()["units"][deadline.unit.value]
    variables: dict[str, Any] = {
        "title": deadline.title,
        "who": deadline.who,
        "period": f"{deadline.count}{unit}",
        "event": deadline.event,
        "details": "\n".join(_details(deadline)),
    }
    if found.counted is not None:
        variables |= _days(found)
    buttons = tuple(intent(say(f"utter_next_{name}"), name) for name in _next(found))
    return Reply(f"utter_deadline_{_response(found)}", variables, buttons)


def _response(found: DeadlineAnswer) -> str:
    if found.deadline.on_office and found.state != "need_event":
        return "office_missed" if found.state in ("missed", "unsure") else "office_in_time"
    return "last_day_today" if found.state == "last_days" and found.days_left == 0 else found.state


def _details(deadline: Deadline) -> Iterator[str]:
    """What can lengthen, stop or end the period, as far as the law says so."""
    if deadline.extension:
        yield say("utter_deadline_extension", extension=_open_ended(deadline.extension))
    if deadline.stops:
        yield say("utter_deadline_stops", stops=_open_ended(deadline.stops))
    if deadline.if_missed:
        yield say("utter_deadline_if_missed", if_missed=_open_ended(deadline.if_missed))
    yield say("utter_deadline_basis", basis=citations_text(deadline.citations))


def _open_ended(text: str) -> str:
    """Without its full stop, which the response adds."""
    return text.rstrip("。")


def _days(found: DeadlineAnswer) -> dict[str, Any]:
    assert found.counted is not None
    assert found.days_left is not None
    counted = found.counted
    moved = say("utter_deadline_moved", day=_day(counted.moved_from)) if counted.moved_from else ""
    uncertain = "" if counted.certain else say("utter_deadline_uncertain_calendar")
    return {
        "event_on": _day(counted.event_on),
        "last_day": _day(counted.last_day),
        "days_left": abs(found.days_left),
        "moved": moved + uncertain,
        "careful": say("utter_deadline_careful") if found.careful else "",
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _next(found: DeadlineAnswer) -> tuple[str, ...]:
    if found.deadline.on_office:
        return ("urge_complaint", "talk_to_person") if found.state == "missed" else ("talk_to_person",)
    if found.state in ("last_days", "unsure", "missed"):
        return ("apply_legal_aid", "talk_to_person")
    return ("find_lawyer", "talk_to_person")
