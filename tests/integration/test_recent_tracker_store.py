"""Every event is kept; what is read back is the end of the conversation and whatever still counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.storage.recent_tracker_store import MESSAGES, RecentTrackerStore

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [inform]
slots:
  village: {type: text, mappings: [{type: custom}]}
  topic: {type: text, mappings: [{type: custom}]}
forms:
  visit_form: {required_slots: [village]}
actions: [action_listen]
"""
)


@pytest.fixture
def store(tmp_path: Path) -> RecentTrackerStore:
    return RecentTrackerStore(domain=DOMAIN, host=f"sqlite:///{tmp_path / 'conversations.db'}")


async def talk(store: RecentTrackerStore, messages: int, start: int = 0) -> None:
    """Each message in a turn of its own, stored in two steps as Rasa does."""
    for number in range(start, start + messages):
        tracker = await store.get_or_create_tracker("示例")
        tracker.update(UserUttered(f"第{number}句", {"name": "inform", "confidence": 1.0}))
        tracker.update(SlotSet("topic", f"话题{number}"))
        await store.save(tracker)
        tracker.update(BotUttered(f"答{number}"))
        tracker.update(ActionExecuted("action_listen"))
        await store.save(tracker)


def said(tracker: DialogueStateTracker | None) -> list[str | None]:
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_a_short_conversation_is_read_whole(store: RecentTrackerStore) -> None:
    await talk(store, 3)
    assert said(await store.retrieve("示例")) == ["第0句", "第1句", "第2句"]


async def test_an_unknown_resident_has_no_tracker(store: RecentTrackerStore) -> None:
    assert await store.retrieve("没来过") is None


async def test_of_a_long_conversation_the_end_is_read_and_everything_is_stored_once(store: RecentTrackerStore) -> None:
    await talk(store, 3 * MESSAGES)
    assert said(await store.retrieve("示例")) == [f"第{n}句" for n in range(2 * MESSAGES, 3 * MESSAGES)]
    assert said(await store.retrieve_full_tracker("示例")) == [f"第{n}句" for n in range(3 * MESSAGES)]


async def test_what_was_set_long_ago_still_counts(store: RecentTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("示例")
    tracker.update_with_events([SlotSet("village", "石桥村"), ActiveLoop("visit_form")], DOMAIN)
    await store.save(tracker)
    await talk(store, 2 * MESSAGES)
    read = await store.retrieve("示例")
    assert read is not None
    assert read.get_slot("village") == "石桥村"
    assert read.active_loop_name == "visit_form"
    assert read.get_slot("topic") == f"话题{2 * MESSAGES - 1}"


async def test_what_was_ended_or_forgotten_long_ago_stays_so(store: RecentTrackerStore) -> None:
    tracker = await store.get_or_create_tracker("示例")
    tracker.update_with_events([SlotSet("village", "石桥村"), ActiveLoop("visit_form")], DOMAIN)
    tracker.update_with_events([ActiveLoop(None), AllSlotsReset()], DOMAIN)
    await store.save(tracker)
    await talk(store, 2 * MESSAGES)
    read = await store.retrieve("示例")
    assert read is not None
    assert read.get_slot("village") is None
    assert read.active_loop_name is None


async def test_a_new_session_leaves_the_old_one_behind(store: RecentTrackerStore) -> None:
    await talk(store, 2 * MESSAGES)
    tracker = await store.get_or_create_tracker("示例")
    tracker.update(SessionStarted())
    await store.save(tracker)
    await talk(store, 2, start=100)
    read = await store.retrieve("示例")
    assert said(read) == ["第100句", "第101句"]
    assert len(said(await store.retrieve_full_tracker("示例"))) == 2 * MESSAGES + 2


async def test_a_failed_write_is_made_up_for_by_the_next(
    store: RecentTrackerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk(store, 1)
    tracker = await store.get_or_create_tracker("示例")
    tracker.update(UserUttered("没存上的话", {"name": "inform", "confidence": 1.0}))
    with monkeypatch.context() as broken:
        broken.setattr(store, "sessionmaker", lambda: (_ for _ in ()).throw(OSError("disk")))
        with pytest.raises(OSError, match="disk"):
            await store.save(tracker)
    await store.save(tracker)
    assert said(await store.retrieve("示例")) == ["第0句", "没存上的话"]
