"""Which of the booked visits is meant: by its number, or one of this conversation by button, place, item or day."""

from __future__ import annotations

import re

from actions.forms.field import Problem, Reading, Values
from actions.forms.items import find_item
from actions.forms.visit_times import spoken, wish_of
from actions.reply import Reply, intent, option
from actions.shown_times import counted
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.appointments import Appointment, TimeWish, find_by_conversation
from bot.nlu.reference_numbers import find_booking_number
from bot.storage.base import CITY_TIME
from bot.storage.engine import reading
from bot.wording import say

VISIT = "visit:"
LOST = re.compile(
    r"(?:找|记|想|查)不(?:到|着|见|得|起|清|住)|忘(?:了|记)|不(?:记得|知道|晓得)|丢了?|删了?|没(?:有|记|存|收到)|不见了"
)
ALL = re.compile(r"都|全部|全给|[两三四几]个全|两个一起|一起(?:取消|退|改)")
"""Words about a lost number, and about every visit at once."""


def read_number(turn: Turn, slots: Slots) -> Reading:
    """A booking number, or one of several visits of this conversation by button, place, item or day."""
    mine = own_visits(turn)
    chosen = _chosen(turn, slots, mine)
    if chosen is not None or turn.option is not None:
        return chosen
    if ALL.search(turn.text) and len(mine) > 1:
        return Problem(_which_of(turn, mine))
    return Problem(number_lost()) if LOST.search(turn.text) else None


def spot_number(turn: Turn, slots: Slots) -> Reading:
    """A number or a visit of this conversation named along with the wish."""
    return _chosen(turn, slots, own_visits(turn))


def _chosen(turn: Turn, slots: Slots, mine: list[Appointment]) -> Reading:
    if turn.option is not None:
        return _taken([visit for visit in mine if turn.option == f"{VISIT}{visit.number}"])
    found = find_booking_number(turn.text)
    if found is not None:
        return _taken([visit for visit in mine if visit.number == found]) or {"booking_number": found}
    return _taken(_named(turn, mine)) if len(mine) > 1 and not slots.get("booking_number") else None


def _taken(own: list[Appointment]) -> Values | None:
    return kept_visit(own[0]) if own else None


def ask_number(turn: Turn, slots: Slots) -> Reply:
    """Which visit? Those of this conversation as buttons when there are several."""
    return _which_of(turn, own_visits(turn))


def _which_of(turn: Turn, mine: list[Appointment]) -> Reply:
    if len(mine) < 2:
        return Reply("utter_which_number")
    items = context().kb.service_items
    buttons = (option(f"{items[visit.item_id].name} {spoken(visit.start)}", f"{VISIT}{visit.number}") for visit in mine)
    return Reply("utter_one_visit_at_a_time" if ALL.search(turn.text) else "utter_which_visit", buttons=tuple(buttons))


def number_lost() -> Reply:
    """Without a number only staff can look it up: nobody may list the visits of a phone that is not theirs."""
    return Reply("utter_booking_number_lost", buttons=(intent(say("utter_button_leave"), "stop"),))


def own_visits(turn: Turn) -> list[Appointment]:
    """Coming visits booked in this conversation, read from the database."""
    with reading(context().sessions) as session:
        return find_by_conversation(session, turn.conversation_id, now=turn.now)


def _named(turn: Turn, mine: list[Appointment]) -> list[Appointment]:
    """The one visit that the words mean, in a list; an empty one when they leave it open."""
    place = counted(turn.text, len(mine))
    if place is not None:
        return mine[place : place + 1] if place >= 0 else mine[-1:]
    item = find_item(turn.text)
    meant = [visit for visit in mine if item is not None and visit.item_id == item.id]
    if item is None:
        wish = wish_of(turn)
        meant = [visit for visit in mine if wish and _same_day(wish, visit)]
    return meant if len(meant) == 1 else []


def _same_day(wish: TimeWish, visit: Appointment) -> bool:
    return (
        wish.start is not None and wish.start.astimezone(CITY_TIME).date() == visit.start.astimezone(CITY_TIME).date()
    )


def kept_visit(visit: Appointment) -> Values:
    """The slots that name ``visit``."""
    return {"booking_number": visit.number, "booking_phone": visit.phone}
