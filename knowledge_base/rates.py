"""The rates of ``national/calculators.yml``, each with its article: severance, overtime, loan interest, court fees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from knowledge_base.chinese_numbers import to_ascii
from knowledge_base.cues import strongest
from knowledge_base.loader import ROOT, parse, read_yaml
from knowledge_base.schema import Citation, Strict

FILE = ROOT / "national" / "calculators.yml"


class SeveranceRates(Strict):
    """劳动合同法 46, 47, 87: a month's pay a year of work, capped for high wages, doubled for an unlawful dismissal."""

    months_for_a_full_year: int
    """A rest of at least this many months counts as a year, a shorter one as half."""
    cap_multiple: Decimal
    """Of the city's average monthly wage; above it the wage is cut to it and the years to ``cap_years``."""
    cap_years: int
    unlawful_multiple: int
    law_in_force: date
    """Years before this day count by older rules (劳动合同法 97)."""
    citations: tuple[Citation, ...]
    unlawful_citations: tuple[Citation, ...]


class DoubleWageRates(Strict):
    """劳动合同法 82: the second wage for months without a written contract."""

    free_months: int
    most_months: int
    citations: tuple[Citation, ...]


class OvertimeRates(Strict):
    """劳动法 44. ``pay_days`` turns a month's wage into a day's; it comes from a notice, not from a law."""

    hours_a_day: int
    pay_days: Decimal
    pay_days_source: str
    workday_percent: Decimal
    rest_day_percent: Decimal
    holiday_percent: Decimal
    citations: tuple[Citation, ...]


class PrimeRate(Strict):
    """The one-year loan prime rate in per cent a year, valid from ``since`` on."""

    since: date = Field(alias="from")
    percent: Decimal


class LoanRates(Strict):
    """The ceiling of agreed interest: ``multiple`` times the prime rate when the contract was made."""

    multiple: int
    rule_in_force: date
    citations: tuple[Citation, ...]
    none_agreed_citations: tuple[Citation, ...]
    before_rule_citations: tuple[Citation, ...]
    published_by: str
    lpr: tuple[PrimeRate, ...]

    def prime_rate(self, day: date) -> Decimal | None:
        """Return the rate in force on ``day``, or None before the first; the last entry counts until the present."""
        known = [rate for rate in self.lpr if rate.since <= day]
        return max(known, key=lambda rate: rate.since).percent if known else None


class Bracket(Strict):
    """One step of a graduated fee; ``up_to`` is None for the last."""

    up_to: Decimal | None = None
    percent: Decimal
    says: str
    """Its words in the article, so that a program can prove it."""


class FeeKind(Strict):
    """What a court takes for one kind of case. ``low`` and ``high`` differ where the province sets the sum."""

    id: str
    name: str
    cues: tuple[str, ...]
    low: Decimal
    high: Decimal
    base_up_to: Decimal = Decimal(0)
    """The sum that ``low`` covers."""
    most: Decimal | None = None
    needs_amount: bool
    may_be_halved: bool
    brackets: tuple[Bracket, ...] = ()
    notes: tuple[str, ...] = ()
    """Codes of ``utter_calc_note_*`` responses that belong to it."""
    citations: tuple[Citation, ...]


class CourtFees(Strict):
    """诉讼费用交纳办法 13 to 16."""

    kinds: tuple[FeeKind, ...]
    halves_citations: tuple[Citation, ...]

    def kind(self, kind_id: str) -> FeeKind | None:
        """Return the kind with that id, or None."""
        return next((kind for kind in self.kinds if kind.id == kind_id), None)


class Start(Strict):
    """What starts a calculator: words of a message; the cards that offer it, and topics whose other cards do."""

    kind: str
    cues: tuple[str, ...]
    topics: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()


class Rates(Strict):
    """All rates."""

    severance: SeveranceRates
    double_wage: DoubleWageRates
    overtime: OvertimeRates
    loan_interest: LoanRates
    court_fee: CourtFees
    starts: tuple[Start, ...] = ()

    def asked_for(self, text: str) -> str | None:
        """Return the calculator that ``text`` asks for in words, or None."""
        plain = to_ascii(text)
        marked = [(strongest(start.cues, plain), start.kind) for start in self.starts]
        strength, kind = max(marked, default=(0.0, ""))
        return kind if strength else None

    def offered_in(self, topic: str | None) -> tuple[str, ...]:
        """Return the calculators worth a button under an answer of ``topic``."""
        return tuple(start.kind for start in self.starts if topic in start.topics)

    def offered_for(self, card: str, topic: str | None) -> tuple[str, ...]:
        """Return the calculators worth a button under ``card`` of ``topic``: those of the card before the topic's."""
        return tuple(start.kind for start in self.starts if card in start.cards) or self.offered_in(topic)

    def citations(self) -> Iterator[Citation]:
        """Yield every citation, for the check against the law texts."""
        yield from (*self.severance.citations, *self.severance.unlawful_citations, *self.double_wage.citations)
        yield from (*self.overtime.citations, *self.loan_interest.citations, *self.loan_interest.none_agreed_citations)
        yield from (*self.loan_interest.before_rule_citations, *self.court_fee.halves_citations)
        for kind in self.court_fee.kinds:
            yield from kind.citations
            law, article = kind.citations[0].law, kind.citations[0].article
            yield from (Citation(law=law, article=article, says=step.says) for step in kind.brackets)


@lru_cache(maxsize=2)
def load_rates(path: Path = FILE) -> Rates:
    """Return the rates. Raises ``KnowledgeError`` naming file and field for a wrong one."""
    return parse(Rates, read_yaml(path), path)
