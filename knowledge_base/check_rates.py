"""Proves the calculators' rates: each percentage, sum and bracket stands in the article its entry cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from knowledge_base.check_citations import check_citation
from knowledge_base.check_figures import stated_by
from knowledge_base.check_report import Report
from knowledge_base.figures import find_figures
from knowledge_base.law_collection import LawCollection
from knowledge_base.law_names import LawNames
from knowledge_base.loader import KnowledgeError
from knowledge_base.rates import Bracket, FeeKind, Rates, load_rates
from knowledge_base.schema import Citation

NAME = "calculators.yml"
Claim = tuple[str, tuple[str, float], Sequence[Citation]]
"""Where a rate stands, the rate as a figure, and the articles of which one must state it."""


def check_rates(national: Path, laws: LawCollection, names: LawNames, report: Report) -> None:
    """Check the file if it is there."""
    path = national / NAME
    if not path.exists():
        return
    try:
        rates = load_rates(path)
    except KnowledgeError as error:
        report.error("knowledge base", "unreadable", str(error))
        return
    for citation in rates.citations():
        check_citation(citation, NAME, laws, names, None, report)
    for place, figure, citations in _claims(rates):
        report.counts["rates"] += 1
        if figure not in stated_by(citations, laws):
            unit, value = figure
            report.error(f"{NAME}:{place}", "unproved-figure", f"{value:g} ({unit}) stands in no cited article")
    for kind in rates.court_fee.kinds:
        _check_brackets(kind, report)


def _claims(rates: Rates) -> Iterator[Claim]:
    """Every number of the file that an article must state; what is left out comes from no law (pay_days, lpr)."""
    severance, double, overtime = rates.severance, rates.double_wage, rates.overtime
    yield "severance.months_for_a_full_year", _months(severance.months_for_a_full_year), severance.citations
    yield "severance.cap_multiple", _ratio(severance.cap_multiple), severance.citations
    yield "severance.cap_years", _months(severance.cap_years * 12), severance.citations
    yield "severance.unlawful_multiple", _ratio(severance.unlawful_multiple), severance.unlawful_citations
    yield "double_wage.free_months", _months(double.free_months), double.citations
    yield "overtime.hours_a_day", ("hour", float(overtime.hours_a_day)), overtime.citations
    for field in ("workday_percent", "rest_day_percent", "holiday_percent"):
        yield f"overtime.{field}", _ratio(getattr(overtime, field) / 100), overtime.citations
    yield "loan_interest.multiple", _ratio(rates.loan_interest.multiple), rates.loan_interest.citations
    for kind in rates.court_fee.kinds:
        sums = {"low": kind.low, "high": kind.high, "base_up_to": kind.base_up_to, "most": kind.most}
        for field, value in sums.items():
            if value:
                yield f"court_fee.{kind.id}.{field}", ("yuan", round(float(value), 6)), kind.citations


def _months(count: int) -> tuple[str, float]:
    return "month", float(count)


def _ratio(value: Decimal | int) -> tuple[str, float]:
    return "ratio", round(float(value), 6)


def _check_brackets(kind: FeeKind, report: Report) -> None:
    """The words of each step are proved as a citation; here its numbers must be those of its words."""
    for step in kind.brackets:
        if not _as_worded(step):
            what = f"{step.percent}% up to {step.up_to or 'any sum'} is not what '{step.says}' says"
            report.error(f"{NAME}:court_fee.{kind.id}", "wrong-bracket", what)


def _as_worded(step: Bracket) -> bool:
    figures = list(find_figures(step.says))
    ratios = {round(figure.value, 6) for figure in figures if figure.kind == "ratio"}
    sums = {figure.value for figure in figures if figure.kind == "yuan"}
    percent_stands = float(step.percent / 100) in ratios if step.percent else not ratios
    return percent_stands and (step.up_to is None or float(step.up_to) in sums)
