"""The questions of the calculators: how each is asked, read when asked for, and spotted when told in passing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from actions.forms.calculator_times import ask_duration, read_duration, spot_beginning, spot_duration
from actions.forms.calculator_values import (
    Found,
    Spot,
    doubtful,
    kept,
    read_hours_of,
    read_wage,
    rough,
    said_not_to_know,
    spot_daily_hours,
    spot_wage,
)
from actions.forms.common_fields import SKIP, bare
from actions.forms.field import Field, Problem, Reading
from actions.reply import Reply, option
from actions.turn import Slots, Turn
from bot.casework.calculators.amounts import read_sum, read_yearly_percent, sums_in
from bot.casework.calculators.volunteered import (
    Day,
    claim_in,
    hours_in,
    lending,
    principal_in,
    rate_in,
    unlawful_in,
)
from bot.casework.calculators.working import InputProblem
from bot.nlu.stated_event import read_event
from bot.wording import say
from knowledge_base.cues import strongest
from knowledge_base.rates import load_rates

KINDS = ("severance", "double_wage", "overtime", "court_fee", "loan_interest")
WITH_WAGE, WITH_TIME = ("severance", "double_wage", "overtime"), ("severance", "double_wage", "loan_interest")
PREFIX = "calc:"
UNKNOWN_DAY = "unknown"
MONTH_LONG = timedelta(days=31)


def read_kind(turn: Turn, slots: Slots) -> Reading:
    """The calculator: its button, or the words that ask for it."""
    kind = (turn.option or "").removeprefix(PREFIX) or load_rates().asked_for(turn.text)
    return {"calc_kind": kind} if kind in KINDS else None


def spot_kind(turn: Turn, slots: Slots) -> Reading:
    """Another calculator, named while one is open; the button or action that opened the form has the first word."""
    chosen = slots.get("calc_kind") is not None and slots.get("requested_slot") is None
    return None if chosen else read_kind(turn, slots)


def ask_kind(turn: Turn, slots: Slots) -> Reply:
    """Which one?"""
    buttons = tuple(option(say(f"utter_button_calc_{kind}"), f"{PREFIX}{kind}") for kind in KINDS)
    return Reply("utter_offer_calculators", buttons=buttons)


def told_in(slot: str, find: Callable[[str], Found], *kinds: str) -> Callable[[Turn, Slots], Reading]:
    """A reader of what was told in passing, for the calculators that ask it."""

    def spotting(turn: Turn, slots: Slots) -> Reading:
        found = find(turn.text) if turn.option is None and _kind(turn, slots) in kinds else None
        return None if found is None else {slot: kept(found)}

    return spotting


def _kind(turn: Turn, slots: Slots) -> str | None:
    return slots.get("calc_kind") or load_rates().asked_for(turn.text)


def read_with(slot: str, read: Callable[[str], Decimal | InputProblem], spot: Spot) -> Spot:
    """A reader that keeps a number as text, and tells what is wrong with it otherwise.

    What the words themselves mark goes first: in 一个月四千五干了三年 the length of time is three years, not a month.
    """

    def reading(turn: Turn, slots: Slots) -> Reading:
        marked = spot(turn, slots)
        if marked is not None:
            return marked
        found = read(turn.text)
        if not isinstance(found, InputProblem):
            return rough(slot, found, turn.text)
        if found is InputProblem.NOT_A_NUMBER and _answers_another(turn, slots):
            return None
        return doubtful() if said_not_to_know(turn.text) else Problem(Reply(f"utter_calc_problem_{found.value}"))

    return reading


def _answers_another(turn: Turn, slots: Slots) -> bool:
    return any(one.spot(turn, slots) for one in FIELDS)


def _amount_or_nothing(text: str) -> Decimal | InputProblem:
    return InputProblem.SEVERAL if len(sums_in(text)) > 1 else read_sum(text, zero_allowed=True)


def read_unlawful(turn: Turn, slots: Slots) -> Reading:
    """Whether the dismissal was against the law, as the resident sees it."""
    if turn.option in ("lawful", "unlawful"):
        return {"calc_unlawful": turn.option}
    called = unlawful_in(turn.text)
    if called is None and said_not_to_know(turn.text):
        return Problem(Reply("utter_calc_lawful_assumed"), {"calc_unlawful": "lawful"})
    if called is None:
        return None
    return {"calc_unlawful": "unlawful" if called else "lawful"}


def spot_unlawful(turn: Turn, slots: Slots) -> Reading:
    """A dismissal called unlawful in passing; whether it was lawful is always asked."""
    told = turn.option is None and _kind(turn, slots) == "severance" and unlawful_in(turn.text)
    return {"calc_unlawful": "unlawful"} if told else None


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


def read_fee_kind_or_sum(turn: Turn, slots: Slots) -> Reading:
    """Asked for the kind of case, a sum alone means a case about money; that is told back."""
    found = read_fee_kind(turn, slots)
    amount = claim_in(turn.text) if found is None and turn.option is None else None
    if amount is None:
        return found
    return Problem(Reply("utter_calc_fee_about_money"), {"calc_fee_kind": "property", "calc_amount": kept(amount)})


def ask_fee_kind(turn: Turn, slots: Slots) -> Reply:
    """Which kind of case?"""
    kinds = load_rates().court_fee.kinds
    return Reply("utter_offer_calc_fee_kind", buttons=tuple(option(kind.name, f"fee:{kind.id}") for kind in kinds))


def spot_fee_kind(turn: Turn, slots: Slots) -> Reading:
    """The kind of case in a question about the fee."""
    return read_fee_kind(turn, slots) if _kind(turn, slots) == "court_fee" else None


def read_made_on(turn: Turn, slots: Slots) -> Reading:
    """The day of the loan, or that nobody remembers it. The rate changes within a year: a month is needed."""
    if bare(turn.text) in SKIP:
        return {"calc_made_on": UNKNOWN_DAY}
    event = read_event(turn.text, turn.now)
    if event is not None and event.precision == "earliest" and event.latest - event.on > MONTH_LONG:
        return Problem(Reply("utter_calc_problem_loan_month"))
    return {"calc_made_on": event.on.isoformat()} if event else None


def spot_made_on(turn: Turn, slots: Slots) -> Reading:
    """The day of the loan told in passing, if it was told to the month."""
    if turn.option is not None:
        return None
    if _kind(turn, slots) in ("severance", "double_wage"):
        return spot_beginning(turn, slots)
    if _kind(turn, slots) != "loan_interest" or not lending(turn.text):
        return None
    event = read_event(turn.text, turn.now)
    exact = event is not None and event.precision != "about" and event.latest - event.on <= MONTH_LONG
    return {"calc_made_on": event.on.isoformat()} if event and exact else None


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


def ask_amount(turn: Turn, slots: Slots) -> Reply:
    """How much lent, or how much claimed?"""
    return Reply(
        "utter_offer_calc_principal" if slots.get("calc_kind") == "loan_interest" else "utter_offer_calc_amount"
    )


def _number_field(
    slot: str,
    read: Callable[[str], Decimal | InputProblem],
    find: Callable[[str], Found],
    ask: Callable[[Turn, Slots], Reply],
    *kinds: str,
) -> Field:
    spot = told_in(slot, find, *kinds)
    return Field(slot, read_with(slot, read, spot), spot=spot, needed=needs(*kinds), ask=ask)


def _hours(day: Day) -> Field:
    slot = f"calc_{day}_hours"
    told = told_in(slot, lambda text: hours_in(text, day), "overtime")

    def spot(turn: Turn, slots: Slots) -> Reading:
        found = told(turn, slots)
        every_day = day == "workday" and found is None and turn.option is None and _kind(turn, slots) == "overtime"
        return spot_daily_hours(turn) if every_day else found

    def read(turn: Turn, slots: Slots) -> Reading:
        found = spot(turn, slots) or read_hours_of(slot, turn)
        if not isinstance(found, InputProblem):
            return found
        if found is InputProblem.NOT_A_NUMBER and _answers_another(turn, slots):
            return None
        return doubtful() if said_not_to_know(turn.text) else Problem(Reply(f"utter_calc_problem_{found.value}"))

    return Field(slot, read, spot=spot, needed=needs("overtime"), ask=ask_with(f"utter_offer_{slot}"))


def _spot_amount(turn: Turn, slots: Slots) -> Reading:
    def find(text: str) -> Decimal | None:
        if _kind(turn, slots) == "loan_interest":
            return principal_in(text)
        return claim_in(text, adding="离婚" in text or slots.get("calc_fee_kind") == "divorce")

    return told_in("calc_amount", find, "loan_interest", "court_fee")(turn, slots)


def _spot_wage(turn: Turn, slots: Slots) -> Reading:
    return spot_wage(turn) if turn.option is None and _kind(turn, slots) in WITH_WAGE else None


def _read_wage(turn: Turn, slots: Slots) -> Reading:
    return read_wage(turn, lambda: _answers_another(turn, slots))


def _spot_duration(turn: Turn, slots: Slots) -> Reading:
    kind = _kind(turn, slots)
    return spot_duration(turn, {**slots, "calc_kind": kind}) if kind in WITH_TIME else None


def _read_duration(turn: Turn, slots: Slots) -> Reading:
    found = read_duration(turn, slots)
    unread = isinstance(found, Problem) and found.reply.response == "utter_calc_problem_not_a_number"
    return None if unread and _answers_another(turn, slots) else found


FIELDS = (
    Field("calc_kind", read_kind, spot=spot_kind, ask=ask_kind),
    Field("calc_fee_kind", read_fee_kind_or_sum, spot=spot_fee_kind, needed=needs("court_fee"), ask=ask_fee_kind),
    Field(
        "calc_amount",
        read_with("calc_amount", _amount_or_nothing, _spot_amount),
        spot=_spot_amount,
        needed=needs_amount,
        ask=ask_amount,
    ),
    Field("calc_wage", _read_wage, spot=_spot_wage, needed=needs(*WITH_WAGE), ask=ask_with("utter_offer_calc_wage")),
    Field(
        "calc_duration",
        _read_duration,
        spot=_spot_duration,
        needed=needs(*WITH_TIME),
        ask=ask_duration,
    ),
    Field("calc_unlawful", read_unlawful, spot=spot_unlawful, needed=needs("severance"), ask=ask_unlawful),
    _hours("workday"),
    _hours("rest_day"),
    _hours("holiday"),
    _number_field("calc_rate", read_yearly_percent, rate_in, ask_with("utter_offer_calc_rate"), "loan_interest"),
    Field(
        "calc_made_on",
        read_made_on,
        spot=spot_made_on,
        needed=needs("loan_interest"),
        ask=ask_with("utter_offer_calc_made_on"),
    ),
)
