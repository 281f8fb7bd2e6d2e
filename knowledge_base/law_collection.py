"""All laws of one folder, by short title, with the older versions that lie beside the current one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from knowledge_base.law_text import Article, Law, LawTextError, law_files, parse_law


@dataclass(frozen=True)
class LawCollection:
    """``current`` and ``older`` are keyed by short title; ``broken`` has one sentence a file that could not be read."""

    current: dict[str, Law]
    older: dict[str, tuple[Law, ...]]
    broken: tuple[str, ...]

    @cached_property
    def _articles(self) -> dict[tuple[str, str], Article]:
        return {(law.title, a.number): a for law in self.current.values() for a in law.articles}

    def article(self, law: str, number: str) -> Article | None:
        """Return the article of the current version, or None."""
        return self._articles.get((law, number))

    def older_article(self, law: str, number: str) -> tuple[Article, date | None] | None:
        """Return the article from the newest version that is no longer current, with that version's date."""
        for version in self.older.get(law, ()):
            found = version.article(number)
            if found:
                return found, version.version
        return None

    @property
    def article_count(self) -> int:
        return len(self._articles)


def read_collection(folder: Path) -> LawCollection:
    """Read every law under ``folder``. Files of one title without their own date (民法典) are joined into one law.

    Raises:
        FileNotFoundError: there is no such folder, or no law in it.
    """
    laws, broken = _read_all(folder)
    if not laws:
        raise FileNotFoundError(f"no law texts in {folder}")
    versions: dict[str, dict[date | None, Law]] = defaultdict(dict)
    for law in join_parts(laws):
        versions[law.title][law.version] = law
    ordered = {title: _newest_first(by_date) for title, by_date in versions.items()}
    current = {title: found[0] for title, found in ordered.items()}
    return LawCollection(current, {t: tuple(f[1:]) for t, f in ordered.items() if len(f) > 1}, tuple(broken))


def _read_all(folder: Path) -> tuple[list[Law], list[str]]:
    laws: list[Law] = []
    broken: list[str] = []
    for path in law_files(folder):
        try:
            laws.append(parse_law(path))
        except LawTextError as error:
            broken.append(str(error))
    return laws, broken


def join_parts(laws: Iterable[Law]) -> list[Law]:
    """Return the laws with the files of one title and version (the books of 民法典) joined into one."""
    joined: dict[tuple[str, date | None], Law] = {}
    for law in laws:
        known = joined.get((law.title, law.version))
        joined[law.title, law.version] = _join(known, law) if known else law
    return list(joined.values())


def _join(first: Law, second: Law) -> Law:
    both = sorted(first.articles + second.articles, key=lambda a: _order(a.number))
    return replace(first, articles=tuple(replace(a, ordinal=i) for i, a in enumerate(both)))


def _order(number: str) -> tuple[int, int]:
    main, _, sub = number.partition("-")
    return (int(main), int(sub or 0)) if main.isdigit() else (10**6, 0)


def _newest_first(by_date: dict[date | None, Law]) -> list[Law]:
    return sorted(by_date.values(), key=lambda law: law.version or date.min, reverse=True)
