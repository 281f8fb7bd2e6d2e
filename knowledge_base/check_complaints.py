"""Proves the complaint categories and the clocks of a complaint's way against the law texts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

from yaml import YAMLError

from knowledge_base.check_citations import check_citation, check_mentions
from knowledge_base.check_figures import check_figures, check_period, stated_by
from knowledge_base.check_report import Report
from knowledge_base.complaints import (
    ComplaintCategory,
    ComplaintWorkflow,
    load_complaint_categories,
    load_complaint_workflow,
)
from knowledge_base.law_collection import LawCollection
from knowledge_base.law_names import LawNames

CATEGORIES, WORKFLOW = "complaint_categories.yml", "complaint_workflow.yml"
Read = TypeVar("Read")


def check_complaints(
    national: Path, institutions: Collection[str], laws: LawCollection, names: LawNames, report: Report
) -> None:
    """Check both files as far as they are there."""
    categories = _read(national, CATEGORIES, load_complaint_categories, report)
    for category in categories.by_id.values() if categories else ():
        _check_category(category, institutions, laws, names, report)
    workflow = _read(national, WORKFLOW, load_complaint_workflow, report)
    if workflow:
        _check_workflow(workflow, laws, names, report)


def _read(national: Path, name: str, load: Callable[[Path], Read], report: Report) -> Read | None:
    if not (national / name).exists():
        return None
    try:
        return load(national)
    except (ValueError, TypeError, YAMLError) as error:  # pydantic's errors are ValueErrors
        report.error("knowledge base", "unreadable", f"{name}: {' '.join(str(error).split())}")
        return None


def _check_category(
    category: ComplaintCategory, institutions: Collection[str], laws: LawCollection, names: LawNames, report: Report
) -> None:
    report.counts["complaint categories"] += 1
    where = f"{CATEGORIES}:{category.id}"
    for citation in category.citations:
        check_citation(citation, where, laws, names, None, report)
    stated = stated_by(category.citations, laws)
    for text in (category.door_note, *category.asks_for):
        check_figures(text, stated, where, report)
        check_mentions(text, category.citations, where, names, report)
    for receiver in filter(None, (category.receiver, category.receiver_if_accused)):
        if receiver not in institutions:
            report.error(where, "unknown-id", f"institution '{receiver}' does not exist")


def _check_workflow(workflow: ComplaintWorkflow, laws: LawCollection, names: LawNames, report: Report) -> None:
    for clock in workflow.clocks:
        report.counts["complaint clocks"] += 1
        where = f"{WORKFLOW}:{clock.id}"
        for citation in clock.citations:
            check_citation(citation, where, laws, names, None, report)
        check_period(clock.count, clock.unit, stated_by(clock.citations, laws), where, report)
    for state in workflow.states:
        cited = tuple(c for clock in workflow.clocks if clock.state == state.id for c in clock.citations)
        check_figures(state.says, stated_by(cited, laws), f"{WORKFLOW}:{state.id}", report)
