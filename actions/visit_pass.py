"""The pass of a visit as chat text, with the address of its printable page where a page can be opened."""

from __future__ import annotations

from actions.forms.visit_times import spoken
from actions.reply import Button, Reply, intent, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.appointments import Appointment, NotFound, find_by_conversation
from bot.casework.visit_pass import Catalogue, PassPaper, VisitPass, link_token, pass_of
from bot.storage.engine import reading
from bot.wording import say

WEB = "web"


def pass_reply(turn: Turn, slots: Slots, number: str) -> Reply:
    """The pass of the visit ``number`` that this conversation booked or has just looked up with its phone."""
    ctx = context()
    catalogue = Catalogue(items=ctx.kb.service_items, institutions=ctx.kb.institutions)
    try:
        with reading(ctx.sessions) as session:
            mine = find_by_conversation(session, turn.conversation_id, now=turn.now)
            phones = {visit.number: visit.phone for visit in mine}
            if slots.get("booking_number") and slots.get("booking_phone"):
                phones.setdefault(str(slots["booking_number"]), str(slots["booking_phone"]))
            visit = pass_of(session, number, phones.get(number, ""), now=turn.now, catalogue=catalogue)
    except NotFound:
        return Reply("utter_pass_needs_number", buttons=(intent(say("utter_button_my_booking"), "query_appointment"),))
    buttons = (
        option(say("utter_button_check"), f"check:{visit.item_id}"),
        intent(say("utter_button_change_booking"), "change_appointment"),
        intent(say("utter_button_cancel_booking"), "cancel_appointment"),
    )
    return Reply("utter_visit_pass", _facts(visit, turn), buttons)


def booked_reply(visit: Appointment, turn: Turn, further: tuple[Button, ...]) -> Reply:
    """The visit that was had, with its number, window and pass; ``further``: what else can be done with it."""
    item = context().kb.service_items[visit.item_id]
    office = context().kb.institutions[item.institution]
    variables = {
        "number": visit.number,
        "item": item.name,
        "time": spoken(visit.start),
        "place": office.name,
        "window": visit.window,
        "hotline": office.hotline or "12345",
        "link": link_line(turn, visit.number),
    }
    buttons = (
        option(say("utter_button_check"), f"check:{item.id}"),
        option(say("utter_button_pass"), f"pass:{visit.number}"),
        *further,
        intent(say("utter_button_cancel_booking"), "cancel_appointment"),
    )
    return Reply("utter_booked", variables, buttons)


def link_line(turn: Turn, number: str) -> str:
    """A line with the address of the printable pass, on the web page only; elsewhere an empty text."""
    settings = context().settings
    if turn.channel != WEB:
        return ""
    return "\n" + say(
        "utter_visit_link", address=f"{settings.site_url}/visit/{link_token(number, settings.secret_key)}"
    )


def _facts(visit: VisitPass, turn: Turn) -> dict[str, object]:
    return {
        "number": visit.number,
        "item": visit.item,
        "time": visit.when,
        "place": visit.place,
        "window": visit.window,
        "officer": "\n" + say("utter_pass_officer", name=visit.officer) if visit.officer else "",
        "state": say(f"utter_booking_word_{visit.state}"),
        "verdict": say(f"utter_check_word_{visit.checklist.code}", missing=len(visit.checklist.missing)),
        "papers": "\n".join(_paper(paper) for paper in visit.papers) or say("utter_pass_no_papers"),
        "link": link_line(turn, visit.number),
    }


def _paper(paper: PassPaper) -> str:
    when = say("utter_pass_needed_when", when=paper.needed_when) if paper.needed_when else ""
    return say(f"utter_pass_paper_{paper.status}", name=paper.name, kind=paper.kind, instead=paper.instead) + when
