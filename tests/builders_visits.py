"""Builders for passes and checklists: an item with conditions, a catalogue, a database with all tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

import bot.storage.appointments
import bot.storage.checklists
import bot.storage.outbox
import bot.storage.roster  # noqa: F401
from bot.casework.visit_pass import Catalogue
from bot.storage.base import Base
from bot.storage.engine import make_engine, make_session_factory
from knowledge_base.schema import PLACEHOLDER, Institution, ServiceItem
from tests.builders_booking import make_item

OFFICE = Institution(id="procuratorate_12309", name="示例检察服务中心", does="接待来访", hotline="12309")
PAPERS: tuple[dict[str, Any], ...] = (
    {"id": "id_card", "name": "身份证", "kind": "原件", "issuer": "派出所", "instead": "临时身份证"},
    {"id": "application", "name": "申请书", "kind": "原件", "issuer": f"{PLACEHOLDER}窗口", "copies": 2},
    {
        "id": "power",
        "name": "授权委托书",
        "kind": "原件",
        "issuer": "委托人自己写",
        "needed_when": "替别人来办的时候",
        "condition": "agent",
    },
)
CONDITIONS = ({"id": "agent", "question": "您是替别人来办吗？"}, {"id": "unused", "question": "没有材料要看这一条吗？"})


def make_paper_item(**changes: Any) -> ServiceItem:
    """An item with two papers for everybody and one for agents; one condition decides nothing."""
    values: dict[str, Any] = {"materials": PAPERS, "conditions": CONDITIONS}
    return make_item(**{**values, "place": f"12309大厅（{PLACEHOLDER}门牌）", **changes})


def make_catalogue(item: ServiceItem | None = None) -> Catalogue:
    """One item of one office."""
    item = item or make_paper_item()
    return Catalogue(items={item.id: item}, institutions={OFFICE.id: OFFICE})


def make_visit_database(folder: Path) -> sessionmaker[Session]:
    """A fresh SQLite database with every table known here."""
    engine = make_engine(f"sqlite:///{folder / 'visits.db'}")
    Base.metadata.create_all(engine)
    return make_session_factory(engine)
