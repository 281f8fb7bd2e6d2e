"""A visit already booked: look at it, move it, cancel it — by booking number and phone."""

from __future__ import annotations

import re
from datetime import datetime

from actions.forms.common_fields import is_no, is_yes, read_phone, spot_phone
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import Done, GuidedForm
from actions.forms.visit_times import offer_times, read_time, refusal, shown_again, soonest, spoken
from actions.forms.which_visit import LOST, ask_number, kept_visit, own_visits, read_number, spot_number
from actions.reply import Button, Reply, intent, option
from actions.shown_times import SLOT as SHOWN
from actions.shown_times import agrees_to_several, as_pressed, kept, options_of
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


KEEP = re.compile(
    r"还是去|还是来|还去|还来|(?:不|别|甭)(?:取消|改期?|换|动)了?|留着|照(?:旧|原来)|(?:就|按|还是)(?:按)?原来|(?:来|去)得了"
)
CALL_OFF = re.compile(
    r"^(?:那?就?|我?要?|确定|确认|是的?，?|对，?)*(?:取消|不去了?|去不了|不来了?|来不了|不约了?)(?:吧|掉|了|预约|它)*$"
)
"""Words about leaving the visit as it is, and about really giving it up."""


def changing(slots: Slots) -> bool:
    """Only a change needs a new time."""
    return bool(slots.get("booking_task") == "change" and slots.get("booking_change_confirmed") != "no")


def deciding(slots: Slots) -> bool:
    """A change or a cancellation is confirmed once more."""
    return slots.get("booking_task") in ("change", "cancel")


def read_new_time(turn: Turn, slots: Slots) -> Reading:
    """The new time, for the item of the visit; or the visit stays where it is."""
    item = item_of_visit(slots)
    if item is None:
        return None
    found = read_time("new_start", item, as_pressed(turn, slots), slots)
    if found is None and turn.option is None and KEEP.search(turn.text):
        return {"booking_change_confirmed": "no"}
    if found is None and agrees_to_several(turn, slots):
        return Problem(Reply("utter_which_shown", buttons=shown_again(slots)))
    return found


def spot_new_time(turn: Turn, slots: Slots) -> Reading:
    """Another time named when the change was about to be confirmed."""
    return read_new_time(turn, slots) if slots.get("new_start") and turn.option is None else None


def ask_new_time(turn: Turn, slots: Slots) -> Reply:
    """When instead? The free times shown last, at first the next ones."""
    shown = shown_again(slots)
    return Reply("utter_when_to_come" if shown else "utter_when_no_free", buttons=shown)


def item_of_visit(slots: Slots) -> ServiceItem | None:
    """The item of the visit in question; the slot of the booking form is left alone, a booking may be waiting."""
    visit = _visit(slots)
    return context().kb.service_items.get(visit.item_id) if visit else None


def _visit(slots: Slots) -> Appointment | None:
    try:
        with reading(context().sessions) as session:
            return find(session, str(slots.get("booking_number")), str(slots.get("booking_phone")))
    except NotFound:
        return None


def read_decision(turn: Turn, slots: Slots) -> Reading:
    """Yes does it, no leaves the visit as it is."""
    if turn.option is None and KEEP.search(turn.text):
        return {"booking_change_confirmed": "no"}
    if turn.option is None and not changing(slots) and CALL_OFF.match(turn.text):
        return {"booking_change_confirmed": "yes"}
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
        Field("booking_number", read_number, spot=spot_number, ask=ask_number),
        Field("booking_phone", read_phone("booking_phone"), spot=spot_phone("booking_phone")),
        Field("new_start", read_new_time, spot=spot_new_time, needed=changing, ask=ask_new_time),
        Field("booking_change_confirmed", read_decision, needed=deciding, ask=ask_decision),
    )

    def before_start(self, turn: Turn) -> Values:
        """The task, and the visit booked in this very conversation when there is just one."""
        values: Values = {"booking_task": TASKS.get(turn.intent, "query"), "new_start": None}
        values |= {"booking_change_confirmed": None, "booking_found": None, SHOWN: None}
        mine = own_visits(turn)
        named = find_booking_number(turn.text)
        mine = [visit for visit in mine if named in (None, visit.number)]
        if len(mine) != 1:
            return values | {"booking_number": None, "booking_phone": None}
        visit = mine[0]
        return values | kept_visit(visit)

    def leaves(self, asked: Field, turn: Turn, slots: Slots) -> bool:
        """取消吧 at the last question of a cancellation is a yes, 还是去吧 a no; both are answers."""
        answered = asked.slot == "booking_change_confirmed" and read_decision(turn, slots) is not None
        return not answered and super().leaves(asked, turn, slots)

    def on_leave(self, turn: Turn, slots: Slots) -> Reply | None:
        """Who leaves before the last yes is told that the visit still stands."""
        visit = _visit(slots) if deciding(slots) else None
        return Reply("utter_booking_unchanged", _facts(visit)) if visit else None

    def answer_inside(self, turn: Turn, slots: Slots) -> Reply | None:
        """What to do without the number."""
        lost = not slots.get("booking_number") and turn.option is None and LOST.search(turn.text)
        return Reply("utter_booking_number_lost") if lost else None

    def known_now(self, turn: Turn, slots: Slots) -> Values | Problem:
        """Once number and phone are there, the visit must exist before anything more is asked."""
        if not slots.get("booking_number") or not slots.get("booking_phone"):
            return {}
        visit = _visit(slots)
        if visit is None:
            number = {"number": str(slots["booking_number"])}
            return Problem(Reply("utter_booking_not_found", number), {"booking_phone": None})
        if not changing(slots) or slots.get("new_start") or slots.get(SHOWN):
            return {"booking_found": visit.number}
        item = context().kb.service_items[visit.item_id]
        return {"booking_found": visit.number, SHOWN: options_of(offer_times(soonest(item, turn)))}

    def _cleared(self) -> Values:
        return super()._cleared() | {SHOWN: None}

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Do what was asked for."""
        try:
            if slots.get("booking_change_confirmed") == "no":
                visit = _visit(slots)
                if visit is None:
                    raise NotFound()
                return Done(Reply("utter_booking_unchanged", _facts(visit)), kept_visit(visit))
            return self._act(turn, slots)
        except NotFound:
            return Problem(
                Reply("utter_booking_not_found", {"number": str(slots["booking_number"])}), {"booking_phone": None}
            )
        except NotChangeable as error:
            return Done(Reply(f"utter_booking_state_{error.state}"))
        except BookingError as error:
            reply = refusal(error)
            return Problem(reply, {"new_start": None, "booking_change_confirmed": None, **kept(reply)})

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
                return Done(Reply("utter_booking_changed", _facts(visit)), kept_visit(visit))
            if slots["booking_task"] == "cancel":
                visit = cancel(session, number, phone, turn.now, calendar=ctx.calendar, items=items)
                left = find_by_conversation(session, turn.conversation_id, now=turn.now)
                return Done(_cancelled(visit, len(left)))
            visit = find(session, number, phone)
            return Done(Reply("utter_booking_found", _facts(visit), _next(visit)), kept_visit(visit))


def _cancelled(visit: Appointment, left: int) -> Reply:
    """Who has more visits can go on with the next one."""
    if not left:
        return Reply("utter_booking_cancelled", _facts(visit))
    more = intent(say("utter_button_cancel_booking"), "cancel_appointment")
    return Reply("utter_booking_cancelled_others_stand", _facts(visit) | {"left": str(left)}, (more,))


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
