"""Standing in line for a full day: joining at the end of the booking form, taking or passing on an offered seat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from actions.forms.field import Problem, Values
from actions.forms.guided_form import Done
from actions.forms.visit_times import refusal, shown_again, slot_buttons
from actions.forms.which_visit import kept_visit
from actions.reply import Button, Reply, intent, option
from actions.shown_times import ALL_FULL, IN_LINE, QUEUE, full_day, kept, starts
from actions.turn import Slots, Turn
from actions.visit_pass import booked_reply
from bot.bootstrap import context
from bot.casework.appointments import BookingError, NotFound
from bot.casework.roster import current_roster
from bot.casework.spoken_time import spoken_day
from bot.casework.waiting_list import (
    DayHasRoom,
    OfferLapsed,
    TooManyWaits,
    accept_for_conversation,
    day_is_full,
    join,
    leave_for_conversation,
    place_in_line,
)
from bot.storage.engine import reading, transaction
from bot.wording import say
from knowledge_base.schema import ServiceItem

RESET: Values = {"queue_day": None, "visit_start": None, "booking_confirmed": None}


def with_queue(reply: Reply, item: ServiceItem, day: date, turn: Turn) -> Reply:
    """Add the button for standing in line when nothing is free on ``day``."""
    ctx = context()
    with reading(ctx.sessions) as session:
        full = day_is_full(session, item, day, now=turn.now, calendar=ctx.calendar)
    if not full:
        return reply
    return replace(reply, buttons=(*reply.buttons, _line_button(day)))


def _line_button(day: date) -> Button:
    return option(say("utter_button_queue", day=spoken_day(day)), f"{QUEUE}{day.isoformat()}")


def about_the_line(turn: Turn, slots: Slots) -> Reply | None:
    """How standing in line works, or what is still free, for 有空位通知我, 排队 and 都满了吗; None for other words."""
    if turn.option is not None:
        return None
    if IN_LINE.search(turn.text):
        return Reply("utter_line_explained", buttons=choices(slots))
    if ALL_FULL.search(turn.text):
        return Reply("utter_still_free" if starts(slots) else "utter_when_no_free", buttons=choices(slots))
    return None


def choices(slots: Slots) -> tuple[Button, ...]:
    """The times shown last and the place in line offered with them."""
    day = full_day(slots)
    return (*shown_again(slots), *((_line_button(day),) if day else ()))


def pressed_day(turn: Turn) -> str | None:
    """The day of a pressed queue button, in ISO form."""
    chosen = (turn.option or "").removeprefix(QUEUE)
    if chosen == turn.option:
        return None
    try:
        return date.fromisoformat(chosen).isoformat()
    except ValueError:
        return None


def ask_queue(slots: Slots, item: ServiceItem) -> Reply:
    """Read back what is about to be put in line."""
    variables = {
        "item": item.name,
        "day": spoken_day(date.fromisoformat(slots["queue_day"])),
        "name": slots["visitor_name"],
        "phone": slots["visitor_phone"],
    }
    buttons = (option(say("utter_button_confirm"), "yes"), option(say("utter_button_change"), "change"))
    return Reply("utter_confirm_queue", variables, (*buttons, intent(say("utter_button_leave"), "stop")))


def join_line(turn: Turn, slots: Slots, item: ServiceItem) -> Done | Problem:
    """Put the resident in line; a seat that became free meanwhile is offered instead."""
    ctx = context()
    try:
        with transaction(ctx.sessions) as session:
            entry = join(
                session,
                item=item,
                day=date.fromisoformat(slots["queue_day"]),
                name=slots["visitor_name"],
                phone=slots["visitor_phone"],
                channel=turn.channel,
                conversation_id=turn.conversation_id,
                now=turn.now,
                calendar=ctx.calendar,
            )
            place = place_in_line(session, entry)
    except DayHasRoom as room:
        has_room = Reply("utter_day_has_room", buttons=slot_buttons(room.alternatives))
        return Problem(has_room, RESET | kept(has_room))
    except TooManyWaits as error:
        return Done(Reply("utter_too_many_waits", {"limit": error.limit}), {"queue_day": None})
    except BookingError as error:
        return Problem(refusal(error), RESET)
    variables = {"item": item.name, "day": spoken_day(entry.day), "place": place}
    button = option(say("utter_button_leave_queue"), f"waiting_no:{entry.id}")
    return Done(Reply("utter_queued", variables, (button,)), {"queue_day": None})


def accept(turn: Turn, entry: str) -> tuple[Reply, Values]:
    """Take the seat that was offered to this conversation."""
    ctx = context()
    try:
        with transaction(ctx.sessions) as session:
            visit = accept_for_conversation(
                session,
                _number(entry),
                turn.conversation_id,
                now=turn.now,
                calendar=ctx.calendar,
                items=dict(ctx.kb.service_items),
                roster=current_roster(session, ctx.roster),
            )
    except OfferLapsed:
        return Reply("utter_offer_over", buttons=(intent(say("utter_button_book_again"), "book_appointment"),)), {}
    except NotFound:
        return Reply("utter_nothing_open"), {}
    return booked_reply(visit, turn, ()), kept_visit(visit)


def decline(turn: Turn, entry: str) -> tuple[Reply, Values]:
    """Step out of the line, or let the offered seat pass on."""
    ctx = context()
    try:
        with transaction(ctx.sessions) as session:
            leave_for_conversation(
                session,
                _number(entry),
                turn.conversation_id,
                now=turn.now,
                calendar=ctx.calendar,
                items=dict(ctx.kb.service_items),
            )
    except NotFound:
        return Reply("utter_nothing_open"), {}
    return Reply("utter_left_queue"), {}


def _number(entry: str) -> int:
    return int(entry) if entry.isascii() and entry.isdigit() and len(entry) < 10 else 0
