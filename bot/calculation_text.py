"""Writes a calculation out in the words of ``nlu_data/responses/calculators.yml``, for chat and command line."""

from __future__ import annotations

from decimal import Decimal

from bot.casework.calculators.working import Calculation, Line, spoken
from bot.wording import say
from knowledge_base.card_text import citations_text


def calculation_variables(title: str, result: Calculation) -> dict[str, str]:
    """Return the variables of ``utter_calculation``; ``title`` ends the name of an ``utter_calc_title_*`` response."""
    return {
        "title": say(f"utter_calc_title_{title}"),
        "total": total_text(result.low, result.high),
        "lines": "\n".join(say("utter_calc_line", line=line_text(one)) for one in result.lines),
        "notes": "\n".join(say("utter_calc_note", note=say(f"utter_calc_note_{code}")) for code in result.notes),
        "basis": citations_text(result.citations),
    }


def line_text(one: Line) -> str:
    """Return one line of the working."""
    return say(f"utter_calc_{one.code}", **one.values)


def total_text(low: Decimal, high: Decimal) -> str:
    """Return the sum, or from what to what."""
    response = "utter_calc_total" if low == high else "utter_calc_total_range"
    return say(response, low=spoken(low), high=spoken(high))
