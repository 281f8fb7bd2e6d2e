"""How long somebody worked or money was lent: a length, two days, or the day it began and then the day it ended."""

from __future__ import annotations

from datetime import date

from actions.forms.calculator_values import doubtful, kept, rough, said_not_to_know
from actions.forms.field import Problem, Reading
from actions.reply import Button, Reply, option
from actions.turn import Slots, Turn
from bot.casework.calculators.periods import Period, beginning_in, ending_in, read_period, until
from bot.casework.calculators.stated_days import days_in
from bot.casework.calculators.volunteered import lent_in, worked_in
from bot.casework.calculators.working import InputProblem
from bot.wording import say
from knowledge_base.chinese_numbers import to_ascii

LENT = "loan_interest"
STILL, OVER = "until_now", "until_then"
STILL_SO = ("还没还", "没还", "没有还", "还欠", "欠着", "没走", "还在干", "还在上班", "在职", "一直")


def spot_duration(turn: Turn, slots: Slots) -> Reading:
    """A length of time told in passing."""
    if turn.option is not None:
        return None
    find = lent_in if slots.get("calc_kind") == LENT else worked_in
    found = find(turn.text, turn.now.date())
    return None if found is None else {"calc_duration": kept(found)}


def spot_beginning(turn: Turn, slots: Slots) -> Reading:
    """The first day of the work, told in passing: 2018年6月入职. Until when is asked."""
    begun = beginning_in(turn.text, turn.now.date()) if turn.option is None else None
    return None if begun is None else {"calc_made_on": begun.isoformat()}


def read_duration(turn: Turn, slots: Slots) -> Reading:
    """The length when asked for. One day alone is the first one, or the last one if the first is known."""
    today, begun = turn.now.date(), began_on(slots)
    if begun is not None:
        ended = _read_end(turn, slots, begun, today)
        if ended is not None:
            return ended
    marked = spot_duration(turn, slots)
    if marked is not None:
        return marked
    found = read_period(turn.text, today)
    if isinstance(found, Period):
        return rough("calc_duration", found, turn.text)
    first = next(days_in(to_ascii(turn.text), today), None) if found is InputProblem.A_DATE else None
    if first is not None and first.month_known and first.on < today:
        return {"calc_made_on": first.on.isoformat()}
    if found is InputProblem.A_DATE:
        found = InputProblem.MONTH_MISSING
    if said_not_to_know(turn.text):
        return doubtful()
    return Problem(Reply(f"utter_calc_problem_{found.value}"))


def _read_end(turn: Turn, slots: Slots, begun: date, today: date) -> Reading:
    if turn.option == OVER:
        return Problem(Reply("utter_calc_until_which_day", buttons=(_until_button(STILL, slots),)))
    still = turn.option == STILL or (turn.option is None and any(word in turn.text for word in STILL_SO))
    if not still and isinstance(read_period(turn.text, today), Period):
        return None
    last = today if still else ending_in(turn.text, today)
    if last is None:
        return None
    found = until(begun, last)
    if isinstance(found, Period):
        return {"calc_duration": kept(found)}
    return Problem(Reply(f"utter_calc_problem_{found.value}"))


def began_on(slots: Slots) -> date | None:
    """The first day, if it is known."""
    try:
        return date.fromisoformat(str(slots.get("calc_made_on")))
    except ValueError:
        return None


def ask_duration(turn: Turn, slots: Slots) -> Reply:
    """How long, or until when if the first day is known."""
    kind, begun = _kind(slots), began_on(slots)
    if begun is None:
        return Reply(f"utter_offer_calc_duration_{kind}")
    buttons = tuple(_until_button(one, slots) for one in (STILL, OVER))
    return Reply(f"utter_offer_calc_until_{kind}", {"begun": f"{begun.year}年{begun.month}月"}, buttons)


def _until_button(choice: str, slots: Slots) -> Button:
    return option(say(f"utter_button_calc_{choice}_{_kind(slots)}"), choice)


def _kind(slots: Slots) -> str:
    return "lent" if slots.get("calc_kind") == LENT else "worked"
