"""Books a visit: item, time, name, phone, read back, confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from actions.forms.common_fields import is_no, is_yes, spot_name, spot_phone
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import Done, GuidedForm
from actions.forms.items import MORE, find_item, item_buttons
from actions.forms.visit_times import item_of, offer_times, read_time, refusal, soonest, spoken, wish_of
from actions.forms.visitor_fields import bare_name, read_visitor_name, read_visitor_phone
from actions.forms.which_visit import kept_visit
from actions.reply import Reply, intent, option
from actions.shown_times import SLOT as SHOWN
from actions.shown_times import agrees_to_several, as_pressed, days_meant, kept, options_of
from actions.turn import Slots, Turn
from actions.visit_pass import booked_reply
from actions.waiting_list import about_the_line, ask_queue, choices, join_line, pressed_day, with_queue
from bot.bootstrap import context
from bot.casework.appointments import Appointment, BookingError, BookingRequest, NoShowBlocked, TooManyOpen, book
from bot.casework.roster import current_roster
from bot.storage.base import CITY_TIME
from bot.storage.engine import transaction
from bot.wording import say
from knowledge_base.checklist_text import checklist_text
from knowledge_base.offices import find_offices
from knowledge_base.schema import ServiceItem

PARTS = {"item": "service_item", "time": "visit_start", "name": "visitor_name", "phone": "visitor_phone"}
PART_WORDS = {
    "item": ("事项", "项目"),
    "time": ("时间", "日期", "几点"),
    "name": ("姓名", "名字"),
    "phone": ("电话", "号码", "手机"),
}


def read_item(turn: Turn, slots: Slots) -> Reading:
    """The item; one that takes no bookings is explained, a time told first is kept until the item is known."""
    if turn.option == MORE:
        return Problem(ask_item(turn, slots))
    item = find_item(turn.text, turn.option)
    if item is None:
        return _kept_time(turn)
    if item.booking is None:
        return Problem(Reply("utter_item_needs_no_booking", {"name": item.name}), {"service_item": None})
    return {"service_item": item.id}


def _kept_time(turn: Turn) -> Reading:
    wish = wish_of(turn) if turn.option is None else None
    if wish is None or wish.start is None:
        return None
    return Problem(
        Reply("utter_time_kept", buttons=item_buttons(True)), {"service_item": None, "visit_offers": turn.text}
    )


def spot_item(turn: Turn, slots: Slots) -> Reading:
    """An item volunteered; naming only the house (12309, 法院) is no choice of item."""
    item = find_item(turn.text, turn.option)
    return {"service_item": item.id} if item and item.booking is not None else None


def ask_item(turn: Turn, slots: Slots) -> Reply:
    """Which item? Buttons in the order of the catalogue."""
    return Reply("utter_offer_bookable_items", buttons=item_buttons(True, turn.option))


def read_visit(turn: Turn, slots: Slots) -> Reading:
    """A free time for the chosen item, in words or counted out of those shown; a bare name is kept for later."""
    item, turn = item_of(slots), as_pressed(turn, slots)
    day = pressed_day(turn)
    if day is not None:
        return {"queue_day": day, "visit_start": None}
    if item is None:
        return _no_time_yet(turn, slots)
    wish = wish_of(turn, days_meant(slots, "visit_start"))
    if wish is not None and wish.start is None and about_the_line(turn, slots) is not None:
        return _no_time_yet(turn, slots)
    return _with_queue(read_time("visit_start", item, turn, slots), item, turn, slots) or _no_time_yet(turn, slots)


def _no_time_yet(turn: Turn, slots: Slots) -> Reading:
    """What an answer to 哪天来 that names no time says all the same."""
    if agrees_to_several(turn, slots):
        return Problem(Reply("utter_which_shown", buttons=choices(slots)))
    line = about_the_line(turn, slots)
    if line is not None:
        return Problem(line, {"visit_start": None})
    name = bare_name(turn)
    return Problem(Reply("utter_name_kept"), {"visitor_name": name}) if name else None


def _with_queue(found: Reading, item: ServiceItem, turn: Turn, slots: Slots) -> Reading:
    """A full day also offers to stand in line; a time that is free ends the waiting."""
    if isinstance(found, Problem):
        wish = wish_of(turn, days_meant(slots, "visit_start"))
        if found.reply.response != "utter_seat_taken" or wish is None or wish.start is None:
            return found
        reply = with_queue(found.reply, item, wish.start.astimezone(CITY_TIME).date(), turn)
        return replace(found, reply=reply, values={**(found.values or {}), **kept(reply)})
    return {**found, "queue_day": None} if found else None


def takes_a_seat(slots: Slots) -> bool:
    """Who stands in line needs no time."""
    return not slots.get("queue_day")


def spot_visit(turn: Turn, slots: Slots) -> Reading:
    """A time volunteered together with the item, or at the start and read as soon as the item is known."""
    item = item_of(slots) or find_item(turn.text, turn.option)
    if item is None or item.booking is None:
        return None
    if wish_of(turn) is None and slots.get("visit_offers") and not slots.get("visit_start"):
        turn = replace(turn, text=str(slots["visit_offers"]), entities=())
    found = _with_queue(read_time("visit_start", item, turn, slots), item, turn, slots)
    if isinstance(found, Problem):
        return replace(found, values={**(found.values or {}), "visit_offers": None})
    return {**found, "visit_offers": None} if found else None


def ask_visit(turn: Turn, slots: Slots) -> Reply:
    """When? The free times shown last, at first the next ones."""
    shown = choices(slots)
    return Reply("utter_when_to_come" if shown else "utter_when_no_free", buttons=shown)


def ask_confirmation(turn: Turn, slots: Slots) -> Reply:
    """Read back with the full date and weekday."""
    item = context().kb.service_items[slots["service_item"]]
    if slots.get("queue_day"):
        return ask_queue(slots, item)
    variables = {
        "item": item.name,
        "time": spoken(datetime.fromisoformat(slots["visit_start"])),
        "place": context().kb.institutions[item.institution].name,
        "name": slots["visitor_name"],
        "phone": slots["visitor_phone"],
    }
    buttons = (option(say("utter_button_confirm"), "yes"), option(say("utter_button_change"), "change"))
    return Reply("utter_confirm_booking", variables, (*buttons, intent(say("utter_button_leave"), "stop")))


def read_confirmation(turn: Turn, slots: Slots) -> Reading:
    """Yes books; a part named or pressed is asked again."""
    part = (turn.option or "").removeprefix("change:")
    part = part if part in PARTS else _named_part(turn)
    if part:
        again: Values = {PARTS[part]: None, "booking_confirmed": None}
        return Problem(
            Reply("utter_change_that"), again | ({"queue_day": None, SHOWN: None} if part in ("time", "item") else {})
        )
    if is_yes(turn):
        return {"booking_confirmed": True}
    if turn.option == "change" or is_no(turn):
        buttons = tuple(option(say(f"utter_booking_part_{name}"), f"change:{name}") for name in PARTS)
        return Problem(Reply("utter_which_part", buttons=buttons))
    return None


def _named_part(turn: Turn) -> str:
    if turn.option is not None or len(turn.text) > 16 or not any(w in turn.text for w in ("改", "错", "不对", "换")):
        return ""
    return next((part for part, words in PART_WORDS.items() if any(word in turn.text for word in words)), "")


class ValidateBookingForm(GuidedForm):
    """The booking form."""

    form_name = "booking_form"
    own_intents = ("book_appointment",)
    fields = (
        Field("service_item", read_item, spot=spot_item, ask=ask_item),
        Field("visit_start", read_visit, spot=spot_visit, needed=takes_a_seat, ask=ask_visit),
        Field("visitor_name", read_visitor_name, spot=spot_name("visitor_name")),
        Field("visitor_phone", read_visitor_phone, spot=spot_phone("visitor_phone")),
        Field("booking_confirmed", read_confirmation, ask=ask_confirmation),
    )

    def before_start(self, turn: Turn) -> Values:
        """A court or legal-aid visit named by its house alone is taken for that house's only item."""
        wished = {"visit_offers": turn.text if wish_of(turn) else None, "queue_day": None, SHOWN: None}
        if find_item(turn.text, turn.option):
            return wished
        houses = {office.id for office in find_offices(turn.text, context().kb.institutions)}
        items = [i for i in context().kb.service_items.values() if i.institution in houses and i.booking is not None]
        return wished | ({"service_item": items[0].id} if len(items) == 1 else {})

    def known_now(self, turn: Turn, slots: Slots) -> Values | Problem:
        """The next free times, once there is an item and nothing was shown yet."""
        item = item_of(slots)
        if item is None or slots.get("visit_start") or slots.get("queue_day") or slots.get(SHOWN):
            return {}
        return {SHOWN: options_of(offer_times(soonest(item, turn)))}

    def _cleared(self) -> Values:
        return super()._cleared() | {SHOWN: None}

    def answer_inside(self, turn: Turn, slots: Slots) -> Reply | None:
        """What to bring for the item being booked, and how standing in line works."""
        if not slots.get("visit_start") and item_of(slots):
            line = about_the_line(turn, slots)
            if line is not None:
                return replace(line, buttons=())
        item = find_item(turn.text) or item_of(slots)
        if turn.intent != "ask_checklist" or item is None:
            return None
        return Reply("utter_checklist", {"body": checklist_text(item, context().kb)})

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Claim the seat; a lost race offers the next free times."""
        ctx = context()
        if slots.get("queue_day"):
            return join_line(turn, slots, ctx.kb.service_items[slots["service_item"]])
        try:
            with transaction(ctx.sessions) as session:
                visit = book(
                    session,
                    _request(turn, slots),
                    now=turn.now,
                    calendar=ctx.calendar,
                    items=dict(ctx.kb.service_items),
                    roster=current_roster(session, ctx.roster),
                )
        except (TooManyOpen, NoShowBlocked) as error:
            return Done(refusal(error))
        except BookingError as error:
            reply = refusal(error)
            return Problem(reply, {"visit_start": None, "booking_confirmed": None, **kept(reply)})
        return Done(_booked(visit, turn), kept_visit(visit))


def _request(turn: Turn, slots: Slots) -> BookingRequest:
    return BookingRequest(
        draft_key=slots["draft_key"],
        conversation_id=turn.conversation_id,
        channel=turn.channel,
        item_id=slots["service_item"],
        start=datetime.fromisoformat(slots["visit_start"]),
        name=slots["visitor_name"],
        phone=slots["visitor_phone"],
    )


def _booked(visit: Appointment, turn: Turn) -> Reply:
    further = (
        option(say("utter_button_what_to_bring"), f"checklist:{visit.item_id}"),
        intent(say("utter_button_change_booking"), "change_appointment"),
    )
    return booked_reply(visit, turn, further)
