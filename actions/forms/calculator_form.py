"""What is owed and what it costs, in a few questions: severance, overtime, court fees, the ceiling of interest."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from actions.forms.common_fields import SKIP, bare
from actions.forms.field import Field, Problem, Reading
from actions.forms.guided_form import Done, GuidedForm
from actions.reply import Reply, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.calculation_text import calculation_variables
from bot.casework.calculators.amounts import read_hours, read_sum, read_yearly_percent
from bot.casework.calculators.court_fee import court_fee
from bot.casework.calculators.loan_interest import Loan, loan_interest
from bot.casework.calculators.overtime import Overtime, overtime_pay
from bot.casework.calculators.periods import Period, read_period
from bot.casework.calculators.severance import double_wage, severance
from bot.casework.calculators.working import Calculation, CalculationError, InputProblem
from bot.nlu.stated_event import read_event
from bot.wording import say
from knowledge_base.cues import strongest
from knowledge_base.rates import load_rates

KINDS = ("severance", "double_wage", "overtime", "court_fee", "loan_interest")
WITH_WAGE, WITH_TIME = ("severance", "double_wage", "overtime"), ("severance", "double_wage", "loan_interest")
PREFIX = "calc:"
UNLAWFUL = re.compile("违法|非法|没理由|没有理由|无故|不合法|随便")
UNKNOWN_DAY = "unknown"


def read_kind(turn: Turn, slots: Slots) -> Reading:
    """The calculator: its button, or the words that ask for it."""
    kind = (turn.option or "").removeprefix(PREFIX) or load_rates().asked_for(turn.text)
    return {"calc_kind": kind} if kind in KINDS else None


def ask_kind(turn: Turn, slots: Slots) -> Reply:
    """Which one?"""
    buttons = tuple(option(say(f"utter_button_calc_{kind}"), f"{PREFIX}{kind}") for kind in KINDS)
    return Reply("utter_offer_calculators", buttons=buttons)


def read_with(slot: str, read: Callable[[str], Decimal | Period | InputProblem]) -> Callable[[Turn, Slots], Reading]:
    """A reader that keeps a number or a length of time as text, and tells what is wrong with it otherwise."""

    def reading(turn: Turn, slots: Slots) -> Reading:
        found = read(turn.text)
        if isinstance(found, InputProblem):
            return Problem(Reply(f"utter_calc_problem_{found.value}"))
        return {slot: _kept(found)}

    return reading


def _kept(value: Decimal | Period) -> str:
    return f"{value.years}-{value.months}-{value.days}" if isinstance(value, Period) else str(value)


def _amount_or_nothing(text: str) -> Decimal | InputProblem:
    return read_sum(text, zero_allowed=True)


def read_unlawful(turn: Turn, slots: Slots) -> Reading:
    """Whether the dismissal was against the law, as the resident sees it."""
    if turn.option in ("lawful", "unlawful"):
        return {"calc_unlawful": turn.option}
    if UNLAWFUL.search(turn.text):
        return {"calc_unlawful": "unlawful"}
    return {"calc_unlawful": "lawful"} if "正常" in turn.text or bare(turn.text) in SKIP else None


def ask_unlawful(turn: Turn, slots: Slots) -> Reply:
    """Lawful or not?"""
    choices = ("lawful", "unlawful")
    return Reply("utter_offer_calc_unlawful", buttons=tuple(option(say(f"utter_button_calc_{c}"), c) for c in choices))


def read_fee_kind(turn: Turn, slots: Slots) -> Reading:
    """The kind of case: its button, or its words."""
    kinds = load_rates().court_fee.kinds
    pressed = next((kind.id for kind in kinds if turn.option == f"fee:{kind.id}"), None)
    marked = max(((strongest(kind.cues, turn.text), kind.id) for kind in kinds), default=(0.0, ""))
    found = pressed or (marked[1] if marked[0] else None)
    return {"calc_fee_kind": found} if found else None


def ask_fee_kind(turn: Turn, slots: Slots) -> Reply:
    """Which kind of case?"""
    kinds = load_rates().court_fee.kinds
    return Reply("utter_offer_calc_fee_kind", buttons=tuple(option(kind.name, f"fee:{kind.id}") for kind in kinds))


def read_made_on(turn: Turn, slots: Slots) -> Reading:
    """The day of the loan, or that nobody remembers it."""
    if bare(turn.text) in SKIP:
        return {"calc_made_on": UNKNOWN_DAY}
    event = read_event(turn.text, turn.now)
    return {"calc_made_on": event.on.isoformat()} if event else None


def needs(*kinds: str) -> Callable[[Slots], bool]:
    """Whether the calculator that was chosen asks this."""
    return lambda slots: slots.get("calc_kind") in kinds


def needs_amount(slots: Slots) -> bool:
    """A fee that does not depend on money is told at once."""
    if slots.get("calc_kind") == "loan_interest":
        return True
    kind = load_rates().court_fee.kind(str(slots.get("calc_fee_kind")))
    return slots.get("calc_kind") == "court_fee" and kind is not None and bool(kind.brackets)


def ask_with(response: str) -> Callable[[Turn, Slots], Reply]:
    """A plain question."""
    return lambda turn, slots: Reply(response)


def ask_duration(turn: Turn, slots: Slots) -> Reply:
    """How long worked, or how long lent?"""
    lent = slots.get("calc_kind") == "loan_interest"
    return Reply("utter_offer_calc_duration_lent" if lent else "utter_offer_calc_duration_worked")


def ask_amount(turn: Turn, slots: Slots) -> Reply:
    """How much lent, or how much claimed?"""
    return Reply(
        "utter_offer_calc_principal" if slots.get("calc_kind") == "loan_interest" else "utter_offer_calc_amount"
    )


def _hours(kind: str) -> Field:
    slot = f"calc_{kind}_hours"
    return Field(slot, read_with(slot, read_hours), needed=needs("overtime"), ask=ask_with(f"utter_offer_{slot}"))


class ValidateCalculatorForm(GuidedForm):
    """Two to five questions, then the sum with its working and its article. Nothing is stored."""

    form_name = "calculator_form"
    fields = (
        Field("calc_kind", read_kind, spot=read_kind, ask=ask_kind),
        Field("calc_fee_kind", read_fee_kind, needed=needs("court_fee"), ask=ask_fee_kind),
        Field("calc_amount", read_with("calc_amount", _amount_or_nothing), needed=needs_amount, ask=ask_amount),
        Field(
            "calc_wage",
            read_with("calc_wage", read_sum),
            needed=needs(*WITH_WAGE),
            ask=ask_with("utter_offer_calc_wage"),
        ),
        Field("calc_duration", read_with("calc_duration", read_period), needed=needs(*WITH_TIME), ask=ask_duration),
        Field("calc_unlawful", read_unlawful, needed=needs("severance"), ask=ask_unlawful),
        _hours("workday"),
        _hours("rest_day"),
        _hours("holiday"),
        Field(
            "calc_rate",
            read_with("calc_rate", read_yearly_percent),
            needed=needs("loan_interest"),
            ask=ask_with("utter_offer_calc_rate"),
        ),
        Field("calc_made_on", read_made_on, needed=needs("loan_interest"), ask=ask_with("utter_offer_calc_made_on")),
    )

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
