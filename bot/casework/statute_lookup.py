"""Shows articles from the law texts in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.storage.statutes import StatuteArticle, StatuteLaw
from knowledge_base.law_lines import read_article_number
from knowledge_base.law_names import LawNames, law_key, load_law_names
from knowledge_base.law_text import article_label


class StatuteNotFound(LookupError):
    """``code``: no_texts, unknown_law, repealed_law or unknown_article; ``law`` is the title as far as it is known."""

    def __init__(self, code: str, law: str, article: str = "", replaced_by: str = "") -> None:
        self.code, self.law, self.article, self.replaced_by = code, law, article, replaced_by
        super().__init__(f"{code}: {law} {article}".strip())


@dataclass(frozen=True)
class StatuteView:
    """One article as it is shown: ``label`` is 第…条; ``version_date`` the day its wording was adopted, if known."""

    law: str
    number: str
    label: str
    text: str
    version_date: date | None
    part: str = ""
    chapter: str = ""
    section: str = ""
    current: bool = True


def show(session: Session, law: str, article: str, names: LawNames | None = None) -> StatuteView:
    """Return one article of the current version; ``law`` may be a short or old name, ``article`` in any writing.

    Raises:
        StatuteNotFound: see its codes.
    """
    names = names or load_law_names()
    found = _find_law(session, law, names)
    number = read_article_number(article) or article.strip()
    row = session.scalars(_articles_of(found.id).where(StatuteArticle.number == number)).first()
    if row is None:
        raise StatuteNotFound("unknown_article", found.title, number)
    return _view(row, found)


def older_versions(session: Session, law: str, article: str, names: LawNames | None = None) -> list[StatuteView]:
    """Return the article in the versions that are no longer in force, newest first."""
    names = names or load_law_names()
    key = law_key(names.resolve(law) or law)
    number = read_article_number(article) or article.strip()
    query = (
        select(StatuteArticle, StatuteLaw)
        .join(StatuteLaw, StatuteLaw.id == StatuteArticle.law_id)
        .where(StatuteLaw.key == key, StatuteLaw.current.is_(False), StatuteArticle.number == number)
        .order_by(StatuteLaw.version_date.desc(), StatuteLaw.id.desc())
    )
    return [_view(row, law_row) for row, law_row in session.execute(query)]


def _find_law(session: Session, name: str, names: LawNames) -> StatuteLaw:
    title = names.resolve(name) or name
    current = select(StatuteLaw).where(StatuteLaw.current.is_(True))
    for key in dict.fromkeys((law_key(title), law_key(name))):
        found = session.scalars(current.where(StatuteLaw.key == key)).first()
        if found:
            return found
    if session.scalars(current.limit(1)).first() is None:
        raise StatuteNotFound("no_texts", title)
    if title in names.repealed:
        raise StatuteNotFound("repealed_law", title, replaced_by=names.repealed[title])
    raise StatuteNotFound("unknown_law", title)


def _articles_of(law_id: int) -> Select:
    return select(StatuteArticle).where(StatuteArticle.law_id == law_id)


def _view(row: StatuteArticle, law: StatuteLaw) -> StatuteView:
    return StatuteView(
        law=law.title,
        number=row.number,
        label=article_label(row.number),
        text=row.text,
        version_date=law.version_date,
        part=row.part,
        chapter=row.chapter,
        section=row.section,
        current=law.current,
    )


def views(session: Session, ids: Sequence[int]) -> Iterator[tuple[int, StatuteView]]:
    """Yield (id, article) for these rows, in no order."""
    query = (
        select(StatuteArticle, StatuteLaw)
        .join(StatuteLaw, StatuteLaw.id == StatuteArticle.law_id)
        .where(StatuteArticle.id.in_(ids))
    )
    for row, law in session.execute(query):
        yield row.id, _view(row, law)


def text_count(session: Session) -> tuple[int, int]:
    """Return (laws, articles) in force in the database."""
    query = select(func.count(StatuteLaw.id), func.sum(StatuteLaw.article_count)).where(StatuteLaw.current.is_(True))
    laws, articles = session.execute(query).one()
    return int(laws), int(articles or 0)
