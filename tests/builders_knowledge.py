"""Small law folders, cards and knowledge bases for tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from knowledge_base.loader import KnowledgeBase
from knowledge_base.schema import Card, Institution, TopicFile

LAWS = Path(__file__).resolve().parents[1].parent / "shared" / "laws"
TODAY = date(2026, 11, 24)

SAMPLE_LAW = """# 中华人民共和国示例法

2020年1月1日 第一届示例会议通过

<!-- INFO END -->

## 第一章 总 则

第一条 为了测试，制定本法。

第二条 用人单位应当自用工之日起三十日内付清工资。

逾期不付的，每月支付二倍的工资，并处三千元罚款。

## 第二章 附 则

### 第一节 其他

第二条之一 年满六十周岁的，减收百分之二十。

第十条 本法自公布之日起施行。
"""


def write_law(folder: Path, name: str = "示例法(2020-01-01).md", text: str = SAMPLE_LAW) -> Path:
    """Write one law into ``folder``/社会法."""
    path = folder / "社会法" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def card_fields(**changes: Any) -> dict[str, Any]:
    """Return the fields of a correct card about 示例法."""
    fields: dict[str, Any] = {
        "id": "labor_sample",
        "title": "工资没付清",
        "asks": ["老板不给钱", "工钱拖着", "干完活没拿到钱", "工资多久要付", "老板拖工资"],
        "answer": "单位要在30天内付清。",
        "rule": "《示例法》第2条说，逾期不付的，每月付双倍工资。",
        "steps": ["先留下工资条"],
        "where": ["court"],
        "citations": [{"law": "示例法", "article": "2", "says": "每月支付二倍的工资"}],
        "next": ["find_lawyer"],
        "checked_on": TODAY,
    }
    return fields | changes


def make_card(**changes: Any) -> Card:
    """Return a card."""
    return Card(**card_fields(**changes))


def write_knowledge(root: Path, *cards: dict[str, Any], topic: str = "labor") -> Path:
    """Write a knowledge base of one topic and one institution under ``root`` and return ``root``."""
    files: dict[str, Any] = {
        f"national/topics/{topic}.yml": {"topic": topic, "name": "劳动", "general": "先存证据。", "cards": list(cards)},
        "shiyan/institutions.yml": {"institutions": [{"id": "court", "name": "示例法院", "does": "立案"}]},
    }
    for name, document in files.items():
        write_yaml(root / name, document)
    return root


def write_yaml(path: Path, document: Any) -> Path:
    """Write one YAML file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return path


def make_kb(*cards: Card, topic: str = "labor") -> KnowledgeBase:
    """Return a knowledge base in memory with all cards under one topic."""
    topics = {topic: TopicFile(topic=topic, name="劳动", general="先存证据。", cards=cards)}
    court = Institution(id="court", name="示例法院", does="立案")
    empty: MappingProxyType[str, Any] = MappingProxyType({})
    return KnowledgeBase(
        city="shiyan",
        topics=MappingProxyType(topics),
        cards=MappingProxyType({card.id: card for card in cards}),
        topic_of=MappingProxyType({card.id: topic for card in cards}),
        deadlines=empty,
        institutions=MappingProxyType({"court": court}),
        service_items=empty,
        doors=empty,
        hotlines=empty,
    )
