"""Finds articles for a question, over all law texts in the database that are in force."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.casework.statute_lookup import StatuteNotFound, StatuteView, views
from bot.storage.statutes import StatuteArticle, StatuteLaw
from knowledge_base.card_advice import CardAdvice
from knowledge_base.law_names import law_key
from knowledge_base.statute_signals import StatuteText
from knowledge_base.statutes import StatuteIndex, build_index, load_index, save_index

INDEX_FOLDER = "statute_index"


@dataclass(frozen=True)
class StatuteHit:
    """One article found. Law and article are as the imported source names them; scores compare within one search."""

    law: str
    article: str
    score: float
    row_id: int


class Place(NamedTuple):
    """One article of the index in the database."""

    row_id: int
    law: str
    label: str
    number: str


class StatuteSearch:
    """Search over all current articles. The index is kept on disk and built anew when the law texts have changed."""

    def __init__(self, index: StatuteIndex, places: Sequence[Place], advice: CardAdvice | None = None) -> None:
        self._index, self._places, self._advice = index, places, advice
        keys = {place.law: law_key(place.law) for place in places}
        self._positions = {(keys[place.law], place.number): i for i, place in enumerate(places)}

    @classmethod
    def open(cls, session: Session, data_dir: Path, advice: CardAdvice | None = None) -> StatuteSearch:
        """Load the index for the texts in the database, or build it (half a minute for 55,000 articles).

        Args:
            data_dir: where the index is kept.
            advice: the answer cards' opinion, if they are to be heard.

        Raises:
            StatuteNotFound: ``no_texts``.
        """
        columns = (StatuteArticle.id, StatuteLaw.title, StatuteArticle.label, StatuteArticle.number)
        places = [Place(*row) for row in session.execute(_current(*columns))]
        if not places:
            raise StatuteNotFound("no_texts", "")
        folder = data_dir / INDEX_FOLDER / _fingerprint(session)
        index = load_index(folder)
        if index is None or index.size != len(places):
            index = build_index([_text(row) for row in session.execute(_current(*_TEXT_COLUMNS))])
            _replace(index, folder)
        return cls(index, places, advice)

    def find(self, question: str, k: int = 10) -> list[StatuteHit]:
        """Return at most ``k`` articles for a question in everyday words, best first."""
        hits = self._index.search(question, k, advised=self._advised(question))
        return [self._hit(hit.position, hit.score) for hit in hits]

    def _advised(self, question: str) -> dict[int, float]:
        cited = self._advice.articles(question) if self._advice else {}
        return {self._positions[key]: strength for key, strength in cited.items() if key in self._positions}

    def _hit(self, position: int, score: float) -> StatuteHit:
        place = self._places[position]
        return StatuteHit(place.law, place.label, score, place.row_id)


_open_searches: dict[Path, tuple[str, StatuteSearch]] = {}


def shared_search(session: Session, data_dir: Path, advice: CardAdvice | None = None) -> StatuteSearch:
    """Return the search of this process, opened again only when the law texts have changed.

    Raises:
        StatuteNotFound: ``no_texts``.
    """
    fingerprint = _fingerprint(session)
    known = _open_searches.get(data_dir)
    if known is None or known[0] != fingerprint:
        known = _open_searches[data_dir] = (fingerprint, StatuteSearch.open(session, data_dir, advice))
    return known[1]


def read_hits(session: Session, hits: Sequence[StatuteHit]) -> list[StatuteView]:
    """Return the texts of hits, in their order."""
    found = dict(views(session, [hit.row_id for hit in hits]))
    return [found[hit.row_id] for hit in hits if hit.row_id in found]


_TEXT_COLUMNS = (
    StatuteLaw.title,
    StatuteArticle.number,
    StatuteArticle.text,
    StatuteArticle.part,
    StatuteArticle.chapter,
    StatuteArticle.section,
)


def _current(*columns: Any) -> Select:
    return (
        select(*columns)
        .select_from(StatuteArticle)
        .join(StatuteLaw, StatuteLaw.id == StatuteArticle.law_id)
        .where(StatuteLaw.current.is_(True))
        .order_by(StatuteArticle.id)
    )


def _text(row: Any) -> StatuteText:
    return StatuteText(row.title, row.number, row.text, " ".join((row.part, row.chapter, row.section)).strip())


def _fingerprint(session: Session) -> str:
    """A name for exactly these texts: it changes with every law added, replaced or corrected."""
    query = select(StatuteLaw.id, StatuteLaw.digest).where(StatuteLaw.current.is_(True)).order_by(StatuteLaw.id)
    sha = hashlib.sha256()
    for row in session.execute(query):
        sha.update(f"{row.id} {row.digest}\n".encode())
    return sha.hexdigest()[:16]


def _replace(index: StatuteIndex, folder: Path) -> None:
    """Save the index and remove those of older texts."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    save_index(index, folder)
    for other in folder.parent.iterdir():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
