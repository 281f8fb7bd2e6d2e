"""Lays out an answer card as plain chat text, by the layout in ``national/card_layout.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge_base.chinese_numbers import parse_number, to_chinese
from knowledge_base.loader import KnowledgeBase
from knowledge_base.schema import PLACEHOLDER, Card, Citation, Deadline, FollowUpOption, Institution

_BRACKETS = re.compile(r"（[^（）]*）")
_LAW_OR_ARTICLE = re.compile(
    r"《(?P<law>(?:[^《》]|《[^《》]*》)+)》|第(?P<article>\d+)条(?:之(?P<insertion>[一二三四五六七八九十]+))?"
)
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
        _basis(card.rule, card.citations),
        _numbered("prepare", card.prepare),
        _numbered("steps", card.steps),
        clock_text(card.clock, kb, kb.topic_of.get(card.id, "")),
        where_text(card.where, kb),
    ]
    return _joined(parts)


def option_text(option: FollowUpOption, kb: KnowledgeBase, card: Card | None = None) -> str:
    """The answer that one reply to a follow-up question leads to; what ``card`` has just told is not told again."""
    told = card.clock if card else ()
    parts = [
        option.answer,
        _section("rule", rule=option.rule) if option.rule else "",
        _basis(option.rule, option.citations),
        _numbered("steps", option.steps),
        clock_text((clock for clock in option.clock if clock not in told), kb),
    ]
    return _joined(parts)


def _basis(rule: str, citations: Iterable[Citation]) -> str:
    """The articles that the rule does not name anyway."""
    named = _articles_named(rule)
    missing = [c for c in citations if (c.law, c.article) not in named]
    if not missing:
        return ""
    return _section("further_basis" if named else "basis", citations=citations_text(missing))


def _articles_named(rule: str) -> set[tuple[str, str]]:
    """《民法典》第675条……第676条 -> both articles of that law."""
    named: set[tuple[str, str]] = set()
    law = ""
    for match in _LAW_OR_ARTICLE.finditer(rule):
        law = match["law"] or law
        if match["article"]:
            inserted = match["insertion"]
            named.add((law, match["article"] + (f"-{int(parse_number(inserted))}" if inserted else "")))
    return named


def citations_text(citations: Iterable[Citation]) -> str:
    """《劳动法》第50条、《劳动合同法》第30条, each once."""
    form = layout()["citation"]
    named = [form.format(law=c.law, article=_spoken_article(c.article)) for c in citations]
    return "、".join(dict.fromkeys(named))


def _spoken_article(article: str) -> str:
    """第82条, 第120条之一: Arabic where residents read numbers, as they are written in the cards."""
    number, _, insertion = article.partition("-")
    return f"第{number}条" + (f"之{to_chinese(int(insertion))}" if insertion else "")


def clock_text(ids: Iterable[str], kb: KnowledgeBase, topic: str | None = None) -> str:
    """The deadlines section, empty when there is none. ``topic``: whose card it is, None when that is not known."""
    known = [kb.deadlines[deadline] for deadline in ids if deadline in kb.deadlines]
    return _numbered("clock", [deadline_line(d, aside=_has_aside(d, topic)) for d in known])


def _has_aside(deadline: Deadline, topic: str | None) -> bool:
    """Whether what stands in brackets concerns cards of this topic."""
    only = layout()["asides"].get(deadline.id)
    return only is None or topic is None or topic in only


def deadline_line(deadline: Deadline, *, aside: bool = True) -> str:
    """申请劳动仲裁：1年，从……起算。 Without ``aside`` nothing that stands in brackets."""
    unit = layout()["units"][deadline.unit.value]
    line = str(layout()["deadline"]).format(
        title=deadline.title, count=deadline.count, unit=unit, event=deadline.event.rstrip("。")
    )
    return line if aside else _BRACKETS.sub("", line)


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
