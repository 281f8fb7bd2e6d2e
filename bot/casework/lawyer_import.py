"""Replace the lawyers in the database by those of a corrected spreadsheet, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.casework.lawyer_sheet import RowProblem, SheetRow, read_sheet
from bot.storage.lawyers import Assignment, Firm, Lawyer
from knowledge_base.places import Places


@dataclass(frozen=True)
class ImportReport:
    """What an import did. ``accepted`` counts rows; ``left`` counts lawyers who are no longer in the sheet.

    ``replaced`` is False when no row was acceptable: then the database is as before.
    """

    accepted: int
    rejected: tuple[RowProblem, ...]
    lawyers: int
    firms: int
    left: int
    replaced: bool


def any_lawyer(session: Session) -> bool:
    """Whether lawyers were ever imported."""
    return session.execute(select(Lawyer.id).limit(1)).first() is not None


def import_lawyers(session: Session, path: Path, places: Places, *, now: datetime) -> ImportReport:
    """Read ``path`` and replace all assignments by its good rows, inside the caller's transaction.

    A lawyer who stays (same licence number) keeps the link to Telegram; one who left becomes inactive and loses it.
    ``now`` is not stored; unused link codes older than it are cleared. Raises ``SheetUnreadable`` and ``WrongHeader``.
    """
    good, bad = read_sheet(path, places)
    if not good:
        return ImportReport(0, tuple(bad), 0, 0, 0, replaced=False)
    firms = _keep_firms(session, {row.firm for row in good})
    lawyers, left = _keep_lawyers(session, good, firms, now)
    session.execute(delete(Assignment))
    session.add_all(_assignment(row, lawyers[row.licence_no]) for row in good)
    session.flush()
    return ImportReport(len(good), tuple(bad), len(lawyers), len(firms), left, replaced=True)


def _keep_firms(session: Session, names: set[str]) -> dict[str, Firm]:
    known = {firm.name: firm for firm in session.execute(select(Firm)).scalars()}
    fresh = {name: Firm(name=name) for name in sorted(names - known.keys())}
    session.add_all(fresh.values())
    session.flush()
    return {name: fresh.get(name) or known[name] for name in names}


def _keep_lawyers(
    session: Session, rows: Sequence[SheetRow], firms: dict[str, Firm], now: datetime
) -> tuple[dict[str, Lawyer], int]:
    known = {lawyer.licence_no: lawyer for lawyer in session.execute(select(Lawyer)).scalars()}
    kept: dict[str, Lawyer] = {}
    for row in rows:
        if row.licence_no not in kept:
            kept[row.licence_no] = _update(known.get(row.licence_no) or Lawyer(licence_no=row.licence_no), row, firms)
    session.add_all(kept.values())
    gone = [lawyer for licence, lawyer in known.items() if licence not in kept and lawyer.active]
    for lawyer in gone:
        lawyer.active, lawyer.telegram_chat_id, lawyer.link_code, lawyer.link_code_until = False, None, None, None
    for lawyer in kept.values():
        if lawyer.link_code_until is not None and lawyer.link_code_until <= now:
            lawyer.link_code, lawyer.link_code_until = None, None
    session.flush()
    return kept, len(gone)


def _update(lawyer: Lawyer, row: SheetRow, firms: dict[str, Firm]) -> Lawyer:
    lawyer.name, lawyer.firm, lawyer.phone = row.name, firms[row.firm], row.phone
    lawyer.note, lawyer.service_kinds, lawyer.active = row.note, list(row.service_kinds), True
    return lawyer


def _assignment(row: SheetRow, lawyer: Lawyer) -> Assignment:
    return Assignment(
        place_id=row.place_id,
        household=row.household,
        lawyer=lawyer,
        group_name=row.group_name,
        position=row.row,
    )
