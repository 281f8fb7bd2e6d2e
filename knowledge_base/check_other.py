"""Proves what is not a card: clocks, doors, service items with a city's changes, complaints, rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from knowledge_base.check_citations import check_citation, check_mentions
from knowledge_base.check_complaints import check_complaints
from knowledge_base.check_figures import check_figures, check_period, stated_by
from knowledge_base.check_rates import check_rates
from knowledge_base.check_report import Report
from knowledge_base.check_sources import check_sources
from knowledge_base.law_collection import LawCollection
from knowledge_base.law_names import LawNames
from knowledge_base.loader import KnowledgeBase
from knowledge_base.schema import PLACEHOLDER, Deadline, Door, ServiceItem


def check_other_files(
    base: KnowledgeBase, root: Path, laws: LawCollection, names: LawNames, today: date, report: Report
) -> None:
    """Check every file besides the cards."""
    for deadline in base.deadlines.values():
        _check_deadline(deadline, laws, names, report)
    for door in base.doors.values():
        _check_door(door, laws, names, report)
    for item in base.service_items.values():
        _check_item(item, laws, names, report)
    check_complaints(root / "national", base.institutions, laws, names, report)
    check_rates(root / "national", laws, names, report)
    check_sources(root / "national", today, report)
    for where, entry in _fillable(base):
        if fields := list(_placeholders(entry.dict())):
            report.warn(where, "placeholder", f"{', '.join(fields)} still {PLACEHOLDER}")


def _check_deadline(deadline: Deadline, laws: LawCollection, names: LawNames, report: Report) -> None:
    report.counts["deadlines"] += 1
    where = f"deadlines:{deadline.id}"
    for citation in deadline.citations:
        check_citation(citation, where, laws, names, None, report)
    stated = stated_by(deadline.citations, laws)
    check_period(deadline.count, deadline.unit, stated, where, report)
    for text in (deadline.title, deadline.event, deadline.extension, deadline.stops, deadline.if_missed):
        check_figures(text, stated, where, report)
        check_mentions(text, deadline.citations, where, names, report)


def _check_door(door: Door, laws: LawCollection, names: LawNames, report: Report) -> None:
    """A row's reason is proved by its own articles, what is said of the door by the door's and all its rows'."""
    report.counts["doors"] += 1
    for citation in door.citations:
        check_citation(citation, f"doors.yml:{door.id}", laws, names, None, report)
    for rule in door.rules:
        report.counts["door rows"] += 1
        where = f"doors.yml:{door.id}/{rule.id}"
        for citation in rule.citations:
            check_citation(citation, where, laws, names, None, report)
        check_figures(rule.why, stated_by(rule.citations, laws), where, report)
        check_mentions(rule.why, rule.citations, where, names, report)
    everything = (*door.citations, *(citation for rule in door.rules for citation in rule.citations))
    for text in (door.when, door.not_here, *door.asks_for):
        check_figures(text, stated_by(everything, laws), f"doors.yml:{door.id}", report)
        check_mentions(text, everything, f"doors.yml:{door.id}", names, report)


def _check_item(item: ServiceItem, laws: LawCollection, names: LawNames, report: Report) -> None:
    """A city's changes are laid over the item by now: its own citations and times are proved like the national ones."""
    report.counts["service items"] += 1
    where = f"service_items:{item.id}"
    for citation in item.citations:
        check_citation(citation, where, laws, names, None, report)
    stated = stated_by(item.citations, laws)
    for text in (item.for_whom, item.leads_to, item.fee, item.time_limit, item.note):
        check_figures(text, stated, where, report)
        check_mentions(text, item.citations, where, names, report)


def _fillable(base: KnowledgeBase) -> Iterator[tuple[str, Any]]:
    for institution in base.institutions.values():
        yield f"institutions.yml:{institution.id}", institution
    for item in base.service_items.values():
        yield f"service_items:{item.id}", item


def _placeholders(entry: dict[str, Any], within: str = "") -> Iterator[str]:
    """Yield the fields still to be filled in, those of single materials as materials[id_card].name."""
    for name, value in entry.items():
        if isinstance(value, str) and PLACEHOLDER in value:
            yield within + name
        elif isinstance(value, tuple | list):
            for part in value:
                if isinstance(part, dict):
                    yield from _placeholders(part, f"{within}{name}[{part.get('id', '?')}].")
