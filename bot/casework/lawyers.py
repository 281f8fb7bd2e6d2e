"""Which lawyer serves a household: 农村家庭 of the villages, 低保 and 残疾人家庭 of the communities."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from bot.storage.lawyers import Assignment, Lawyer
from knowledge_base.places import Places

ServedHousehold = Literal["rural", "low_income", "disabled"]
RURAL: Literal["rural"] = "rural"
COMMUNITY_HOUSEHOLDS: tuple[ServedHousehold, ...] = ("low_income", "disabled")


@dataclass(frozen=True)
class LawyerMatch:
    """A lawyer for a household. ``phone`` may be the placeholder 【待填】; ``linked`` means reachable on Telegram.

    ``service_kinds`` are the scheme's own words: 一对一, 电话, 网络, 发布信息, 上门, 预约. ``others`` counts the
    place's further lawyers for the same kind of household.
    """

    lawyer_id: int
    name: str
    firm: str
    phone: str
    place_id: str
    household: str
    group_name: str
    service_kinds: tuple[str, ...]
    note: str
    linked: bool
    others: int


@dataclass(frozen=True, order=True)
class CoverageGap:
    """A household kind of a place that no lawyer serves."""

    place_id: str
    household: ServedHousehold
    place_name: str = field(compare=False, default="")


def find_lawyer(
    session: Session, place_id: str, household: str | None, *, resident_key: str = ""
) -> LawyerMatch | None:
    """Return the household's lawyer, or None when the scheme has none for it.

    In a village every household is served as 农村家庭, whatever its kind. In a community only 低保 and 残疾人家庭 are
    served, so another household gets None. ``resident_key`` (the conversation) spreads a place's households over its
    lawyers; the same key keeps its lawyer as long as that lawyer serves the place. Without it the first in the sheet.
    """
    rows = _rows(session, place_id, household or RURAL) or _rows(session, place_id, RURAL)
    if not rows:
        return None
    chosen = max(rows, key=lambda row: _rank(resident_key, row)) if resident_key else rows[0]
    return _match(chosen, others=len({row.lawyer_id for row in rows}) - 1)


def describe(lawyer: Lawyer, place_id: str = "", household: str = "") -> LawyerMatch:
    """Describe a lawyer who is known already, for example the one who took a handoff."""
    return LawyerMatch(
        lawyer_id=lawyer.id,
        name=lawyer.name,
        firm=lawyer.firm.name,
        phone=lawyer.phone,
        place_id=place_id,
        household=household,
        group_name="",
        service_kinds=tuple(lawyer.service_kinds),
        note=lawyer.note,
        linked=lawyer.telegram_chat_id is not None,
        others=0,
    )


def lawyers_for_place(session: Session, place_id: str) -> list[LawyerMatch]:
    """Return all assignments of a place in the sheet's order, for ``legalbot lawyers show``."""
    return [_match(row, others=0) for row in _rows(session, place_id, None)]


def coverage_gaps(session: Session, places: Places) -> list[CoverageGap]:
    """Return the villages without a lawyer for rural households and the communities without one for 低保 or 残疾."""
    query = select(Assignment.place_id, Assignment.household).join(Lawyer).where(Lawyer.active)
    served = {(place_id, household) for place_id, household in session.execute(query)}
    wanted = [CoverageGap(place.id, RURAL, place.name) for place in places.villages]
    wanted += [
        CoverageGap(place.id, household, place.name)
        for place in places.communities
        for household in COMMUNITY_HOUSEHOLDS
    ]
    return sorted(gap for gap in wanted if (gap.place_id, gap.household) not in served)


def _rows(session: Session, place_id: str, household: str | None) -> list[Assignment]:
    query = (
        select(Assignment)
        .join(Assignment.lawyer)
        .where(Assignment.place_id == place_id, Lawyer.active)
        .options(joinedload(Assignment.lawyer).joinedload(Lawyer.firm))
        .order_by(Assignment.position)
    )
    if household is not None:
        query = query.where(Assignment.household == household)
    return list(session.execute(query).scalars())


def _rank(resident_key: str, row: Assignment) -> bytes:
    """Highest-random-weight choice: when one lawyer leaves, only that lawyer's households move."""
    return hashlib.sha256(f"{resident_key}|{row.lawyer.licence_no}".encode()).digest()


def _match(row: Assignment, *, others: int) -> LawyerMatch:
    known = describe(row.lawyer, row.place_id, row.household)
    return replace(known, group_name=row.group_name, others=others)
