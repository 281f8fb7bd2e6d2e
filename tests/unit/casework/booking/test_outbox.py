from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.casework.outbox import (
    DESK,
    MAX_TRIES,
    claim_due,
    desk_notices,
    drop_about,
    enqueue,
    mark_failed,
    mark_sent,
    pause_after,
    unreachable,
)
from bot.storage.outbox import OutboxMessage
from tests.builders_booking import NOW

LEASE = timedelta(minutes=2)


def put(session: Session, key: str = "k", **changes: Any) -> OutboxMessage:
    data: dict[str, Any] = {"channel": "web", "recipient": "c1", "template": "utter_x", "variables": {"a": "1"}}
    return enqueue(session, **{**data, "dedupe_key": key, "send_after": NOW, **changes})


def claim(session: Session, now: datetime = NOW, limit: int = 10) -> list[OutboxMessage]:
    return claim_due(session, now=now, limit=limit, lease=LEASE)


def test_the_same_key_twice_is_one_message_and_the_first_stays(session: Session) -> None:
    first, second = put(session), put(session, variables={"a": "2"})
    assert first.id == second.id
    assert second.variables == {"a": "1"}


def test_only_due_messages_are_claimed_oldest_first(session: Session) -> None:
    put(session, "later", send_after=NOW + timedelta(minutes=1))
    put(session, "new")
    put(session, "old", send_after=NOW - timedelta(hours=1))
    assert [message.dedupe_key for message in claim(session)] == ["old", "new"]


def test_a_claimed_message_is_not_claimed_again_until_the_lease_ends(session: Session) -> None:
    put(session)
    assert len(claim(session)) == 1
    assert claim(session, NOW + LEASE - timedelta(seconds=1)) == []
    assert len(claim(session, NOW + LEASE)) == 1


def test_a_sent_message_never_comes_back(session: Session) -> None:
    message = put(session)
    claim(session)
    mark_sent(session, message.id, NOW)
    assert claim(session, NOW + timedelta(days=1)) == []
    assert (message.state, message.sent_at) == ("sent", NOW)


def test_a_refused_message_is_retried_after_a_growing_pause(session: Session) -> None:
    message = put(session)
    claim(session)
    mark_failed(session, message.id, now=NOW, reason_code="timeout")
    assert message.send_after == NOW + timedelta(minutes=1)
    later = NOW + timedelta(minutes=1)
    claim(session, later)
    mark_failed(session, message.id, now=later, reason_code="timeout")
    assert message.send_after == later + timedelta(minutes=2)
    assert pause_after(30) == timedelta(minutes=30)


def test_after_the_last_try_somebody_must_call(session: Session) -> None:
    message, now = put(session), NOW
    for _ in range(MAX_TRIES):
        assert claim(session, now) == [message]
        mark_failed(session, message.id, now=now, reason_code="timeout")
        now += timedelta(hours=1)
    assert claim(session, now) == []
    assert unreachable(session) == [message]


def test_a_blocked_recipient_is_unreachable_at_once(session: Session) -> None:
    message = put(session)
    claim(session)
    mark_failed(session, message.id, now=NOW, reason_code="blocked", permanent=True)
    assert unreachable(session) == [message]


def test_a_message_that_crashes_the_worker_every_time_ends_as_unreachable(session: Session) -> None:
    message, now = put(session), NOW
    for _ in range(MAX_TRIES):
        assert claim(session, now) == [message]
        now += LEASE
    assert claim(session, now) == []
    assert unreachable(session) == [message]


def test_a_message_too_late_to_help_is_not_sent(session: Session) -> None:
    message = put(session, expires_at=NOW + timedelta(minutes=5))
    assert claim(session, NOW + timedelta(minutes=5)) == []
    assert message.state == "expired"


def test_messages_about_something_are_dropped_together_but_sent_ones_stay(session: Session) -> None:
    sent = put(session, "a", about="visit:1")
    claim(session)
    mark_sent(session, sent.id, NOW)
    put(session, "b", about="visit:1")
    put(session, "c", about="visit:2")
    assert drop_about(session, "visit:1") == 1
    assert [message.dedupe_key for message in claim(session)] == ["c"]


def test_notices_for_the_desk_wait_there_and_are_never_delivered(session: Session) -> None:
    notice = put(session, channel=DESK, recipient="boss")
    assert claim(session) == []
    assert desk_notices(session, "boss", now=NOW) == [notice]
    mark_sent(session, notice.id, NOW)
    assert desk_notices(session, "boss", now=NOW) == []


def test_a_naive_moment_is_refused(session: Session) -> None:
    with pytest.raises(Exception, match="naive"):
        put(session, send_after=NOW.replace(tzinfo=None))


def test_a_message_shows_no_personal_data_in_logs(session: Session) -> None:
    assert "c1" not in repr(put(session, variables={"name": "示例"}))
