"""How long there is for a step, and whether it is still in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_question import answer
from actions.reply import Reply, intent
from actions.turn import Turn, turn_of
from bot.bootstrap import context
from bot.casework.deadline_answers import DeadlineAnswer, answer_deadlines, answer_one
from bot.nlu.moments import read_moment
from bot.wording import say
from knowledge_base.card_text import citations_text, layout
from knowledge_base.schema import Deadline

WIDE = ("month", "quarter", "year")


class ActionShowDeadline(Action):
    """Finds the clock, counts it from the event that was told, and says what to do next."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_show_deadline"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer; without a clock that fits, the question is answered like any other."""
        turn, ctx = turn_of(tracker), context()
        event_on, careful = event_day(turn)
        found = answer_deadlines(
            turn.text, event_on, careful=careful, finder=ctx.deadlines, calendar=ctx.calendar, now=turn.now
        )
        found = found or self._of_last_card(turn, tracker, event_on, careful)
        if not found:
            return answer(turn.text, turn.topics, dispatcher)
        for one in found:
            _told(one).send(dispatcher)
        return [SlotSet("last_deadline", found[0].deadline.id)]

    @staticmethod
    def _of_last_card(turn: Turn, tracker: Tracker, event_on: date | None, careful: bool) -> list[DeadlineAnswer]:
        """A bare "还来得及吗" after an answer means the clocks of that answer."""
        ctx = context()
        card = ctx.kb.cards.get(str(tracker.slots.get("last_card")))
        clocks = [ctx.kb.deadlines[name] for name in card.clock] if card else []
        today = turn.now.date()
        return [answer_one(d, event_on, careful=careful, calendar=ctx.calendar, today=today) for d in clocks[:2]]


def event_day(turn: Turn) -> tuple[date | None, bool]:
    """The day that the message tells as having happened, and whether only its month or year was said."""
    moment = read_moment(turn.text, turn.now, prefer="past")
    if moment is None or moment.start > turn.now:
        return None, False
    return moment.start.date(), moment.grain in WIDE


def _told(found: DeadlineAnswer) -> Reply:
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
    return Reply(f"utter_deadline_{found.state}", variables, buttons)


def _details(deadline: Deadline) -> Iterator[str]:
    """What can lengthen, stop or end the period, as far as the law says so."""
    if deadline.extension:
        yield say("utter_deadline_extension", extension=deadline.extension)
    if deadline.stops:
        yield say("utter_deadline_stops", stops=deadline.stops)
    if deadline.if_missed:
        yield say("utter_deadline_if_missed", if_missed=deadline.if_missed)
    yield say("utter_deadline_basis", basis=citations_text(deadline.citations))


def _days(found: DeadlineAnswer) -> dict[str, Any]:
    assert found.counted is not None
    assert found.days_left is not None
    counted = found.counted
    moved = say("utter_deadline_moved", day=_day(counted.moved_from)) if counted.moved_from else ""
    return {
        "event_on": _day(counted.event_on),
        "last_day": _day(counted.last_day),
        "days_left": abs(found.days_left),
        "moved": moved,
        "careful": say("utter_deadline_careful") if found.careful else "",
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _next(found: DeadlineAnswer) -> tuple[str, ...]:
    if found.state in ("last_days", "missed"):
        return ("apply_legal_aid", "talk_to_person")
    return ("find_lawyer", "talk_to_person")
