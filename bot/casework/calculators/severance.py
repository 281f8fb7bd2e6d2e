"""经济补偿 (劳动合同法 46, 47), 赔偿金 for an unlawful dismissal (87) and the second wage without a contract (82)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.casework.calculators.periods import Period
from bot.casework.calculators.working import Calculation, Line, checked_sum, exactly, line
from knowledge_base.rates import DoubleWageRates, SeveranceRates

HALF = Decimal("0.5")


def severance(
    wage: Decimal,
    worked: Period,
    rates: SeveranceRates,
    *,
    unlawful: bool = False,
    city_average: Decimal | None = None,
    today: date | None = None,
) -> Calculation:
    """Return what an employer owes at the end of the employment.

    Args:
        wage: average monthly wage of the last twelve months before the end, yuan, all bonuses included.
        worked: how long the employment lasted.
        unlawful: the employer ended it against the law: twice the compensation, instead of it.
        city_average: the city's average monthly wage of the last year; caps a high wage. None if not known.
        today: to see whether part of the time lies before the law came into force; None leaves that note out.

    Raises:
        CalculationError: the wage is not a sensible sum, or ``worked`` is empty.
    """
    base, years = checked_sum(wage), pay_months(worked.checked(), rates)
    lines = [line("severance_years", worked=worked.spoken(), months=years)]
    notes = ["severance_grounds"]
    ceiling = rates.cap_multiple * checked_sum(city_average) if city_average is not None else None
    if ceiling is not None and base > ceiling:
        base, years = ceiling, min(years, Decimal(rates.cap_years))
        lines.append(line("severance_capped", ceiling=base, months=years))
    elif ceiling is None:
        notes.append("severance_cap")
    total = base * years
    lines.append(line("severance_sum", wage=base, months=years, total=total))
    if unlawful:
        total *= rates.unlawful_multiple
        lines.append(line("severance_unlawful", total=total))
    if today is not None and worked.begins_before(rates.law_in_force, today):
        notes.append("severance_before_2008")
    citations = (*(rates.unlawful_citations if unlawful else ()), *rates.citations)
    return exactly(total, tuple(lines), citations, *notes)


def pay_months(worked: Period, rates: SeveranceRates) -> Decimal:
    """Return the months of pay: one a full year; a rest of six months or more counts one, a shorter one a half (47)."""
    if not worked.months and not worked.days:
        return Decimal(worked.years)
    long_rest = worked.months >= rates.months_for_a_full_year
    return worked.years + (Decimal(1) if long_rest else HALF)


def double_wage(wage: Decimal, worked: Period, rates: DoubleWageRates) -> Calculation:
    """Return the second wage for the months worked without a written contract.

    The first month is free and it ends when a year is full (劳动合同法实施条例 7). Begun months are counted by whole
    months only: their days go by that month's working days (劳动争议解释（二） 6), unknown here.

    Raises:
        CalculationError: the wage is not a sensible sum, or ``worked`` is empty.
    """
    monthly = checked_sum(wage)
    months = max(0, min(worked.checked().total_months - rates.free_months, rates.most_months))
    lines: tuple[Line, ...] = (line("double_wage_months", worked=worked.spoken(), months=months),)
    if months:
        lines = (*lines, line("double_wage_sum", wage=monthly, months=months, total=monthly * months))
    notes = ["double_wage_late"] if months else ["double_wage_none"]
    return exactly(monthly * months, lines, rates.citations, *notes)
