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
    ceiling = rates.multiple * prime.percent
    lines = [_which(prime, rates), line("loan_ceiling", prime=prime.percent, multiple=rates.multiple, ceiling=ceiling)]
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


@dataclass(frozen=True)
class _Prime:
    """The prime rate that counts; ``since`` is the day it was published, None for one the operator set without a day.

    ``at_loan`` is the day of the loan if it decided; None when the present rate counts.
    """

    percent: Decimal
    since: date | None
    at_loan: date | None = None


def _prime_rate(loan: Loan, rates: LoanRates, present: Decimal) -> tuple[_Prime, tuple[str, ...]]:
    now = _present(rates, checked_sum(present))
    if loan.made_on is None:
        return now, ("loan_present_rate", "loan_look_up")
    if loan.made_on < rates.rule_in_force:
        return now, ("loan_before_rule", "loan_look_up")
    newest = _published(rates, date.max)
    if newest is None or loan.made_on >= newest:
        return now, ("loan_look_up",)
    percent = rates.prime_rate(loan.made_on)
    if percent is None:
        return now, ("loan_present_rate", "loan_look_up")
    return _Prime(percent, _published(rates, loan.made_on), loan.made_on), ("loan_look_up",)


def _present(rates: LoanRates, percent: Decimal) -> _Prime:
    """The setting counts; it has a known day only where it is still the newest rate of the table."""
    newest = _published(rates, date.max)
    same = newest is not None and rates.prime_rate(newest) == percent
    return _Prime(percent, newest if same else None)


def _published(rates: LoanRates, day: date) -> date | None:
    """The day on which the rate in force on ``day`` was published."""
    return max((rate.since for rate in rates.lpr if rate.since <= day), default=None)


def _which(prime: _Prime, rates: LoanRates) -> Line:
    """Which rate was taken and from which day, so that it can be compared with the one published."""
    values: dict[str, Decimal | int | str] = {"prime": prime.percent, "publisher": rates.published_by}
    if prime.since is None:
        return line("loan_prime_set", **values)
    values["since"] = _spoken_day(prime.since)
    if prime.at_loan is None:
        return line("loan_prime_present", **values)
    return line("loan_prime_at_loan", made_on=_spoken_day(prime.at_loan), **values)


def _spoken_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def interest(principal: Decimal, yearly_percent: Decimal, period: Period) -> Decimal:
    """Return simple interest in yuan; months count as twelfths of a year, days as 365ths."""
    years = Decimal(period.total_months) / MONTHS_A_YEAR + Decimal(period.days) / DAYS_A_YEAR
    return principal * yearly_percent / 100 * years
