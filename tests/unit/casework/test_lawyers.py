from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.lawyer_import import import_lawyers
from bot.casework.lawyer_links import (
    ChatAlreadyLinked,
    LinkCodeUnknown,
    NoSuchLawyer,
    lawyer_by_chat,
    link_code,
    link_lawyer,
    unlink_lawyer,
)
from bot.casework.lawyers import find_lawyer, lawyers_for_place
from bot.storage.lawyers import Lawyer
from tests.builders_cases import CITY, NOW, make_sheet_row, places, write_rows


@pytest.fixture
def sample(cases: Session) -> Session:
    import_lawyers(cases, CITY / "lawyers.xlsx", places(), now=NOW)
    return cases


def test_every_household_the_scheme_serves_finds_a_lawyer(sample: Session) -> None:
    served = [(place.id, "rural") for place in places().villages]
    served += [(place.id, kind) for place in places().communities for kind in ("low_income", "disabled")]
    assert all(find_lawyer(sample, place, household, resident_key="r") for place, household in served)


@pytest.mark.parametrize("household", [None, "none", "low_income", "disabled"])
def test_in_a_village_every_household_is_served(sample: Session, household: str | None) -> None:
    match = find_lawyer(sample, "village_shiqiao", household)
    assert match is not None
    assert match.household == "rural"


@pytest.mark.parametrize("household", [None, "none", "rural"])
def test_in_a_community_only_the_two_kinds_are_served(sample: Session, household: str | None) -> None:
    assert find_lawyer(sample, "community_renmin", household) is None


def test_an_unknown_place_has_no_lawyer(sample: Session) -> None:
    assert find_lawyer(sample, "village_nowhere", "rural") is None


def test_the_match_says_what_a_resident_needs(sample: Session) -> None:
    match = find_lawyer(sample, "village_shiqiao", "rural")
    assert match is not None
    assert (match.phone, match.linked, match.others) == ("【待填】", False, 2)
    assert "示例" in match.name
    assert "律师事务所" in match.firm
    assert set(match.service_kinds) <= {"一对一", "电话", "网络", "发布信息", "上门", "预约"}


def test_a_resident_keeps_the_lawyer_and_the_households_are_spread(sample: Session) -> None:
    chosen = [find_lawyer(sample, "village_shiqiao", "rural", resident_key=f"r{i}") for i in range(60)]
    again = [find_lawyer(sample, "village_shiqiao", "rural", resident_key=f"r{i}") for i in range(60)]
    assert chosen == again
    shares = [sum(c is not None and c.lawyer_id == i for c in chosen) for i in {c.lawyer_id for c in chosen if c}]
    assert len(shares) == 3
    assert min(shares) >= 10


def test_when_one_lawyer_leaves_only_that_lawyer_s_households_move(sample: Session) -> None:
    keys = [f"r{i}" for i in range(40)]
    before = {key: find_lawyer(sample, "village_shiqiao", "rural", resident_key=key) for key in keys}
    gone = sample.get(Lawyer, lawyers_for_place(sample, "village_shiqiao")[0].lawyer_id)
    gone.active = False
    sample.flush()
    for key in keys:
        match, old = find_lawyer(sample, "village_shiqiao", "rural", resident_key=key), before[key]
        assert match is not None
        assert old is not None
        assert match.lawyer_id != gone.id
        assert old.lawyer_id in (match.lawyer_id, gone.id)


def test_a_place_lists_its_lawyers_in_the_sheet_s_order(sample: Session) -> None:
    assert [m.group_name for m in lawyers_for_place(sample, "village_shiqiao")] == ["第一户组", "第二户组", "第三户组"]
    assert {m.household for m in lawyers_for_place(sample, "community_renmin")} == {"low_income", "disabled"}


@pytest.fixture
def two(cases: Session, tmp_path: Path) -> tuple[Session, int, int]:
    rows = [make_sheet_row(), make_sheet_row(licence="示例0002", place="中沟村")]
    import_lawyers(cases, write_rows(tmp_path / "l.xlsx", rows), places(), now=NOW)
    first, second = cases.execute(select(Lawyer.id).order_by(Lawyer.id)).scalars()
    return cases, first, second


def test_a_code_links_a_chat_once(two: tuple[Session, int, int]) -> None:
    session, first, _ = two
    code = link_code(session, first, now=NOW, rng=Random(1))
    assert len(code) == 10
    assert link_lawyer(session, code, "500", now=NOW).id == first
    found = lawyer_by_chat(session, "500")
    assert found is not None
    assert found.id == first
    with pytest.raises(LinkCodeUnknown):
        link_lawyer(session, code, "501", now=NOW)


def test_an_old_a_replaced_and_an_invented_code_do_nothing(two: tuple[Session, int, int]) -> None:
    session, first, _ = two
    replaced = link_code(session, first, now=NOW, rng=Random(1))
    code = link_code(session, first, now=NOW, rng=Random(2))
    for wrong, when in ((replaced, NOW), (code, NOW + timedelta(days=7)), ("0000000000", NOW), ("", NOW)):
        with pytest.raises(LinkCodeUnknown):
            link_lawyer(session, wrong, "500", now=when)


def test_a_chat_serves_one_lawyer(two: tuple[Session, int, int]) -> None:
    session, first, second = two
    link_lawyer(session, link_code(session, first, now=NOW, rng=Random(1)), "500", now=NOW)
    code = link_code(session, second, now=NOW, rng=Random(2))
    with pytest.raises(ChatAlreadyLinked):
        link_lawyer(session, code, "500", now=NOW)
    assert unlink_lawyer(session, "500")
    assert not unlink_lawyer(session, "500")
    assert link_lawyer(session, code, "500", now=NOW).id == second


def test_only_a_lawyer_of_the_sheet_gets_a_code(two: tuple[Session, int, int]) -> None:
    session, first, _ = two
    session.get(Lawyer, first).active = False
    for lawyer_id in (first, 12345):
        with pytest.raises(NoSuchLawyer):
            link_code(session, lawyer_id, now=NOW, rng=Random(1))
