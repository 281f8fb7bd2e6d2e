from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.feedback import rate, subscribe, topics_of
from bot.casework.handoffs import end
from bot.casework.residents import forget, get, remember_place
from bot.storage.complaints import Complaint
from bot.storage.handoffs import Handoff, HandoffMessage
from tests.builders_cases import NOW, file_one, open_one


def test_place_and_household_are_remembered(cases: Session) -> None:
    assert get(cases, "r1") is None
    remember_place(cases, "r1", "web", "community_renmin", "low_income", now=NOW)
    known = get(cases, "r1")
    assert known is not None
    assert (known.place_id, known.household) == ("community_renmin", "low_income")


def test_what_is_not_said_again_stays_and_a_new_place_forgets_the_household(cases: Session) -> None:
    remember_place(cases, "r1", "web", "community_renmin", now=NOW)
    assert remember_place(cases, "r1", "web", household="disabled", now=NOW).place_id == "community_renmin"
    assert remember_place(cases, "r1", "web", "community_renmin", now=NOW).household == "disabled"
    assert remember_place(cases, "r1", "web", "community_wuyi", now=NOW).household is None


def test_channels_are_kept_apart(cases: Session) -> None:
    remember_place(cases, "1", "web", "village_shiqiao", now=NOW)
    remember_place(cases, "1", "telegram", "village_tawan", now=NOW + timedelta(minutes=1))
    web, latest = get(cases, "1", "web"), get(cases, "1")
    assert web is not None
    assert latest is not None
    assert (web.place_id, latest.place_id) == ("village_shiqiao", "village_tawan")


def test_an_unknown_household_is_refused(cases: Session) -> None:
    with pytest.raises(ValueError):
        remember_place(cases, "r1", "web", "village_shiqiao", "rich", now=NOW)


def test_forgetting_deletes_what_is_the_bot_s_and_keeps_the_offices_records(cases: Session) -> None:
    remember_place(cases, "resident-1", "web", "village_shiqiao", "rural", now=NOW)
    remember_place(cases, "resident-2", "web", "village_shiqiao", "rural", now=NOW)
    subscribe(cases, conversation_id="resident-1", channel="web", topic="land", now=NOW)
    rate(cases, conversation_id="resident-1", about_kind="bot", score=4, now=NOW)
    file_one(cases)
    handoff = end(cases, open_one(cases).number, "advised", NOW)
    cases.add(HandoffMessage(handoff=handoff, at=NOW, speaker="resident", text="悄悄话"))
    cases.flush()

    gone = forget(cases, "resident-1", "web")

    assert (gone.residents, gone.subscriptions, gone.ratings, gone.chat_messages) == (1, 1, 1, 1)
    assert not gone.open_handoff
    assert get(cases, "resident-1") is None
    assert get(cases, "resident-2") is not None
    assert topics_of(cases, conversation_id="resident-1", channel="web") == []
    assert cases.execute(select(Handoff.summary)).scalar_one() == ""
    assert cases.execute(select(func.count()).select_from(Complaint)).scalar_one() == 1
    assert forget(cases, "resident-1", "web").residents == 0


def test_a_running_handoff_is_left_and_said_so(cases: Session) -> None:
    open_one(cases)
    assert forget(cases, "resident-1", "web").open_handoff
    assert cases.execute(select(Handoff.summary)).scalar_one() != ""
