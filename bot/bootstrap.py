"""The one place that builds engines, sessions and the loaded knowledge base.

rasa-sdk and Rasa create actions and channels without arguments, so they ask ``context()`` for what they need.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session, sessionmaker

from bot.casework.complaint_steps import ComplaintRules
from bot.casework.working_days import WorkingDays, load_working_days
from bot.settings import ROOT, Settings, load_settings
from bot.storage.base import CITY_TIME
from bot.storage.engine import make_engine, make_session_factory
from knowledge_base.complaints import load_complaint_categories, load_complaint_workflow
from knowledge_base.deadline_finder import DeadlineFinder
from knowledge_base.loader import KnowledgeBase, load
from knowledge_base.places import Places, load_places
from knowledge_base.roster import Roster, load_roster
from knowledge_base.search import CardSearch


@dataclass(frozen=True)
class Context:
    """What a running process shares."""

    settings: Settings
    sessions: sessionmaker[Session]
    kb: KnowledgeBase
    cards: CardSearch
    deadlines: DeadlineFinder
    places: Places
    calendar: WorkingDays
    roster: Roster
    complaint_rules: ComplaintRules
    rng: random.Random = field(default_factory=random.SystemRandom)

    def now(self) -> datetime:
        """The present moment in Asia/Shanghai: the edge where time enters the system."""
        return datetime.now(CITY_TIME)


@lru_cache(maxsize=1)
def context() -> Context:
    """Build everything once per process. Raise ``SettingsError`` or ``KnowledgeError`` in one sentence."""
    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    kb = load(ROOT / "knowledge_base", settings.city)
    return Context(
        settings=settings,
        sessions=make_session_factory(make_engine(settings.database_url)),
        kb=kb,
        cards=CardSearch(kb),
        deadlines=DeadlineFinder(kb.deadlines),
        places=load_places(settings.city_dir),
        calendar=load_working_days(settings.city_dir),
        roster=load_roster(settings.city_dir),
        complaint_rules=_complaint_rules(settings),
    )


def _complaint_rules(settings: Settings) -> ComplaintRules:
    national = ROOT / "knowledge_base" / "national"
    return ComplaintRules(load_complaint_categories(national), load_complaint_workflow(national), settings.secret_key)
