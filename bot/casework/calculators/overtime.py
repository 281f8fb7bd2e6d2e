"""加班费 (劳动法 44): on working days, on rest days without time off instead, on statutory holidays."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.casework.calculators.working import (
    Calculation,
    CalculationError,
    InputProblem,
    Line,
    checked_sum,
    exactly,
    fen,
    line,
)
from knowledge_base.rates import OvertimeRates

MOST_HOURS = Decimal(24 * 366)


@dataclass(frozen=True)
class Overtime:
    """Hours worked beyond the normal time, by the kind of day; fractions are allowed."""

    workday: Decimal = Decimal(0)
    rest_day: Decimal = Decimal(0)
    holiday: Decimal = Decimal(0)

    def checked(self) -> Overtime:
        """Return itself.

        Raises:
            CalculationError: negative, all zero, or more than there are hours in a year.
        """
        hours = (self.workday, self.rest_day, self.holiday)
        if any(not h.is_finite() for h in hours):
            raise CalculationError(InputProblem.NOT_A_NUMBER)
        if any(h < 0 for h in hours):
            raise CalculationError(InputProblem.NEGATIVE)
        if not any(hours):
            raise CalculationError(InputProblem.ZERO)
        if sum(hours) > MOST_HOURS:
            raise CalculationError(InputProblem.TOO_LARGE)
        return self


def overtime_pay(
    worked: Overtime, rates: OvertimeRates, *, monthly_wage: Decimal | None = None, hourly_wage: Decimal | None = None
) -> Calculation:
    """Return the least that is owed. One of the two wages must be given, in yuan; the hourly one goes before.

    Raises:
        CalculationError: no wage or a senseless one, or hours that make no sense.
    """
    worked.checked()
    monthly = hourly_wage is None
    wage = hourly_wage if hourly_wage is not None else monthly_wage
    if wage is None:
        raise CalculationError(InputProblem.ZERO)
    hour = checked_sum(wage) / (rates.pay_days * rates.hours_a_day if monthly else 1)
    first: dict[str, Decimal | int | str] = {"wage": wage, "days": rates.pay_days, "a_day": rates.hours_a_day}
    lines: list[Line] = [line("overtime_hour", hour=hour, **first)] if monthly else []
    total = Decimal(0)
    for code, hours, percent in _parts(worked, rates):
        part = fen(hour * hours * percent / 100)
        total += part
        suffix = "_monthly" if monthly else ""
        lines.append(line(f"overtime_{code}{suffix}", hours=hours, percent=percent, total=part, hour=hour, **first))
    notes = ("overtime_minimum", "overtime_pay_days") if monthly else ("overtime_minimum",)
    return exactly(total, tuple(lines), rates.citations, *notes)


def _parts(worked: Overtime, rates: OvertimeRates) -> list[tuple[str, Decimal, Decimal]]:
    parts = [
        ("workday", worked.workday, rates.workday_percent),
        ("rest_day", worked.rest_day, rates.rest_day_percent),
        ("holiday", worked.holiday, rates.holiday_percent),
    ]
    return [part for part in parts if part[1]]
