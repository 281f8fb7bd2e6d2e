"""A visit already booked: look at it, move it, cancel it — by booking number and phone."""

from __future__ import annotations

from datetime import datetime

from actions.forms.common_fields import is_no, is_yes, read_phone, spot_phone
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import Done, GuidedForm
from actions.forms.visit_times import offer_times, read_time, refusal, soonest, spoken
from actions.reply import Button, Reply, intent, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.appointments import (
    Appointment,
    BookingError,
    NotChangeable,
    NotFound,
    cancel,
    find,
    find_by_conversation,
    reschedule,
)
from bot.casework.roster import current_roster
from bot.nlu.reference_numbers import find_booking_number
from bot.storage.engine import reading, transaction
from bot.wording import say
from knowledge_base.schema import ServiceItem

TASKS = {"query_appointment": "query", "change_appointment": "change", "cancel_appointment": "cancel"}


def read_number(turn: Turn, slots: Slots) -> Reading:
    """A booking number."""
    found = find_booking_number(turn.text)
    return {"booking_number": found} if found else None


def changing(slots: Slots) -> bool:
    """Only a change needs a new time."""
    return bool(slots.get("booking_task") == "change")


def deciding(slots: Slots) -> bool:
    """A change or a cancellation is confirmed once more."""
    return slots.get("booking_task") in ("change", "cancel")


def read_new_time(turn: Turn, slots: Slots) -> Reading:
    """The new time, for the item of the visit."""
    item = item_of_visit(slots)
    return read_time("new_start", item, turn) if item else None


def ask_new_time(turn: Turn, slots: Slots) -> Reply:
    """When instead?"""
    item = item_of_visit(slots)
    return offer_times(soonest(item, turn) if item else ())


def item_of_visit(slots: Slots) -> ServiceItem | None:
    """The item of the visit in question; the slot of the booking form is left alone, a booking may be waiting."""
    try:
        with reading(context().sessions) as session:
            visit = find(session, str(slots.get("booking_number")), str(slots.get("booking_phone")))
    except NotFound:
        return None
    return context().kb.service_items.get(visit.item_id)


def read_decision(turn: Turn, slots: Slots) -> Reading:
    """Yes does it, no leaves the visit as it is."""
    if is_yes(turn):
        return {"booking_change_confirmed": "yes"}
    return {"booking_change_confirmed": "no"} if is_no(turn) else None


def ask_decision(turn: Turn, slots: Slots) -> Reply:
    """Is it really wanted?"""
    buttons = (option(say("utter_button_confirm"), "yes"), option(say("utter_button_leave_as_is"), "no"))
    if changing(slots):
        time = spoken(datetime.fromisoformat(slots["new_start"]))
        return Reply("utter_confirm_booking_change", {"time": time, "number": slots["booking_number"]}, buttons)
    return Reply("utter_confirm_booking_cancel", {"number": slots["booking_number"]}, buttons)


class ValidateManageBookingForm(GuidedForm):
    """Number and phone first, then the task."""

    form_name = "manage_booking_form"
    own_intents = ("query_appointment", "change_appointment", "cancel_appointment")
    fields = (
        Field("booking_number", read_number, spot=read_number),
        Field("booking_phone", read_phone("booking_phone"), spot=spot_phone("booking_phone")),
        Field("new_start", read_new_time, needed=changing, ask=ask_new_time),
        Field("booking_change_confirmed", read_decision, needed=deciding, ask=ask_decision),
    )

    def before_start(self, turn: Turn) -> Values:
        """The task, and the visit booked in this very conversation when there is just one."""
        values: Values = {"booking_task": TASKS.get(turn.intent, "query"), "new_start": None}
        values |= {"booking_change_confirmed": None, "booking_found": None}
        with reading(context().sessions) as session:
            mine = find_by_conversation(session, turn.conversation_id, now=turn.now)
        named = find_booking_number(turn.text)
        mine = [visit for visit in mine if named in (None, visit.number)]
        if len(mine) != 1:
            return values | {"booking_number": None, "booking_phone": None}
        visit = mine[0]
        return values | {"booking_number": visit.number, "booking_phone": visit.phone}

    def known_now(self, turn: Turn, slots: Slots) -> Values | Problem:
        """Once number and phone are there, the visit must exist before anything more is asked."""
        if not slots.get("booking_number") or not slots.get("booking_phone") or slots.get("booking_found"):
            return {}
        try:
            with reading(context().sessions) as session:
                visit = find(session, slots["booking_number"], slots["booking_phone"])
        except NotFound:
            return Problem(Reply("utter_booking_not_found"), {"booking_number": None, "booking_phone": None})
        return {"booking_found": visit.number}

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Do what was asked for."""
        if slots.get("booking_change_confirmed") == "no":
            return Done(Reply("utter_booking_unchanged"))
        try:
            return self._act(turn, slots)
        except NotFound:
            return Problem(Reply("utter_booking_not_found"), {"booking_number": None, "booking_phone": None})
        except NotChangeable as error:
            return Done(Reply(f"utter_booking_state_{error.state}"))
        except BookingError as error:
            return Problem(refusal(error), {"new_start": None, "booking_change_confirmed": None})

    @staticmethod
    def _act(turn: Turn, slots: Slots) -> Done:
        ctx = context()
        number, phone, items = slots["booking_number"], slots["booking_phone"], dict(ctx.kb.service_items)
        with transaction(ctx.sessions) as session:
            if slots["booking_task"] == "change":
                start = datetime.fromisoformat(slots["new_start"])
                duty = current_roster(session, ctx.roster)
                visit = reschedule(
                    session, number, phone, start, turn.now, calendar=ctx.calendar, items=items, roster=duty
                )
                return Done(Reply("utter_booking_changed", _facts(visit)), _kept(visit))
            if slots["booking_task"] == "cancel":
                visit = cancel(session, number, phone, turn.now, calendar=ctx.calendar, items=items)
                return Done(Reply("utter_booking_cancelled", _facts(visit)))
            visit = find(session, number, phone)
            return Done(Reply("utter_booking_found", _facts(visit), _next(visit)), _kept(visit))


def _kept(visit: Appointment) -> Values:
    return {"booking_number": visit.number, "booking_phone": visit.phone}


def _facts(visit: Appointment) -> dict[str, str]:
    item = context().kb.service_items[visit.item_id]
    return {
        "number": visit.number,
        "item": item.name,
        "time": spoken(visit.start),
        "place": context().kb.institutions[item.institution].name,
        "window": str(visit.window),
        "state": say(f"utter_booking_word_{visit.state}"),
    }


def _next(visit: Appointment) -> tuple[Button, ...]:
    return (
        option(say("utter_button_check"), f"check:{visit.item_id}"),
        option(say("utter_button_pass"), f"pass:{visit.number}"),
        option(say("utter_button_what_to_bring"), f"checklist:{visit.item_id}"),
        intent(say("utter_button_change_booking"), "change_appointment"),
        intent(say("utter_button_cancel_booking"), "cancel_appointment"),
    )
