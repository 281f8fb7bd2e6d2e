from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.casework.feedback import (
    forget_unclear_turns,
    log_unclear_turn,
    rate,
    subscribe,
    subscribers,
    topics_of,
    unclear_turns,
    unsubscribe,
)
from bot.storage.feedback import Rating, UnclearTurn
from tests.builders_cases import NOW

ME = {"conversation_id": "r1", "channel": "web"}


def test_a_rating_given_again_replaces_the_first(cases: Session) -> None:
    rate(cases, conversation_id="r1", about_kind="lawyer", about_id="ZR1", score=2, now=NOW)
    rate(cases, conversation_id="r1", about_kind="lawyer", about_id="ZR1", score=5, now=NOW, comment="打13912345678")
    (rating,) = cases.execute(select(Rating)).scalars()
    assert (rating.score, rating.comment) == (5, "打*********78")


@pytest.mark.parametrize("score, kind", [(0, "bot"), (6, "bot"), (3, "weather")])
def test_other_scores_and_kinds_are_refused(cases: Session, score: int, kind: str) -> None:
    with pytest.raises(ValueError):
        rate(cases, conversation_id="r1", about_kind=kind, score=score, now=NOW)


def test_the_database_refuses_a_score_out_of_range(cases: Session) -> None:
    cases.add(Rating(conversation_id="r1", about_kind="bot", score=9, at=NOW))
    with pytest.raises(IntegrityError):
        cases.flush()


def test_news_can_be_subscribed_and_left_by_topic_or_at_once(cases: Session) -> None:
    assert subscribe(cases, **ME, topic="land", now=NOW)
    assert not subscribe(cases, **ME, topic="land", now=NOW)
    subscribe(cases, **ME, topic="labor", now=NOW)
    subscribe(cases, **ME, topic="marriage", now=NOW)
    assert topics_of(cases, **ME) == ["labor", "land", "marriage"]
    assert [s.conversation_id for s in subscribers(cases, "land")] == ["r1"]
    assert unsubscribe(cases, **ME, topic="land") == 1
    assert unsubscribe(cases, **ME) == 2
    assert unsubscribe(cases, **ME) == 0
    with pytest.raises(ValueError):
        subscribe(cases, **ME, topic="weather", now=NOW)


def test_an_unclear_message_is_kept_masked_and_without_its_writer(cases: Session) -> None:
    ranking = [(f"intent_{i}", 0.3 - i / 100) for i in range(9)]
    text = "我电话13912345678，" + "长" * 400
    log_unclear_turn(cases, text=text, intent="consult_land", ranking=ranking, reason="near_tie", now=NOW)
    (turn,) = unclear_turns(cases, since=NOW - timedelta(days=1))
    assert "139" not in turn.text
    assert len(turn.text) == 300
    assert turn.ranking[:2] == [["intent_0", 0.3], ["intent_1", 0.29]]
    assert len(turn.ranking) == 5
    assert "conversation_id" not in UnclearTurn.__table__.columns
    assert turn.text not in repr(turn)


def test_unclear_messages_are_listed_newest_first_by_reason_and_forgotten(cases: Session) -> None:
    for days, reason in ((40, "refused"), (1, "refused"), (0, "corrected")):
        log_unclear_turn(cases, text="听不懂", intent="x", ranking=[], reason=reason, now=NOW - timedelta(days=days))
    since = NOW - timedelta(days=7)
    assert [t.reason for t in unclear_turns(cases, since=since)] == ["corrected", "refused"]
    assert len(unclear_turns(cases, since=since, reason="refused", limit=10)) == 1
    assert forget_unclear_turns(cases, before=NOW - timedelta(days=30)) == 1
    with pytest.raises(ValueError):
        log_unclear_turn(cases, text="x", intent="x", ranking=[], reason="bored", now=NOW)
