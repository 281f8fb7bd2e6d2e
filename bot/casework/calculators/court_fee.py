"""What a court takes (诉讼费用交纳办法 13, 14), and what is left of it when it is halved (15, 16)."""

from __future__ import annotations

from decimal import Decimal

from bot.casework.calculators.working import (
    Calculation,
    CalculationError,
    InputProblem,
    Line,
    checked_sum,
    fen,
    line,
    spoken_sum,
)
from knowledge_base.rates import CourtFees, FeeKind


def court_fee(kind_id: str, fees: CourtFees, *, amount: Decimal | None = None, halved: bool = False) -> Calculation:
    """Return the fee of a case.

    Args:
        kind_id: one of the kinds in ``calculators.yml``: property, divorce, personality, other, labor, ...
        amount: what is claimed (for a divorce what there is to divide), yuan; may be 0 or None where not needed.
        halved: settled, withdrawn or heard in the simplified procedure; it halves once, and only case fees.

    Raises:
        CalculationError: the kind is not known, or the amount is missing, negative or too large.
    """
    kind = fees.kind(kind_id)
    if kind is None:
        raise CalculationError(InputProblem.UNKNOWN_KIND)
    claimed = checked_sum(amount or Decimal(0), zero_allowed=not kind.needs_amount)
    steps = _steps(kind, claimed)
    above = sum((part for _, part in steps), Decimal(0))
    lines = [_base_line(kind), *(one for one, _ in steps)]
    low, high = _capped(kind.low + above, kind), _capped(kind.high + above, kind)
    if kind.most is not None and kind.low + above > kind.most:
        lines.append(line("fee_most", most=kind.most))
    if halved and kind.may_be_halved:
        low, high = low / 2, high / 2
        lines.append(_range_line("fee_halved", low, high))
    notes = (*kind.notes, "fee_may_be_halved") if kind.may_be_halved and not halved else kind.notes
    citations = (*kind.citations, *(fees.halves_citations if kind.may_be_halved else ()))
    return Calculation(fen(low), fen(high), tuple(lines), citations, notes)


def _capped(value: Decimal, kind: FeeKind) -> Decimal:
    return value if kind.most is None else min(value, kind.most)


def _base_line(kind: FeeKind) -> Line:
    if kind.base_up_to:
        return line("fee_base", name=kind.name, up_to=spoken_sum(kind.base_up_to), fee=kind.low)
    return _range_line("fee_each", kind.low, kind.high, kind.name)


def _range_line(code: str, low: Decimal, high: Decimal, name: str = "") -> Line:
    suffix = "" if low == high else "_range"
    return line(code + suffix, low=low, high=high, name=name)


def _steps(kind: FeeKind, amount: Decimal) -> list[tuple[Line, Decimal]]:
    steps: list[tuple[Line, Decimal]] = []
    floor = kind.base_up_to
    for bracket in kind.brackets:
        top = amount if bracket.up_to is None else min(amount, bracket.up_to)
        if top > floor:
            part = (top - floor) * bracket.percent / 100
            bounds = {"from_": spoken_sum(floor), "to": spoken_sum(top)}
            steps.append((line("fee_step", percent=bracket.percent, fee=part, **bounds), part))
            floor = top
    return [step for step in steps if step[1]]
