"""What is owed and what it costs, in a few questions: severance, overtime, court fees, the ceiling of interest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.calculator_fields import FIELDS, UNKNOWN_DAY
from actions.forms.field import Field, Problem
from actions.forms.guided_form import Done, GuidedForm
from actions.reply import Reply
from actions.turn import Slots, Turn, turn_of
from bot.bootstrap import context
from bot.calculation_text import calculation_variables
from bot.casework.calculators.court_fee import court_fee
from bot.casework.calculators.loan_interest import Loan, loan_interest
from bot.casework.calculators.overtime import Overtime, overtime_pay
from bot.casework.calculators.periods import Period
from bot.casework.calculators.severance import double_wage, severance
from bot.casework.calculators.working import Calculation, CalculationError
from knowledge_base.rates import load_rates


class ValidateCalculatorForm(GuidedForm):
    """Two to five questions, then the sum with its working and its article. Nothing is stored.

    Whatever of it the question itself told is not asked again.
    """

    form_name = "calculator_form"
    fields = FIELDS

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Read one turn; a form that opens reads the question that led to it, whichever action opened it."""
        if self._asked_field(tracker) is not None:
            return super().run(dispatcher, tracker, domain)
        return self._start(dispatcher, _opening(turn_of(tracker), tracker.slots), dict(tracker.slots))

    def _is_something_else(self, asked: Field, turn: Turn, slots: Slots) -> bool:
        """A question that tells facts for this sum is an answer: 一个月四千五干了三年，能赔多少."""
        facts = any(one.spot(turn, slots) for one in FIELDS if one.slot not in ("calc_kind", "calc_fee_kind"))
        return not facts and super()._is_something_else(asked, turn, slots)

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Tell the sum; an input that makes no sense empties the answers that led to it."""
        try:
            result = calculate(slots, turn.now.date())
        except CalculationError as error:
            again = {field.slot: None for field in self.fields if field.slot != "calc_kind"}
            return Problem(Reply(f"utter_calc_problem_{error.problem.value}"), again)
        unlawful = slots["calc_kind"] == "severance" and slots.get("calc_unlawful") == "unlawful"
        title = "unlawful" if unlawful else slots["calc_kind"]
        return Done(Reply("utter_calculation", calculation_variables(title, result)))


def calculate(slots: Slots, today: date) -> Calculation:
    """Return the result of the calculator that the slots describe. Raises ``CalculationError``."""
    rates = load_rates()
    kind = slots["calc_kind"]
    if kind == "court_fee":
        return court_fee(slots["calc_fee_kind"], rates.court_fee, amount=_number(slots, "calc_amount"))
    if kind == "overtime":
        hours = [_number(slots, f"calc_{day}_hours") for day in ("workday", "rest_day", "holiday")]
        return overtime_pay(Overtime(*hours), rates.overtime, monthly_wage=_number(slots, "calc_wage"))
    if kind == "loan_interest":
        present = Decimal(str(context().settings.loan_prime_rate))
        return loan_interest(_loan(slots), rates.loan_interest, present_rate=present)
    wage, worked = _number(slots, "calc_wage"), _period(slots)
    if kind == "double_wage":
        return double_wage(wage, worked, rates.double_wage)
    return severance(wage, worked, rates.severance, unlawful=slots["calc_unlawful"] == "unlawful", today=today)


def _number(slots: Slots, slot: str) -> Decimal:
    return Decimal(str(slots.get(slot) or 0))


def _period(slots: Slots) -> Period:
    years, months, days = (int(part) for part in str(slots["calc_duration"]).split("-"))
    return Period(years, months, days)


def _loan(slots: Slots) -> Loan:
    made_on = str(slots["calc_made_on"])
    day = None if made_on == UNKNOWN_DAY else date.fromisoformat(made_on)
    return Loan(_number(slots, "calc_amount"), _period(slots), _number(slots, "calc_rate"), day)


def _opening(turn: Turn, slots: Slots) -> Turn:
    """A pressed button opens the form for the question asked before: its facts are known."""
    question = slots.get("pending_question")
    return replace(turn, text=str(question), entities=()) if turn.option and question else turn
