"""Answers 民法典1079条怎么说 and 关于彩礼的法条, with the text where it is imported and without it where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from knowledge_base.statute_reference import StatuteReference, find_reference, find_references

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
    moved_to: str = ""
    """The article of ``replaced_by`` that says today what the repealed article said; empty if not known."""


def answer_statute(
    session: Session, text: str, *, kb: KnowledgeBase, cards: CardSearch, data_dir: Path, names: LawNames | None = None
) -> StatuteAnswer:
    """Return the article a resident names, or the articles that fit the question."""
    known = names or load_law_names()
    references = find_references(text, known)
    if references:
        return _together([_named_article(session, r.law or "", r.article or "", kb, known) for r in references[:SHOWN]])
    asked = find_reference(text, known)
    places = () if asked.law else next((rows for word, rows in known.subjects.items() if word in text), ())
    if places:
        return _together([_named_article(session, law, article, kb, known) for law, article in places[:SHOWN]])
    try:
        search = shared_search(session, data_dir, CardAdvice(kb, cards))
    except StatuteNotFound:
        return _from_cards(text, asked, kb, cards)
    found = _of_law(search.find(text, LOOKED_THROUGH), asked.law)[:SHOWN]
    if not found:
        return StatuteAnswer("none", asked.law or "", asked.article or "")
    return StatuteAnswer("hits", asked.law or "", articles=tuple(read_hits(session, found)))


def _together(answers: list[StatuteAnswer]) -> StatuteAnswer:
    """One answer of several articles: their texts, else where they stand; else what is wrong with the first."""
    for kind in ("article", "references"):
        alike = [one for one in answers if one.kind == kind]
        if alike:
            articles = tuple(view for one in alike for view in one.articles)
            cited = tuple(citation for one in alike for citation in one.citations)
            return replace(alike[0], articles=articles, citations=cited)
    return answers[0]


def _named_article(session: Session, law: str, article: str, kb: KnowledgeBase, names: LawNames) -> StatuteAnswer:
    try:
        view = show(session, law, article, names)
    except StatuteNotFound as missing:
        return _missing(missing, law, article, kb, names)
    return StatuteAnswer("article", view.law, view.number, articles=(view,))


def _missing(missing: StatuteNotFound, law: str, article: str, kb: KnowledgeBase, names: LawNames) -> StatuteAnswer:
    if law in names.repealed:
        moved = names.moved.get(law, {}).get(article, "")
        return StatuteAnswer("repealed", law, article, replaced_by=names.repealed[law], moved_to=moved)
    if missing.code == "unknown_article":
        return StatuteAnswer("unknown_article", missing.law, article)
    cited = tuple(c for c in _citations(kb) if (c.law, c.article) == (law, article))
    named = Citation(law=law, article=article, says="这一条的原文")
    return StatuteAnswer("references", law, article, citations=cited[:1] or (named,))


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
