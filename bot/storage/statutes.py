"""Law texts: each version of a law, and its articles."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from bot.storage.base import Base, Moment


class StatuteLaw(Base):
    """One version of one law. Older versions stay, with ``current`` false and the moment they were replaced."""

    __tablename__ = "statute_laws"
    __table_args__ = (Index("ix_statute_laws_key_current", "key", "current"),)

    id = Column(Integer, primary_key=True)
    key = Column(String(200), nullable=False)
    """The title squeezed for comparing: no 中华人民共和国, brackets or blanks."""
    title = Column(String(300), nullable=False)
    """As the source names it."""
    full_title = Column(String(300), nullable=False)
    category = Column(String(60), nullable=False, default="")
    version_date = Column(Date)
    """The day this wording was adopted; null when the source gives none."""
    digest = Column(String(64), nullable=False)
    """SHA-256 of the articles, so that a second import sees what changed."""
    article_count = Column(Integer, nullable=False)
    current = Column(Boolean, nullable=False)
    imported_at = Column(Moment, nullable=False)
    replaced_at = Column(Moment)


class StatuteArticle(Base):
    """One article. ``number`` is Arabic (``120-1`` for 第一百二十条之一), ``label`` is as the source writes it."""

    __tablename__ = "statute_articles"
    __table_args__ = (UniqueConstraint("law_id", "number"),)

    id = Column(Integer, primary_key=True)
    law_id = Column(Integer, ForeignKey("statute_laws.id", ondelete="CASCADE"), nullable=False)
    number = Column(String(40), nullable=False)
    label = Column(String(60), nullable=False)
    part = Column(String(200), nullable=False, default="")
    chapter = Column(String(200), nullable=False, default="")
    section = Column(String(200), nullable=False, default="")
    ordinal = Column(Integer, nullable=False)
    text = Column(Text, nullable=False)
