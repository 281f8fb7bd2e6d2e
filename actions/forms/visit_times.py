"""From what a resident says about time to a free slot, an offer of slots, or the reason why not."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.forms.field import Problem, Reading
from actions.reply import Button, Reply, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.appointments import (
    BeyondHorizon,
    BookingError,
    Closed,
    InPast,
    NoShowBlocked,
    OutsideHours,
    SeatTaken,
    Slot,
    TimeWish,
    TooManyOpen,
    TooSoon,
    check_time,
)
from bot.nlu.moments import Moment, Wish, read_moment, read_wish
from bot.storage.base import CITY_TIME
from bot.storage.engine import reading
from bot.wording import say
from knowledge_base.schema import ServiceItem

OPTION = "time:"
POINT = ("second", "minute", "hour")
WEEKDAYS = "一二三四五六日"
DAYS_OPEN_WISH = 21


def spoken(moment: datetime) -> str:
    """11月25日（星期三）上午9:00."""
    here = moment.astimezone(CITY_TIME)
    half = say("utter_word_morning" if here.hour < 12 else "utter_word_afternoon")
    clock = f"{here.hour if here.hour <= 12 else here.hour - 12}:{here.minute:02d}"
    return f"{here.month}月{here.day}日（星期{WEEKDAYS[here.weekday()]}）{half}{clock}"


def slot_buttons(slots: tuple[Slot, ...]) -> tuple[Button, ...]:
    """One button a free slot."""
    return tuple(option(spoken(slot.start), f"{OPTION}{slot.start.isoformat()}") for slot in slots)


def wish_of(turn: Turn) -> TimeWish | None:
    """The wish in a message, or None when it names no time."""
    if turn.option and turn.option.startswith(OPTION):
        return TimeWish(datetime.fromisoformat(turn.option.removeprefix(OPTION)))
    moment = read_moment(turn.text, turn.now)
    if moment is not None:
        return _as_wish(moment)
    wish = read_wish(turn.text)
    if wish is None:
        return None
    return TimeWish(grain="soonest" if wish is Wish.SOONEST else "any")


def read_time(slot: str, item: ServiceItem, turn: Turn) -> Reading:
    """Values for ``slot`` when the very time is free; else a problem with the free times to choose from."""
    wish = wish_of(turn)
    if wish is None:
        return None
    ctx = context()
    try:
        with reading(ctx.sessions) as session:
            offer = check_time(session, item, wish, now=turn.now, calendar=ctx.calendar)
    except BookingError as error:
        return Problem(refusal(error), {slot: None})
    if offer.exact is not None:
        return {slot: offer.exact.start.isoformat()}
    response = "utter_offer_times" if offer.within else "utter_offer_nearest_times"
    return Problem(Reply(response, buttons=slot_buttons(offer.slots)), {slot: None})


def soonest(item: ServiceItem, turn: Turn) -> tuple[Slot, ...]:
    """A few free slots of the next weeks, to offer with the first question."""
    ctx = context()
    try:
        with reading(ctx.sessions) as session:
            offer = check_time(session, item, TimeWish(grain="any"), now=turn.now, calendar=ctx.calendar)
    except BookingError:
        return ()
    return offer.slots


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


def _as_wish(moment: Moment) -> TimeWish:
    if moment.grain in POINT:
        return TimeWish(moment.start, moment.end if moment.end - moment.start > timedelta(hours=1) else None)
    if moment.grain in ("part_of_day", "day", "week"):
        return TimeWish(moment.start, moment.end, moment.grain)
    return TimeWish(moment.start, moment.end, "week")
