"""What is told of a period: the clock that is meant, counted from the day that was told, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.hand_over import ActionHandOver
from actions.reply import Reply, intent, option
from actions.right_door import door_reply
from actions.turn import Turn, turn_of
from bot.bootstrap import context
from bot.casework.deadline_answers import DeadlineAnswer, answer_one, event_in
from bot.nlu.stated_event import StatedEvent
from bot.wording import say
from knowledge_base.card_text import citations_text, layout
from knowledge_base.deadline_finder import MOST, matter_of
from knowledge_base.schema import Deadline

AWAITED = "which"
"""``last_deadline`` while the matter of a bare 还来得及吗 is being waited for."""
SHORTEST_MATTER = 2
_IN_TIME = re.compile("来得及|来不及|赶得上|过期|过没过|超期|时效|晚不晚|晚没晚|期限|截止|最晚")
_STILL = re.compile("还能(?:不能)?(?:再)?(?:告|起诉|要|仲裁|复议|上诉|申请|赔|认定|索赔|要回来)")
_HOW_LONG = re.compile("啥时候?|什么时候|多长时间|多久|多少(?:天|时间)|几(?:天|年|个月)|哪天|时间限制|最迟")
_SAYS_NO_MATTER = re.compile(
    "最[晚多]|[之以]内|里面|起诉|申请|仲裁|复议|上诉|必须|可以|那么?|这个?|[我去来告要在得能有吗呢啊的]"
)
"""What is left of 那我啥时候去告 without these is the matter: nothing."""
_WHERE = re.compile("去哪|哪里告|哪儿告|找谁|到哪")
_COST = re.compile("(?:交|花|要|收)(?:我)?多少钱|费用|诉讼费")


def wants_deadline(tracker: Tracker) -> bool:
    """Whether a legal question is one about time: it asks so and names a clock, or tells the matter just asked for."""
    turn = turn_of(tracker)
    if turn.option is not None:
        return False
    if tracker.slots.get("last_deadline") == AWAITED:
        return bool(event_in(turn.text, turn.now) or context().deadlines.find(turn.text).deadlines)
    told = bool(_STILL.search(turn.text)) and event_in(turn.text, turn.now) is not None
    return (told or bool(_IN_TIME.search(turn.text))) and bool(context().deadlines.find(turn.text).deadlines)


def tell_deadlines(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> list[EventType] | None:
    """Tell the periods that the latest message means and alert a lawyer where time runs out; None if it means none.

    A bare 还来得及吗 with nothing before it is asked back: which matter, and which day.
    """
    turn = turn_of(tracker)
    found = _found(turn, tracker)
    if not found:
        return _ask_matter(turn, tracker, dispatcher)
    _reply(turn, found).send(dispatcher)
    if _WHERE.search(turn.text):
        door = door_reply(turn.text, tracker.slots.get("last_topic"))
        if door is not None:
            door.send(dispatcher)
    if any(one.urgent for one in found):
        _alert_lawyer(dispatcher, tracker, domain)
    kept = [SlotSet("pending_question", turn.text)] if len(matter_of(turn.text)) > SHORTEST_MATTER else []
    return [SlotSet("last_deadline", found[0].deadline.id), *kept]


def _ask_matter(turn: Turn, tracker: Tracker, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    waiting = tracker.slots.get("last_deadline") == AWAITED
    matter = matter_of(_HOW_LONG.sub("", turn.text))
    bare = len(matter) < SHORTEST_MATTER or not _SAYS_NO_MATTER.sub("", matter).strip("，。？?！ ")
    about_time = any(words.search(turn.text) for words in (_IN_TIME, _STILL, _HOW_LONG))
    if turn.option is not None or not bare or not (waiting or about_time):
        return None
    before = str(tracker.slots.get("pending_question") or "") if waiting else ""
    Reply("utter_deadline_which").send(dispatcher)
    return [SlotSet("last_deadline", AWAITED), SlotSet("pending_question", f"{before} {turn.text}".strip())]


def _found(turn: Turn, tracker: Tracker) -> list[DeadlineAnswer]:
    """The clocks the message means: those it names, that of the day it tells, those of the question before it."""
    ctx, slots = context(), tracker.slots
    event = event_in(turn.text, turn.now)
    named = ctx.deadlines.find(turn.text, slots.get("last_topic")).deadlines
    before = str(slots.get("pending_question") or "")
    earlier = ctx.deadlines.find(before).deadlines if before else ()
    if named:
        same = {one.id for one in named} & {one.id for one in earlier} or slots.get("last_deadline") == AWAITED
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


def _reply(turn: Turn, found: list[DeadlineAnswer]) -> Reply:
    """One message: the first clock at length, a second in one line, and a button for the cost if it was asked."""
    reply = told(*found)
    if not _COST.search(turn.text):
        return reply
    return replace(reply, buttons=(*reply.buttons, option(say("utter_button_calc_court_fee"), "calc:court_fee")))


def told(found: DeadlineAnswer, *others: DeadlineAnswer) -> Reply:
    """What is said of one clock, with the others that run beside it in a line each."""
    deadline = found.deadline
    variables: dict[str, Any] = {
        "title": deadline.title,
        "who": deadline.who,
        "period": _period(deadline),
        "event": deadline.event,
        "details": "\n".join(_details(deadline)),
        "beside": "\n".join(_short(one) for one in others),
    }
    if found.counted is not None:
        variables |= _days(found)
    names = dict.fromkeys(name for one in (found, *others) for name in _next(one))
    buttons = tuple(intent(say(f"utter_next_{name}"), name) for name in names)
    return Reply(f"utter_deadline_{_response(found)}", variables, buttons)


def _period(deadline: Deadline) -> str:
    return f"{deadline.count}{layout()['units'][deadline.unit.value]}"


def _short(found: DeadlineAnswer) -> str:
    """One line about a clock that runs beside the one told."""
    deadline = found.deadline
    state = "missed" if found.state == "missed" else "unsure" if found.state == "unsure" else "running"
    variables: dict[str, Any] = {
        "title": deadline.title,
        "who": deadline.who,
        "period": _period(deadline),
        "event": deadline.event,
        "basis": citations_text(deadline.citations[:1]),
    }
    if found.counted is None:
        return say("utter_deadline_beside_need_event", **variables)
    return say(f"utter_deadline_beside_{state}", **variables, **_days(found))


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
