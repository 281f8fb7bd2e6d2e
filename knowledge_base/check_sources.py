"""Data that no law text proves: ``national/outside_sources.yml`` names its source and who compared it with that, when.

An entry nobody has verified, or not lately enough, is a warning like a placeholder: the operator must do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import Field

from knowledge_base.check_report import Report
from knowledge_base.loader import KnowledgeError, parse, read_yaml
from knowledge_base.schema import Strict

NAME = "outside_sources.yml"


class OutsideSource(Strict):
    """One piece of data, the source it must agree with, and the last comparison with it."""

    data: str = Field(regex=r"^[\w.]+\.yml(?::[\w.]+)?$")
    """File under ``national/`` and the keys within it: calculators.yml:loan_interest.lpr."""
    source: str = Field(min_length=4)
    verified_on: date | None = None
    verified_by: str = ""
    good_for_days: int = Field(365, gt=0)
    """After that many days it must be compared again."""


def check_sources(national: Path, today: date, report: Report) -> None:
    """Check the file if it is there."""
    if not (national / NAME).exists():
        return
    try:
        raw = read_yaml(national / NAME)
        entries = [parse(OutsideSource, entry, national / NAME) for entry in _entries(raw)]
    except KnowledgeError as error:
        report.error("knowledge base", "unreadable", str(error))
        return
    for entry in entries:
        _check(entry, national, today, report)


def _entries(document: Any) -> list[Any]:
    entries = document.get("sources") if isinstance(document, Mapping) else None
    if not isinstance(entries, list):
        raise KnowledgeError(f"{NAME}: wants a list under 'sources'")
    return entries


def _check(entry: OutsideSource, national: Path, today: date, report: Report) -> None:
    report.counts["outside sources"] += 1
    if not _stands(entry.data, national):
        report.error(f"{NAME}:{entry.data}", "unknown-data", "there is no such data")
    elif entry.verified_on is None:
        report.warn(entry.data, "unverified", f"never compared with its source: {entry.source}")
    elif entry.verified_on > today:
        report.error(
            f"{NAME}:{entry.data}", "future-check", f"verified_on {entry.verified_on} lies after today, {today}"
        )
    elif not entry.verified_by:
        report.error(f"{NAME}:{entry.data}", "no-name", "verified_on without verified_by")
    elif entry.verified_on + timedelta(days=entry.good_for_days) < today:
        report.warn(entry.data, "unverified", f"last compared on {entry.verified_on} with its source: {entry.source}")


def _stands(data: str, national: Path) -> bool:
    name, _, keys = data.partition(":")
    if not (national / name).exists():
        return False
    found = read_yaml(national / name)
    for key in filter(None, keys.split(".")):
        if not isinstance(found, Mapping) or key not in found:
            return False
        found = found[key]
    return True
