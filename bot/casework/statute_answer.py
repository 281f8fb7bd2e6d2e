"""Answers 民法典1079条怎么说 and 关于彩礼的法条, with the text where it is imported and without it where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from bot.casework.statute_lookup import StatuteNotFound, StatuteView, show
from bot.casework.statute_search import StatuteHit, read_hits, shared_search
from knowledge_base.card_advice import CardAdvice
from knowledge_base.law_names import LawNames, load_law_names
from knowledge_base.loader import KnowledgeBase
from knowledge_base.schema import Citation
from knowledge_base.search import CardSearch
from knowledge_base.statute_reference import StatuteReference, find_reference

Kind = Literal["article", "hits", "references", "repealed", "unknown_article", "none"]
SHOWN = 3
LOOKED_THROUGH = 100


@dataclass(frozen=True)
class StatuteAnswer:
    """What to say about a question for the text of law.

    ``article``: the one article asked for. ``hits``: up to three articles that fit, best first. ``references``: no text
    is imported (or none of this law); law and article as the answer cards cite them, to be read on the official law
    database. ``repealed``: ``law`` no longer applies, see ``replaced_by``. ``unknown_article``: the law has no such
    number. ``none``: nothing fits.
    """

    kind: Kind
    law: str = ""
    article: str = ""
    articles: tuple[StatuteView, ...] = ()
    citations: tuple[Citation, ...] = ()
    replaced_by: str = ""


def answer_statute(
    session: Session, text: str, *, kb: KnowledgeBase, cards: CardSearch, data_dir: Path, names: LawNames | None = None
) -> StatuteAnswer:
    """Return the article a resident names, or the articles that fit the question."""
    asked = find_reference(text, names or load_law_names())
    if asked.law and asked.article:
        return _named_article(session, asked.law, asked.article, kb, names)
    try:
        search = shared_search(session, data_dir, CardAdvice(kb, cards))
    except StatuteNotFound:
        return _from_cards(text, asked, kb, cards)
    found = _of_law(search.find(text, LOOKED_THROUGH), asked.law)[:SHOWN]
    if not found:
        return StatuteAnswer("none", asked.law or "", asked.article or "")
    return StatuteAnswer("hits", asked.law or "", articles=tuple(read_hits(session, found)))


def _named_article(
    session: Session, law: str, article: str, kb: KnowledgeBase, names: LawNames | None
) -> StatuteAnswer:
    try:
        view = show(session, law, article, names)
    except StatuteNotFound as missing:
        return _missing(missing, law, article, kb, names or load_law_names())
    return StatuteAnswer("article", view.law, view.number, articles=(view,))


def _missing(missing: StatuteNotFound, law: str, article: str, kb: KnowledgeBase, names: LawNames) -> StatuteAnswer:
    if law in names.repealed:
        return StatuteAnswer("repealed", law, article, replaced_by=names.repealed[law])
    if missing.code == "unknown_article":
        return StatuteAnswer("unknown_article", missing.law, article)
    cited = tuple(c for c in _citations(kb) if (c.law, c.article) == (law, article))
    return StatuteAnswer("references", law, article, citations=cited[:1])


def _citations(kb: KnowledgeBase) -> Iterator[Citation]:
    for card in kb.cards.values():
        yield from card.citations
        for option in card.follow_up.options if card.follow_up else ():
            yield from option.citations


def _of_law(hits: list[StatuteHit], law: str | None) -> list[StatuteHit]:
    """The hits of the law that was named; all hits if it has none."""
    return [hit for hit in hits if hit.law == law] or hits


def _from_cards(text: str, asked: StatuteReference, kb: KnowledgeBase, cards: CardSearch) -> StatuteAnswer:
    """Without texts: what the best card cites."""
    found = cards.find(text)
    if found.kind == "none":
        cited = tuple(c for c in _citations(kb) if c.law == asked.law)[:SHOWN]
        return StatuteAnswer("references" if cited else "none", asked.law or "", asked.article or "", citations=cited)
    return StatuteAnswer("references", asked.law or "", citations=found.cards[0].citations)
