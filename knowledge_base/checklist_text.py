"""Lays out a service item's checklist as plain chat text, by ``national/checklist_layout.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge_base.card_text import citations_text
from knowledge_base.loader import KnowledgeBase
from knowledge_base.schema import PLACEHOLDER, Material, ServiceItem

SENTENCE_END = re.compile(r"(?<=[。；])")
LAYOUT = Path(__file__).parent / "national" / "checklist_layout.yml"


@lru_cache(maxsize=1)
def layout() -> Mapping[str, str]:
    """The layout file, read once."""
    return dict(yaml.safe_load(LAYOUT.read_text(encoding="utf-8")))


def checklist_text(item: ServiceItem, kb: KnowledgeBase) -> str:
    """Materials with who issues each, then who may come, fee, place, hours, time limit and legal basis."""
    form = layout()
    head = [form["title"].format(name=item.name)] + ([form["one_trip"]] if item.one_trip else [])
    materials = [line for number, m in enumerate(item.materials, 1) for line in _material(number, m)]
    return "\n".join([*head, *(materials or [form["nothing"]]), "", *_facts(item, kb)])


def _material(number: int, material: Material) -> Iterator[str]:
    form = layout()
    copies = form["copies"].format(count=material.copies) if material.copies > 1 else ""
    yield form["material"].format(number=number, name=material.name, kind=material.kind, copies=copies)
    if material.needed_when:
        yield form["needed_when"].format(when=material.needed_when)
    if _known(material.issuer):
        yield form["issuer"].format(issuer=material.issuer)
    if _known(material.instead):
        yield form["instead"].format(instead=material.instead)


def _facts(item: ServiceItem, kb: KnowledgeBase) -> Iterator[str]:
    form = layout()
    for key in ("for_whom", "leads_to", "fee", "time_limit"):
        value = getattr(item, key)
        if _known(value):
            yield form[key].format(value=value)
    yield _place(item, kb)
    if item.booking is not None:
        yield form["hours"].format(hours="、".join(item.booking.hours))
    note = _known_sentences(item.note)
    if note:
        yield form["note"].format(value=note)
    if item.citations:
        yield form["basis"].format(citations=citations_text(item.citations))


def _place(item: ServiceItem, kb: KnowledgeBase) -> str:
    form = layout()
    office = kb.institutions[item.institution]
    where = item.place if _known(item.place) else office.address
    address = form["address"].format(address=where) if _known(where) else ""
    hotline = form["hotline"].format(number=office.hotline) if office.hotline else ""
    return form["place"].format(institution=office.name, address=address, hotline=hotline)


def _known_sentences(value: str) -> str:
    """The text without the sentences that the operator has still to fill in."""
    return "".join(sentence for sentence in SENTENCE_END.split(value) if _known(sentence))


def _known(value: str) -> bool:
    return bool(value) and PLACEHOLDER not in value
