"""What is told of a period: the clock that is meant, counted from the day that was told, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.hand_over import ActionHandOver
from actions.reply import Reply, intent
from actions.turn import Turn, turn_of
from bot.bootstrap import context
from bot.casework.deadline_answers import DeadlineAnswer, answer_one, event_in
from bot.nlu.stated_event import StatedEvent
from bot.wording import say
from knowledge_base.card_text import citations_text, layout
from knowledge_base.deadline_finder import MOST
from knowledge_base.schema import Deadline


def tell_deadlines(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> list[EventType] | None:
    """Tell the periods that the latest message means and alert a lawyer where time runs out; None if it means none."""
    turn = turn_of(tracker)
    found = _found(turn, tracker)
    if not found:
        return None
    for one in found:
        told(one).send(dispatcher)
    if any(one.urgent for one in found):
        _alert_lawyer(dispatcher, tracker, domain)
    return [SlotSet("last_deadline", found[0].deadline.id)]


def _found(turn: Turn, tracker: Tracker) -> list[DeadlineAnswer]:
    """The clocks the message means: those it names, that of the day it tells, those of the question before it."""
    ctx, slots = context(), tracker.slots
    event = event_in(turn.text, turn.now)
    named = ctx.deadlines.find(turn.text, slots.get("last_topic")).deadlines
    before = str(slots.get("pending_question") or "")
    earlier = ctx.deadlines.find(before).deadlines if before else ()
    if named:
        same = {one.id for one in named} & {one.id for one in earlier}
        return _counted(named, event or (event_in(before, turn.now) if same else None), turn)
    asked = ctx.kb.deadlines.get(str(slots.get("last_deadline")))
    if event is not None and asked is not None:
        return _counted(_with_beside(asked), event, turn)
    card = ctx.kb.cards.get(str(slots.get("last_card")))
    if not earlier and card is not None:
        earlier = tuple(ctx.kb.deadlines[name] for name in card.clock[:MOST])
    return _counted(earlier, event or event_in(before, turn.now), turn)


def _with_beside(deadline: Deadline) -> tuple[Deadline, ...]:
    known = context().kb.deadlines
    return (deadline, *(known[name] for name in deadline.beside))[:MOST]


def _counted(deadlines: Iterable[Deadline], event: StatedEvent | None, turn: Turn) -> list[DeadlineAnswer]:
    careful = event is not None and event.precision == "earliest"
    on, latest = (event.on, event.latest) if event else (None, None)
    calendar, today = context().calendar, turn.now.date()
    return [
        answer_one(deadline, on, careful=careful, calendar=calendar, today=today, latest=latest)
        for deadline in deadlines
    ]


def _alert_lawyer(dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> None:
    """Under seven days left a lawyer hears of it without being asked for; the handoff is opened once a conversation.

    Who was told and when an answer can be expected, or that no lawyer is linked, is what the handoff itself says.
    """
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
