"""Lays out an answer card as plain chat text, by the layout in ``national/card_layout.yml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.chinese_numbers import to_chinese
from knowledge_base.loader import KnowledgeBase
from knowledge_base.schema import PLACEHOLDER, Card, Citation, Deadline, FollowUpOption, Institution

LAYOUT = Path(__file__).parent / "national" / "card_layout.yml"


@lru_cache(maxsize=1)
def layout() -> Mapping[str, Any]:
    """The layout file, read once."""
    return dict(yaml.safe_load(LAYOUT.read_text(encoding="utf-8")))


def card_text(card: Card, kb: KnowledgeBase) -> str:
    """The whole answer: what to know, the law, what to prepare, what to do, by when, where."""
    parts = [
        card.answer,
        _section("rule", rule=card.rule),
        _section("basis", citations=citations_text(card.citations)),
        _numbered("prepare", card.prepare),
        _numbered("steps", card.steps),
        clock_text(card.clock, kb),
        where_text(card.where, kb),
    ]
    return _joined(parts)


def option_text(option: FollowUpOption, kb: KnowledgeBase) -> str:
    """The answer that one reply to a follow-up question leads to."""
    parts = [
        option.answer,
        _section("rule", rule=option.rule) if option.rule else "",
        _section("basis", citations=citations_text(option.citations)) if option.citations else "",
        _numbered("steps", option.steps),
        clock_text(option.clock, kb),
    ]
    return _joined(parts)


def citations_text(citations: Iterable[Citation]) -> str:
    """《劳动法》第50条、《劳动合同法》第30条, each once."""
    form = layout()["citation"]
    named = [form.format(law=c.law, article=_spoken_article(c.article)) for c in citations]
    return "、".join(dict.fromkeys(named))


def _spoken_article(article: str) -> str:
    """第82条, 第120条之一: Arabic where residents read numbers, as they are written in the cards."""
    number, _, insertion = article.partition("-")
    return f"第{number}条" + (f"之{to_chinese(int(insertion))}" if insertion else "")


def clock_text(ids: Iterable[str], kb: KnowledgeBase) -> str:
    """The deadlines section, empty when there is none."""
    lines = [deadline_line(kb.deadlines[deadline]) for deadline in ids if deadline in kb.deadlines]
    return _numbered("clock", lines)


def deadline_line(deadline: Deadline) -> str:
    """申请劳动仲裁：1年，从……起算。"""
    unit = layout()["units"][deadline.unit.value]
    return str(layout()["deadline"]).format(
        title=deadline.title, count=deadline.count, unit=unit, event=deadline.event.rstrip("。")
    )


def where_text(ids: Iterable[str], kb: KnowledgeBase) -> str:
    """The places section."""
    return _numbered("where", [institution_line(kb.institutions[name]) for name in ids])


def institution_line(institution: Institution) -> str:
    """Name with the number and address that are known; a placeholder is never shown to a resident as if it were one."""
    number = institution.hotline or ("" if PLACEHOLDER in institution.phone else institution.phone)
    contact = str(layout()["hotline"]).format(number=number) if number else ""
    if PLACEHOLDER not in institution.address:
        contact += str(layout()["address"]).format(address=institution.address)
    return str(layout()["institution"]).format(name=institution.name, contact=contact)


def _section(name: str, **values: str) -> str:
    return str(layout()[name]).format(**values)


def _numbered(name: str, lines: Iterable[str]) -> str:
    texts = list(lines)
    if not texts:
        return ""
    if len(texts) == 1:
        return _section(name, items=texts[0])
    form = layout()["item"]
    return _section(name, items="\n".join(form.format(number=i, text=text) for i, text in enumerate(texts, 1)))


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)
