"""Takes law texts into the database: new laws, new versions, corrected texts. Old versions are kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.storage.statutes import StatuteArticle, StatuteLaw
from knowledge_base.law_collection import join_parts
from knowledge_base.law_lines import label_of, read_law_lines
from knowledge_base.law_names import law_key
from knowledge_base.law_text import Law, LawTextError, law_files, parse_law

NEW, NEWER, CORRECTED, OLDER, UNCHANGED = "new", "newer", "corrected", "older", "unchanged"


@dataclass
class ImportReport:
    """``laws`` counts what became of each law; ``problems`` has one sentence a file or line that was skipped."""

    laws: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    problems: list[str] = field(default_factory=list)


def sources(path: Path) -> list[Path]:
    """Return the files to read: the markdown and JSONL files of a folder, or the one file.

    Raises:
        FileNotFoundError: nothing there.
    """
    if path.is_file():
        return [path]
    found = [*law_files(path), *sorted(path.rglob("*.jsonl"))] if path.is_dir() else []
    if not found:
        raise FileNotFoundError(f"no law texts in {path.name}")
    return found


def read_laws(files: Sequence[Path], report: ImportReport, seen: Callable[[int], None] = lambda _: None) -> list[Law]:
    """Read the files; a broken one is named in ``report`` and skipped. ``seen`` is told of each file read."""
    laws: list[Law] = []
    for file in files:
        try:
            laws += _read(file, report)
        except LawTextError as error:
            report.problems.append(str(error))
        seen(1)
    return join_parts(laws)


def _read(file: Path, report: ImportReport) -> list[Law]:
    if file.suffix != ".jsonl":
        return [parse_law(file)]
    laws, problems = read_law_lines(file)
    report.problems += problems
    return laws


def import_law(session: Session, law: Law, report: ImportReport, *, now: datetime) -> str:
    """Store one law and return what became of it: new, newer, corrected, older or unchanged."""
    digest = _digest(law)
    versions = list(session.scalars(select(StatuteLaw).where(StatuteLaw.key == law_key(law.title))))
    outcome = _outcome(law, digest, versions)
    if outcome != UNCHANGED:
        if outcome in (NEWER, CORRECTED):
            _retire(versions, now)
        _insert(session, law, digest, current=outcome != OLDER, now=now)
    report.laws[outcome] += 1
    report.articles += len(law.articles)
    return outcome


def _digest(law: Law) -> str:
    sha = hashlib.sha256()
    for article in law.articles:
        sha.update(f"{article.number}\t{article.chapter}\t{article.section}\t{article.text}\n".encode())
    return sha.hexdigest()


def _outcome(law: Law, digest: str, versions: Sequence[StatuteLaw]) -> str:
    if any(v.digest == digest and v.version_date == law.version for v in versions):
        return UNCHANGED
    current = next((v for v in versions if v.current), None)
    if current is None:
        return NEW
    known, given = current.version_date or date.min, law.version or date.min
    if given == known or law.version is None:
        return CORRECTED
    return NEWER if given > known else OLDER


def _retire(versions: Sequence[StatuteLaw], now: datetime) -> None:
    for version in versions:
        if version.current:
            version.current, version.replaced_at = False, now


def _insert(session: Session, law: Law, digest: str, *, current: bool, now: datetime) -> None:
    row = StatuteLaw(
        key=law_key(law.title),
        title=law.title,
        full_title=law.full_title,
        category=law.category,
        version_date=law.version,
        digest=digest,
        article_count=len(law.articles),
        current=current,
        imported_at=now,
        replaced_at=None if current else now,
    )
    session.add(row)
    session.flush()
    session.execute(StatuteArticle.__table__.insert(), list(_rows(law, row.id)))


def _rows(law: Law, law_id: int) -> Iterator[dict[str, object]]:
    for article in law.articles:
        yield {
            "law_id": law_id,
            "number": article.number,
            "label": label_of(article),
            "part": article.part,
            "chapter": article.chapter,
            "section": article.section,
            "ordinal": article.ordinal,
            "text": article.text,
        }
