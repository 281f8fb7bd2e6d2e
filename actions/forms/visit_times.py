"""From what a resident says about time to a free slot, an offer of slots, or the reason why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from actions.forms.field import Problem, Reading
from actions.reply import Button, Reply, option
from actions.shown_times import days_meant, kept, starts
from actions.turn import Slots, Turn
from actions.visit_wishes import Wished, no_such_day, read_wished
from bot.bootstrap import context
from bot.casework.appointments import (
    BeyondHorizon,
    BookingError,
    Closed,
    InPast,
    NoShowBlocked,
    Offer,
    OutsideHours,
    SeatTaken,
    Slot,
    TimeWish,
    TooManyOpen,
    TooSoon,
    check_time,
)
from bot.casework.spoken_time import spoken_day
from bot.storage.base import CITY_TIME
from bot.storage.engine import reading
from bot.wording import say
from knowledge_base.schema import ServiceItem

OPTION = "time:"
WEEKDAYS = "一二三四五六日"
FIRST_OFFERED = 4
OWN_READING, OTHER_READING = 4, 2
"""How many times of each day are offered when a word may mean two days."""


def spoken(moment: datetime) -> str:
    """11月25日（星期三）上午9:00."""
    here = moment.astimezone(CITY_TIME)
    half = say("utter_word_morning" if here.hour < 12 else "utter_word_afternoon")
    clock = f"{here.hour if here.hour <= 12 else here.hour - 12}:{here.minute:02d}"
    return f"{here.month}月{here.day}日（星期{WEEKDAYS[here.weekday()]}）{half}{clock}"


def slot_buttons(slots: tuple[Slot, ...]) -> tuple[Button, ...]:
    """One button a free slot."""
    return tuple(option(spoken(slot.start), f"{OPTION}{slot.start.isoformat()}") for slot in slots)


def wished_in(turn: Turn, days: tuple[date, ...] = ()) -> Wished | None:
    """What a message, or the pressed button of a free time, wishes; None when it names no time."""
    if turn.option is not None:
        return _pressed(turn.option)
    return read_wished(turn.text, turn.now, days)


def wish_of(turn: Turn, days: tuple[date, ...] = ()) -> TimeWish | None:
    """The wish alone."""
    wished = wished_in(turn, days)
    return wished.wish if wished else None


def read_time(slot: str, item: ServiceItem, turn: Turn, slots: Slots) -> Reading:
    """Values for ``slot`` when the very time is free; else a problem with the free times to choose from."""
    wrong = no_such_day(turn.text) if turn.option is None else None
    if wrong:
        return Problem(Reply("utter_no_such_day", {"said": wrong}), {slot: None})
    wished = wished_in(turn, days_meant(slots, slot))
    found = None if wished is None else _offered(slot, item, wished, turn)
    return replace(found, values={**(found.values or {}), **kept(found.reply)}) if isinstance(found, Problem) else found


def _offered(slot: str, item: ServiceItem, wished: Wished, turn: Turn) -> Reading:
    others = _free(item, wished.other, turn)
    try:
        offer = _offer(item, wished.wish, turn)
    except BookingError as error:
        if others:
            return Problem(_read_back(wished.said, others), {slot: None})
        return Problem(refusal(error), {slot: None})
    if offer.exact is not None and not others:
        return {slot: offer.exact.start.isoformat()}
    if others:
        own = offer.slots[:OWN_READING]
        return Problem(_read_back(wished.said, own, others), {slot: None})
    response = "utter_offer_times" if offer.within else "utter_offer_nearest_times"
    fitting = tuple(free for free in offer.slots if wished.suits(free)) or offer.slots
    return Problem(Reply(response, buttons=slot_buttons(fitting)), {slot: None})


def _pressed(chosen: str) -> Wished | None:
    if not chosen.startswith(OPTION):
        return None
    try:
        start = datetime.fromisoformat(chosen.removeprefix(OPTION))
    except ValueError:
        return None
    return Wished(TimeWish(start)) if start.tzinfo else None


def _offer(item: ServiceItem, wish: TimeWish, turn: Turn) -> Offer:
    ctx = context()
    with reading(ctx.sessions) as session:
        return check_time(session, item, wish, now=turn.now, calendar=ctx.calendar)


def _free(item: ServiceItem, wish: TimeWish | None, turn: Turn) -> tuple[Slot, ...]:
    """The free times of the second reading, none when there is no second reading or nothing is free."""
    if wish is None:
        return ()
    try:
        offer = _offer(item, wish, turn)
    except BookingError:
        return ()
    return offer.slots[:OTHER_READING] if offer.within else ()


def _read_back(said: str, *readings: tuple[Slot, ...]) -> Reply:
    """Name the days in full that the words may mean, with free times of each."""
    slots = sorted((slot for free in readings for slot in free), key=lambda slot: slot.start)
    days = list(dict.fromkeys(spoken_day(slot.start.astimezone(CITY_TIME).date()) for slot in slots))
    return Reply("utter_which_day", {"said": said, "days": say("utter_word_or").join(days)}, slot_buttons(tuple(slots)))


def soonest(item: ServiceItem, turn: Turn) -> tuple[Slot, ...]:
    """A few free slots of the next weeks, to offer with the first question."""
    ctx = context()
    try:
        with reading(ctx.sessions) as session:
            offer = check_time(session, item, TimeWish(grain="any"), now=turn.now, calendar=ctx.calendar)
    except BookingError:
        return ()
    return offer.slots


def shown_again(slots: Slots) -> tuple[Button, ...]:
    """The buttons of the times shown last: whoever was not understood finds the same choice."""
    return tuple(option(spoken(start), f"{OPTION}{start.isoformat()}") for start in starts(slots))


def offer_times(free: tuple[Slot, ...]) -> Reply:
    """Ask for a day, with a few free times to choose from."""
    return Reply("utter_when_to_come" if free else "utter_when_no_free", buttons=slot_buttons(free[:FIRST_OFFERED]))


def refusal(error: BookingError) -> Reply:
    """Why this time cannot be had, with the free times to choose from instead."""
    buttons = slot_buttons(error.alternatives)
    after = say("utter_choose_below") if buttons else say("utter_no_free_times")
    if isinstance(error, Closed):
        reason = say(f"utter_closed_{error.reason_code}", holiday=error.holiday)
        day = f"{error.day.month}月{error.day.day}日（星期{WEEKDAYS[error.day.weekday()]}）"
        unsure = "" if error.certain else say("utter_calendar_uncertain")
        return Reply("utter_closed", {"day": day, "reason": reason, "unsure": unsure, "after": after}, buttons)
    if isinstance(error, OutsideHours):
        return Reply("utter_outside_hours", {"hours": "、".join(error.hours), "after": after}, buttons)
    if isinstance(error, TooSoon):
        response = "utter_too_soon" if error.lead else "utter_too_soon_today"
        return Reply(response, {"lead": error.lead, "after": after}, buttons)
    if isinstance(error, BeyondHorizon):
        last = f"{error.last_day.month}月{error.last_day.day}日"
        return Reply("utter_beyond_horizon", {"last_day": last, "after": after}, buttons)
    if isinstance(error, NoShowBlocked):
        until = f"{error.until.month}月{error.until.day}日"
        return Reply("utter_no_show_blocked", {"until": until, "count": error.count})
    if isinstance(error, TooManyOpen):
        return Reply("utter_too_many_open", {"limit": error.limit})
    if isinstance(error, InPast):
        return Reply("utter_in_past", {"after": after}, buttons)
    if isinstance(error, SeatTaken):
        return Reply("utter_seat_taken", {"after": after}, buttons)
    return Reply("utter_not_bookable")


def item_of(slots: Slots, slot: str = "service_item") -> ServiceItem | None:
    """The service item a slot names."""
    return context().kb.service_items.get(str(slots.get(slot)))
