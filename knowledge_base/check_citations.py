"""Proves citations against the law texts: law and article exist, and the cited words stand in the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from knowledge_base.check_report import Report
from knowledge_base.chinese_numbers import NUMERALS, to_ascii
from knowledge_base.law_collection import LawCollection
from knowledge_base.law_names import LawNames
from knowledge_base.law_text import article_label, article_number, squeeze
from knowledge_base.schema import Citation

_NUM = rf"(?:\d+|[{NUMERALS}]+)"
_MENTION = re.compile(rf"(?:《(?P<law>(?:[^《》]|《[^《》]*》)+)》\s*)?第\s*(?P<num>{_NUM})\s*条(?:之(?P<sub>{_NUM}))?")
SAYS_LENGTH = range(4, 41)


def check_citation(
    citation: Citation, where: str, laws: LawCollection, names: LawNames, checked_on: date | None, report: Report
) -> None:
    """Add an error if the citation cannot be proved, or if its law has changed since ``checked_on``."""
    report.counts["citations"] += 1
    label = f"《{citation.law}》{_label(citation.article)}"
    if replaced_by := names.repealed.get(citation.law):
        report.error(where, "repealed-law", f"{label} is repealed, see 《{replaced_by}》")
    elif citation.law not in laws.current:
        report.error(where, "unknown-law", f"no law 《{citation.law}》 in the folder{_hint(citation.law, names, laws)}")
    elif laws.article(citation.law, citation.article) is None:
        _report_missing(citation, label, where, laws, report)
    else:
        _check_words(citation, label, where, laws, report)
        _check_version(citation, where, laws, checked_on, report)


def _hint(law: str, names: LawNames, laws: LawCollection) -> str:
    meant = names.resolve(law)
    return f" (meant: {meant}?)" if meant and meant in laws.current else ""


def _label(article: str) -> str:
    try:
        return article_label(article)
    except ValueError:
        return f"article {article}"


def _report_missing(citation: Citation, label: str, where: str, laws: LawCollection, report: Report) -> None:
    older = laws.older_article(citation.law, citation.article)
    if older:
        report.error(where, "old-version", f"{label} stands only in the version of {older[1]}")
    else:
        report.error(where, "unknown-article", f"{label} does not exist")


def _check_words(citation: Citation, label: str, where: str, laws: LawCollection, report: Report) -> None:
    article = laws.article(citation.law, citation.article)
    assert article is not None
    if len(citation.says) not in SAYS_LENGTH:
        report.error(where, "says-length", f"{label}: 'says' has {len(citation.says)} characters, wanted 4 to 40")
    if squeeze(citation.says) in squeeze(article.text):
        return
    older = laws.older_article(citation.law, citation.article)
    if older and squeeze(citation.says) in squeeze(older[0].text):
        newest = laws.current[citation.law].version
        report.error(where, "old-version", f"{label}: '{citation.says}' stood in {older[1]}, changed in {newest}")
    else:
        report.error(where, "wrong-words", f"{label} does not say '{citation.says}'")


def _check_version(
    citation: Citation, where: str, laws: LawCollection, checked_on: date | None, report: Report
) -> None:
    version = laws.current[citation.law].version
    if checked_on and version and version > checked_on:
        report.error(where, "newer-version", f"《{citation.law}》 changed on {version}, card checked on {checked_on}")


def mentions(text: str, names: LawNames) -> Iterator[tuple[str | None, str]]:
    """Yield (law or None, article) for every 第…条 in ``text``; a law named once holds for 第82条、第87条 after it."""
    law: str | None = None
    last_end = -1
    plain = to_ascii(text)
    for match in _MENTION.finditer(plain):
        if match["law"]:
            law = names.resolve(match["law"]) or match["law"]
        elif not _continues(plain[last_end : match.start()] if last_end >= 0 else "…"):
            law = None
        last_end = match.end()
        yield law, article_number(match["num"], match["sub"])


def _continues(between: str) -> bool:
    return re.fullmatch(r"[\s、,和及与或至到-]*(?:第\S{1,3}[款项])?[\s、,和及与或至到-]*", between) is not None


def check_mentions(text: str, cited: Iterable[Citation], where: str, names: LawNames, report: Report) -> None:
    """Every article that a text names must be among the citations of its card."""
    pairs = {(c.law, c.article) for c in cited}
    numbers = {article for _, article in pairs}
    for law, article in mentions(text, names):
        known = (names.resolve(law) or law, article) in pairs if law else article in numbers
        if not known:
            named = f"《{law}》" if law else ""
            report.error(where, "uncited-article", f"names {named}{_label(article)}, which is not among its citations")
