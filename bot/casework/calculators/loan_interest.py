"""The ceiling of interest between private lenders and borrowers (民间借贷规定 24, 25, 31).

It is four times the one-year loan prime rate of the day the contract was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.casework.calculators.periods import Period
from bot.casework.calculators.working import (
    Calculation,
    CalculationError,
    InputProblem,
    Line,
    checked_sum,
    exactly,
    line,
)
from knowledge_base.rates import LoanRates

DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Loan:
    """A loan: principal in yuan, how long it ran, what was agreed in per cent a year (0: nothing), when it was made."""

    principal: Decimal
    period: Period
    yearly_percent: Decimal
    made_on: date | None = None


def loan_interest(loan: Loan, rates: LoanRates, *, present_rate: Decimal) -> Calculation:
    """Return the interest a court may grant, at most: the agreed one, cut at the ceiling.

    Args:
        present_rate: the one-year prime rate of today in per cent; counts for a loan without a known day, and for loans
            older than the rule, for which the rate at the time of the lawsuit counts (31).

    Raises:
        CalculationError: principal, period or rate make no sense.
    """
    principal, period = checked_sum(loan.principal), loan.period.checked()
    if loan.yearly_percent < 0:
        raise CalculationError(InputProblem.NEGATIVE)
    if loan.yearly_percent == 0:
        return exactly(Decimal(0), (Line("loan_none_agreed", {}),), rates.none_agreed_citations, "loan_overdue")
    prime, notes = _prime_rate(loan, rates, present_rate)
    ceiling = rates.multiple * prime
    lines = [line("loan_ceiling", prime=prime, multiple=rates.multiple, ceiling=ceiling)]
    most = interest(principal, ceiling, period)
    agreed = interest(principal, loan.yearly_percent, period)
    percent, span = loan.yearly_percent, period.spoken()
    lines.append(line("loan_agreed", principal=principal, period=span, percent=percent, total=agreed))
    if loan.yearly_percent > ceiling:
        lines.append(line("loan_above", most=most, over=agreed - most))
    else:
        lines.append(Line("loan_within", {}))
    citations = rates.citations + (rates.before_rule_citations if "loan_before_rule" in notes else ())
    return exactly(min(most, agreed), tuple(lines), citations, *notes)


def _prime_rate(loan: Loan, rates: LoanRates, present: Decimal) -> tuple[Decimal, tuple[str, ...]]:
    present = checked_sum(present)
    if loan.made_on is None:
        return present, ("loan_present_rate",)
    if loan.made_on < rates.rule_in_force:
        return present, ("loan_before_rule",)
    newest = max((rate.since for rate in rates.lpr), default=None)
    if newest is not None and loan.made_on >= newest:
        return present, ("loan_look_up",)
    return rates.prime_rate(loan.made_on) or present, ("loan_look_up",)


def interest(principal: Decimal, yearly_percent: Decimal, period: Period) -> Decimal:
    """Return simple interest in yuan; months count as twelfths of a year, days as 365ths."""
    years = Decimal(period.total_months) / MONTHS_A_YEAR + Decimal(period.days) / DAYS_A_YEAR
    return principal * yearly_percent / 100 * years
