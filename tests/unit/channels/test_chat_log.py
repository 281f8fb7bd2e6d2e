"""The kept transcript."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.storage import chat_log
from bot.storage.engine import transaction
from tests.builders_channels import MONDAY_MORNING as NOW
from tests.builders_channels import make_kit


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with transaction(make_kit(tmp_path).sessions) as opened:
        yield opened


def test_same_client_id_is_accepted_once_for_each_conversation(session: Session) -> None:
    assert chat_log.accept(session, "a", "client-1", "甲", now=NOW) is not None
    assert chat_log.accept(session, "a", "client-1", "甲", now=NOW) is None
    assert chat_log.accept(session, "b", "client-1", "甲", now=NOW) is not None


def test_newest_lines_come_oldest_first(session: Session) -> None:
    for number in range(5):
        chat_log.append(session, "a", chat_log.BOT, str(number), now=NOW)
    assert [line.text for line in chat_log.lines_after(session, "a", 0, limit=3)] == ["2", "3", "4"]


def test_only_buttons_offered_in_this_conversation_are_known(session: Session) -> None:
    chat_log.append(session, "a", chat_log.BOT, "选", now=NOW, buttons=[{"title": "是", "payload": "/affirm"}])
    assert chat_log.offered_title(session, "a", "/affirm") == "是"
    assert chat_log.offered_title(session, "a", "/deny") is None
    assert chat_log.offered_title(session, "b", "/affirm") is None


def test_unhandled_messages_are_found_until_handled(session: Session) -> None:
    line = chat_log.accept(session, "a", "client-1", "甲", now=NOW)
    assert line is not None
    assert chat_log.unhandled(session, "a", since=NOW + timedelta(seconds=1)) == []
    assert [found.seq for found in chat_log.unhandled(session, "a", since=NOW)] == [line.seq]
    chat_log.mark_handled(session, line.seq)
    assert chat_log.unhandled(session, "a", since=NOW) == []


def test_lines_are_deleted_after_thirty_days_and_at_wish(session: Session) -> None:
    chat_log.append(session, "a", chat_log.BOT, "旧", now=NOW - timedelta(days=31))
    chat_log.append(session, "a", chat_log.BOT, "新", now=NOW)
    assert chat_log.purge(session, now=NOW) == 1
    assert chat_log.forget(session, "a") == 1
    assert chat_log.lines_after(session, "a", 0) == []


def test_repr_of_a_line_hides_what_was_said(session: Session) -> None:
    assert "秘密" not in repr(chat_log.append(session, "a", chat_log.BOT, "秘密", now=NOW))
