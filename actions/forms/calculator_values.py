"""Sums and hours of the calculators: wages and hours by the day, rough numbers, and who does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from actions.forms.common_fields import SKIP, bare
from actions.forms.field import Problem, Reading
from actions.reply import Reply, option
from actions.turn import Slots, Turn
from bot.casework.calculators.amounts import day_shifts, hours_each_day, read_hours, read_sum, without_about
from bot.casework.calculators.periods import Period
from bot.casework.calculators.volunteered import wage_in
from bot.casework.calculators.wages import other_wage_in
from bot.casework.calculators.working import InputProblem, spoken
from bot.wording import say
from knowledge_base.rates import load_rates

Found = Decimal | Period | None
Spot = Callable[[Turn, Slots], Reading]
DOUBT = re.compile("不知道|不清楚|不懂|不晓得|说不准|说不好|拿不准|记不清|记不得|忘了|不记得")
LONGEST_DOUBT = 12
"""Characters; a longer message tells more than that somebody does not know."""
MANY_HOURS = Decimal(1000)
"""More overtime than this is asked back once: it is a year and a half of the most that the law allows."""
PREFIX_HOURS = "hours:"


def said_not_to_know(text: str) -> bool:
    """Whether the message only says that the answer is not known."""
    return bare(text) in SKIP or (len(text) <= LONGEST_DOUBT and bool(DOUBT.search(text)))


def doubtful() -> Problem:
    """A rough number will do."""
    return Problem(Reply("utter_calc_problem_unknown"))


def kept(value: Decimal | Period) -> str:
    """How a value stands in its slot."""
    return f"{value.years}-{value.months}-{value.days}" if isinstance(value, Period) else str(value)


def rough(slot: str, value: Decimal | Period, text: str) -> Reading:
    """Keep a value; one said roughly is told back, so that it can be corrected."""
    if text == without_about(text):
        return {slot: kept(value)}
    number = value.spoken() if isinstance(value, Period) else spoken(value)
    return Problem(Reply("utter_calc_taken_roughly", {"value": number}), {slot: kept(value)})


def spot_wage(turn: Turn) -> Reading:
    """The wage told in passing: a month's, or another unit's turned into a month's."""
    monthly = wage_in(turn.text)
    if monthly is not None:
        return {"calc_wage": kept(monthly)}
    other = other_wage_in(turn.text, load_rates().overtime)
    if other is None:
        return None
    values = {"said": spoken(other.said), "monthly": spoken(other.monthly)}
    return Problem(Reply(f"utter_calc_wage_by_{other.unit}", values), {"calc_wage": kept(other.monthly)})


def read_wage(turn: Turn, others: Callable[[], bool]) -> Reading:
    """The wage when asked for; ``others`` tells whether the message answers another question instead."""
    marked = spot_wage(turn)
    if marked is not None:
        return marked
    found = read_sum(turn.text)
    if not isinstance(found, InputProblem):
        return rough("calc_wage", found, turn.text)
    if found is InputProblem.NOT_A_NUMBER and others():
        return None
    return doubtful() if said_not_to_know(turn.text) else Problem(Reply(f"utter_calc_problem_{found.value}"))


def read_hours_of(slot: str, turn: Turn) -> Reading | InputProblem:
    """Hours when asked for: whole days count eight, every day's hours a month, and very many are asked back."""
    if (turn.option or "").startswith(PREFIX_HOURS):
        return {slot: str(turn.option).removeprefix(PREFIX_HOURS)}
    daily = spot_daily_hours(turn) if slot == "calc_workday_hours" else None
    if daily is not None:
        return daily
    hours = read_hours(turn.text)
    if isinstance(hours, InputProblem):
        return hours
    if hours > MANY_HOURS:
        yes = option(say("utter_button_calc_so_many_hours", hours=spoken(hours)), f"{PREFIX_HOURS}{hours}")
        return Problem(Reply("utter_calc_problem_many_hours", {"hours": spoken(hours)}, (yes,)))
    days = day_shifts(turn.text)
    if days is None or hours_each_day(turn.text) is not None:
        return {slot: kept(hours)}
    return Problem(
        Reply("utter_calc_hours_by_day", {"days": spoken(days), "hours": spoken(hours)}), {slot: kept(hours)}
    )


def spot_daily_hours(turn: Turn) -> Reading:
    """每天加班3小时: a month of it, since the wage is a month's."""
    each = hours_each_day(turn.text)
    if each is None or day_shifts(turn.text) is not None:
        return None
    days = load_rates().overtime.pay_days
    hours = each * days
    told = {"each": spoken(each), "days": spoken(days), "hours": spoken(hours)}
    return Problem(Reply("utter_calc_hours_every_day", told), {"calc_workday_hours": kept(hours)})
