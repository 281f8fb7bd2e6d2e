"""Proves figures: every period, amount, age, percentage and multiple of a text stands in an article it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge_base.check_report import Report
from knowledge_base.figures import find_figures, keys_of_law
from knowledge_base.law_collection import LawCollection
from knowledge_base.schema import Citation, Unit

_COUNTS_NOTHING = re.compile("统一|唯一|同一|哪一")
"""Words that end in 一 without counting: 统一天数, 哪一天."""


def stated_by(citations: Iterable[Citation], laws: LawCollection) -> set[tuple[str, float]]:
    """Return the figures of all cited articles together."""
    articles = (laws.article(c.law, c.article) for c in citations)
    return {key for article in articles if article for key in keys_of_law(article.text)}


def allowed_by(sources: Iterable[str]) -> set[tuple[str, float]]:
    """Return the figures of the card's ``figures`` entries, which name another source."""
    return {figure.key for text in sources for figure in find_figures(text)}


def check_figures(text: str, stated: set[tuple[str, float]], where: str, report: Report) -> None:
    """Add an error for each figure of ``text`` that is not in ``stated``."""
    seen: set[tuple[str, float]] = set()
    for figure in find_figures(_COUNTS_NOTHING.sub("；", text)):
        report.counts["figures"] += 1
        if figure.key not in stated | seen:
            seen.add(figure.key)
            report.error(where, "unproved-figure", f"'{figure.text}' stands in no cited article and in no 'figures'")


def check_period(count: int, unit: Unit, stated: set[tuple[str, float]], where: str, report: Report) -> None:
    """Add an error if a clock's own period is not in ``stated``."""
    key = ("month", count * 12.0) if unit is Unit.YEAR else (unit.value, float(count))
    if key not in stated:
        report.error(where, "unproved-figure", f"{count} {unit.value} stands in no cited article")
