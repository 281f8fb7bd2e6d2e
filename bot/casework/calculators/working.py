"""What every calculator returns: a sum, the lines of its working, and the articles it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from knowledge_base.schema import Citation

FEN = Decimal("0.01")
LARGEST_SUM = Decimal(10) ** 10
"""Yuan; a larger one is a slip of the keyboard."""
LONGEST_MONTHS = 70 * 12


class InputProblem(str, Enum):
    """Why an input cannot be calculated with. The action layer says ``utter_calc_problem_<value>``."""

    NEGATIVE = "negative"
    ZERO = "zero"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    APPROXIMATE = "approximate"
    MONTH_MISSING = "month_missing"
    ENDS_BEFORE_START = "ends_before_start"
    A_DATE = "a_date"
    SEVERAL = "several"
    UNKNOWN_KIND = "unknown_kind"


class CalculationError(ValueError):
    """A calculation was asked for with an input that makes no sense; the message is the problem's code."""

    def __init__(self, problem: InputProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Line:
    """One line of the working: the response ``utter_calc_<code>`` and its variables, ready to be read."""

    code: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Calculation:
    """``low`` and ``high`` in yuan (equal unless the law leaves a range), rounded to fen."""

    low: Decimal
    high: Decimal
    lines: tuple[Line, ...]
    citations: tuple[Citation, ...]
    notes: tuple[str, ...] = ()
    """Codes of responses ``utter_calc_note_<code>`` that hold besides."""


def exactly(total: Decimal, lines: tuple[Line, ...], citations: tuple[Citation, ...], *notes: str) -> Calculation:
    """Return a calculation with one sum."""
    return Calculation(fen(total), fen(total), lines, citations, notes)


def fen(value: Decimal) -> Decimal:
    """Round to the fen, half up."""
    return value.quantize(FEN, ROUND_HALF_UP)


def spoken(value: Decimal) -> str:
    """Return a number as it is read: 5000, 2.5, 12.35, without needless zeros."""
    rounded = fen(value)
    return f"{rounded.normalize():f}" if rounded != rounded.to_integral() else f"{int(rounded)}"


def spoken_sum(value: Decimal) -> str:
    """Return a round sum as people say it: 20万 for 200000, 8500 for 8500."""
    return f"{spoken(value / 10_000)}万" if value >= 10_000 and value % 1_000 == 0 else spoken(value)


def line(code: str, **values: Decimal | int | str) -> Line:
    """Return a line with its numbers written out."""
    return Line(code, {k: spoken(Decimal(v)) if isinstance(v, int | Decimal) else v for k, v in values.items()})


def checked_sum(value: Decimal, *, zero_allowed: bool = False) -> Decimal:
    """Return ``value`` if it is a sensible sum in yuan.

    Raises:
        CalculationError: it is negative, zero (unless allowed), not finite or larger than ``LARGEST_SUM``.
    """
    if not value.is_finite():
        raise CalculationError(InputProblem.NOT_A_NUMBER)
    if value < 0:
        raise CalculationError(InputProblem.NEGATIVE)
    if value == 0 and not zero_allowed:
        raise CalculationError(InputProblem.ZERO)
    if value > LARGEST_SUM:
        raise CalculationError(InputProblem.TOO_LARGE)
    return value
