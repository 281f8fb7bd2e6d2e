"""Builders for complaints, lawyers, handoffs and requests: every person is invented and marked 示例."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from bot.casework.complaint_steps import ComplaintRules
from bot.casework.complaints import ComplaintDraft, FiledComplaint, file_complaint
from bot.casework.handoffs import HandoffReceipt, open_handoff
from bot.casework.lawyer_sheet import COLUMNS, FIRM, HOUSEHOLD, KINDS, LICENCE, NAME, PHONE, PLACE
from bot.casework.service_requests import RequestDraft
from bot.storage import complaints, feedback, handoffs, lawyers, outbox, residents, service_requests
from bot.storage.base import CITY_TIME, Base
from bot.storage.engine import make_engine
from knowledge_base.complaints import load_complaint_categories, load_complaint_workflow
from knowledge_base.places import Places, load_places

ROOT = Path(__file__).resolve().parents[1]
NATIONAL = ROOT / "knowledge_base" / "national"
CITY = ROOT / "knowledge_base" / "jiayuguan"
NOW = datetime(2026, 7, 13, 10, 0, tzinfo=CITY_TIME)
"""A Monday morning."""
TUESDAY = NOW.date() + timedelta(days=1)
SECRET = b"a secret for tests only"
SECRET_STORY = "示例老板扣着我三个月的钱"
TABLES = (complaints, feedback, handoffs, lawyers, outbox, residents, service_requests)


def make_database(path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    return engine


@cache
def rules() -> ComplaintRules:
    return ComplaintRules(load_complaint_categories(NATIONAL), load_complaint_workflow(NATIONAL), SECRET)


@cache
def places() -> Places:
    return load_places(CITY)


def make_complaint_draft(**changes: Any) -> ComplaintDraft:
    values: dict[str, Any] = {
        "draft_key": "draft-1",
        "conversation_id": "resident-1",
        "channel": "web",
        "category": "wage_arrears",
        "about_whom": "示例建筑队",
        "what_happened": SECRET_STORY,
        "happened_when": "今年春天",
        "happened_where": "石桥村",
        "name": "王示例",
        "phone": "13900000000",
    }
    return ComplaintDraft(**{**values, **changes})


def file_one(session: Session, *, now: datetime = NOW, seed: int = 1, **changes: Any) -> FiledComplaint:
    return file_complaint(session, make_complaint_draft(**changes), rules=rules(), now=now, rng=Random(seed))


def make_sheet_row(**changes: str | float) -> dict[str, str | float]:
    """One row by column; give changes under the names of ``columns``."""
    values: dict[str, str | float] = {
        NAME: "李示例",
        LICENCE: "示例执业证0001",
        FIRM: "示例一号律师事务所",
        PHONE: "【待填】",
        PLACE: "石桥村",
        HOUSEHOLD: "农村家庭",
        KINDS: "电话、上门",
    }
    names = {
        "name": NAME, "licence": LICENCE, "firm": FIRM, "phone": PHONE,
        "place": PLACE, "household": HOUSEHOLD, "kinds": KINDS,
    }  # fmt: skip
    return {**values, **{names[key]: value for key, value in changes.items()}}


def write_rows(path: Path, rows: Iterable[dict[str, str | float]], columns: Iterable[str] = COLUMNS) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    header = list(columns)
    sheet.append(header)
    for row in rows:
        sheet.append([row.get(column) for column in header])
    book.save(path)
    return path


def open_one(session: Session, *, seed: int = 1, **changes: Any) -> HandoffReceipt:
    values: dict[str, Any] = {
        "conversation_id": "resident-1",
        "channel": "web",
        "summary": "· 房东不退押金",
        "place_id": "village_shiqiao",
        "household": "rural",
        "topic": "housing",
        "now": NOW,
        "working": True,
        "next_working_day": TUESDAY,
        "rng": Random(seed),
    }
    return open_handoff(session, **{**values, **changes})


def make_request_draft(**changes: Any) -> RequestDraft:
    values: dict[str, Any] = {
        "draft_key": "request-1",
        "kind": "mediation",
        "conversation_id": "resident-1",
        "channel": "web",
        "fields": {"name": "王示例", "phone": "13900000000", "other_side": "邻居", "matter": "地埂的事"},
    }
    return RequestDraft(**{**values, **changes})
