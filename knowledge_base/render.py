"""Renders all cards as one HTML page that a jurist reads through, prints and signs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from knowledge_base.check import review_day
from knowledge_base.law_text import article_label
from knowledge_base.loader import KnowledgeBase

TEMPLATES = Path(__file__).parent / "templates"
_UNITS = {"day": "日", "working_day": "个工作日", "month": "个月", "year": "年", "hour": "小时"}


def render_cards(kb: KnowledgeBase, today: date) -> str:
    """Return the page: a table of contents by topic, then every card with its basis and a line to sign."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("cards.html.j2").render(
        topics=list(kb.topics.values()),
        count=len(kb.cards),
        today=today,
        label=article_label,
        review=review_day,
        clock=lambda id_: _clock(kb, id_),
        place=lambda id_: _place(kb, id_),
        title=lambda id_: kb.cards[id_].title if id_ in kb.cards else id_,
    )


def _clock(kb: KnowledgeBase, id_: str) -> str:
    found = kb.deadlines.get(id_)
    return f"{found.title}：{found.event}起{found.count}{_UNITS[found.unit.value]}内" if found else id_


def _place(kb: KnowledgeBase, id_: str) -> str:
    found = kb.institutions.get(id_)
    return f"{found.name}（{found.does}）" if found else id_
