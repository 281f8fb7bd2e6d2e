"""The shapes of the knowledge base's YAML files, validated strictly and immutable once read.

Every file under ``knowledge_base/national`` and ``knowledge_base/<city>`` is parsed into one of these models; an
unknown key, a missing field or a wrong type is an error that names file and field. Links between files are checked in
``links``.
"""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from pydantic import BaseModel, Extra, Field, validator

PLACEHOLDER = "【待填】"
"""Starts every fact that the operator must still fill in. ``legalbot kb check`` lists each one."""


class Strict(BaseModel):
    """A frozen model that refuses unknown keys."""

    class Config:
        extra = Extra.forbid
        frozen = True
        anystr_strip_whitespace = True


def at_least(count: int, *fields: str) -> Any:
    """Return a validator that refuses tuples shorter than ``count`` in ``fields``."""

    def check(cls: type, value: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(value) < count:
            raise ValueError(f"needs at least {count} entries, has {len(value)}")
        return value

    return validator(*fields, allow_reuse=True)(check)


class Citation(Strict):
    """One article of one law, with a few words that stand in it so that a program can prove the citation."""

    law: str
    """Short title as the collection names its file, without date: 劳动合同法, 民法典, 最高人民法院关于…的规定."""
    article: str
    """Arabic number, ``-1`` for 之一: ``"82"``, ``"120-1"``."""
    says: str = Field(min_length=4)
    """Four to forty characters copied from that article, a phrase and not a whole sentence."""

    @validator("article", pre=True)
    def _article_as_text(cls, value: Any) -> str:
        return str(value)


class Figure(Strict):
    """A number in a card that does not come from a cited article, and where it does come from."""

    text: str
    source: str


class FollowUpOption(Strict):
    """One reply to a follow-up question, and the answer it leads to."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    button: str = Field(max_length=14)
    answer: str
    rule: str = ""
    steps: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


class FollowUp(Strict):
    """A short question whose reply changes the answer (pregnant, no written contract, over 60 days)."""

    question: str
    options: tuple[FollowUpOption, ...]

    _enough = at_least(2, "options")


class NextStep(str, Enum):
    """What the bot can do right after an answer."""

    FIND_LAWYER = "find_lawyer"
    BOOK_APPOINTMENT = "book_appointment"
    ASK_CHECKLIST = "ask_checklist"
    FILE_COMPLAINT = "file_complaint"
    REQUEST_MEDIATION = "request_mediation"
    APPLY_LEGAL_AID = "apply_legal_aid"
    ASK_DEADLINE = "ask_deadline"
    TALK_TO_PERSON = "talk_to_person"


class Card(Strict):
    """One answer to one question residents ask."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    title: str
    asks: tuple[str, ...]
    """At least five ways to ask it in residents' words."""
    answer: str
    rule: str
    prepare: tuple[str, ...] = ()
    steps: tuple[str, ...]
    clock: tuple[str, ...] = ()
    where: tuple[str, ...]
    citations: tuple[Citation, ...]
    figures: tuple[Figure, ...] = ()
    follow_up: FollowUp | None = None
    see_also: tuple[str, ...] = ()
    next: tuple[NextStep, ...]
    checked_on: date
    review_by: date | None = None
    """Default one year after ``checked_on``."""

    _enough_asks = at_least(5, "asks")
    _not_empty = at_least(1, "steps", "where", "citations", "next")


class TopicFile(Strict):
    """``national/topics/<topic>.yml``: the cards of one consult_<topic> intent."""

    topic: str
    name: str
    """What the bot calls the topic when it asks which of two is meant: 劳动用工."""
    general: str
    """The general next step when no card fits, one or two sentences."""
    cards: tuple[Card, ...]


class Unit(str, Enum):
    """How a period is counted."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"


class Deadline(Strict):
    """A legal clock: from a stated event to its last day."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    title: str
    """What must be done in time: 申请劳动仲裁."""
    event: str
    """What starts the clock, in plain words: 知道或者应当知道权利被侵害之日."""
    asks: tuple[str, ...]
    """Residents' ways to ask for it or to state its event."""
    cues: tuple[str, ...] = ()
    """Words that mark it, in the notation of ``knowledge_base.cues``: 仲裁+-土地/承包."""
    topics: tuple[str, ...] = ()
    """Topics whose questions usually mean this clock."""
    beside: tuple[str, ...] = ()
    """Ids of clocks that start from the same event and are told together with this one."""
    count: int = Field(gt=0)
    unit: Unit
    who: str = "您"
    """Whose clock it is: 您, or the office's (信访机构)."""
    on_office: bool = False
    """Whether an office or company must keep it, so that a resident can only remind, not miss it."""
    extension: str = ""
    stops: str = ""
    """What stops, suspends or restarts the clock."""
    if_missed: str = ""
    moved_from_holiday: bool = True
    """Whether a last day on a statutory holiday moves to the next working day (民法典 203)."""
    citations: tuple[Citation, ...]

    _enough_asks = at_least(3, "asks")
    _not_empty = at_least(1, "citations")


class Institution(Strict):
    """A body a resident may go to."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    name: str
    does: str
    """What it does for residents, one short sentence."""
    aliases: tuple[str, ...] = ()
    """What residents call it, longest first where one contains another."""
    ours: bool = False
    """The house that runs this assistant: meant by “你们” when no other body is named."""
    hotline: str = ""
    """A national short number, where one exists."""
    phone: str = PLACEHOLDER
    address: str = PLACEHOLDER
    hours: str = PLACEHOLDER


class Hotline(Strict):
    """A national short number."""

    number: str
    name: str
    use: str


class Material(Strict):
    """One thing to bring."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    name: str
    kind: str
    """原件, 复印件, 原件和复印件, 或 口头说明."""
    copies: int = 1
    issuer: str
    """Who issues it and where."""
    how_long: str = ""
    """How long it takes to get it; empty or a placeholder: the resident is told to ask whoever issues it."""
    instead: str = ""
    """What may stand in its place."""
    needed_when: str = ""
    """Plain words; empty means always."""
    condition: str = ""
    """Id of the condition that switches it on (see ``ServiceItem.conditions``); empty means always."""


class Condition(Strict):
    """A yes/no question that decides which materials apply."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    question: str


class Booking(Strict):
    """How visits for an item are cut into seats."""

    visit_minutes: int = Field(gt=0)
    windows: int = Field(gt=0)
    """How many residents can be received at once."""
    lead_working_days: int = Field(ge=0)
    horizon_days: int = Field(gt=0)
    buffer_minutes: int = Field(ge=0, default=0)
    hours: tuple[str, ...] = ("09:00-12:00", "14:30-17:30")
    """Reception intervals on a working day, local time; an operator overrides them in the city pack."""
    walk_in: bool = False


class ServiceItem(Strict):
    """A thing that can be done at a window: what it is, who may come, what to bring, how to book."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    name: str
    aliases: tuple[str, ...] = ()
    institution: str
    for_whom: str
    leads_to: str
    """What the resident leaves with."""
    conditions: tuple[Condition, ...] = ()
    materials: tuple[Material, ...]
    fee: str
    place: str = PLACEHOLDER
    time_limit: str
    one_trip: bool = False
    """Covered by the published 最多跑一次 promise."""
    online: str = PLACEHOLDER
    booking: Booking | None
    citations: tuple[Citation, ...] = ()
    note: str = ""


class DoorButton(Strict):
    """A case that decides between two paths: what the button says and the card's answer it shows (card:option)."""

    title: str
    case: str = Field(regex=r"^[a-z0-9_]+:[a-z0-9_]+$")


class DoorRule(Strict):
    """One row of the right-door table: the words of a matter, its door's reason, and the door to try beside it."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    cues: tuple[str, ...]
    """In the notation of ``knowledge_base.cues``."""
    why: str
    """Why a matter of this kind belongs here, one or two plain sentences."""
    priority: int = Field(50, ge=0, le=100)
    """Decides between rows whose words are met alike: 90 for facts that shut other doors (a judgment in force)."""
    topics: tuple[str, ...] = ()
    """Topics in which this row also holds when no words point to any row."""
    second: str = ""
    """Id of the door to try beside or after this one."""
    name: str = ""
    """What this path is called, where it is another than the door's usual one: 上诉或者申请再审."""
    asks_for: tuple[str, ...] = ()
    """What to bring on this path, where it is something else than the door asks for."""
    buttons: tuple[DoorButton, ...] = ()
    citations: tuple[Citation, ...]

    _not_empty = at_least(1, "cues", "citations")


class Door(Strict):
    """One path a matter may belong to, with the rows of the right-door table that lead to it."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    name: str
    institution: str
    when: str
    """Why a matter belongs here, in plain words."""
    cues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    priority: int = 50
    asks_for: tuple[str, ...]
    not_here: str = ""
    """What does not belong here and where it goes, told when this door was asked for by name in vain."""
    rules: tuple[DoorRule, ...] = ()
    citations: tuple[Citation, ...]

    _not_empty = at_least(1, "asks_for", "citations")
