"""Rasa's SQL tracker store, reading only what a reply needs: a long conversation answers as fast as a short one.

Rasa reads every event since the session began, for each message, and sends them all to the action server with each
action; after a thousand messages a reply takes seconds. Policies and actions look back a few messages only, so older
ones stay in the database unread. What they left behind is kept: the last value of each slot, and the running form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import (
    ActiveLoop,
    AllSlotsReset,
    ConversationPaused,
    ConversationResumed,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Query, Session

MESSAGES = 20
"""How many of the resident's last messages are read, each with all that followed it."""
LASTING = tuple(
    kind.type_name
    for kind in (
        SessionStarted,
        SlotSet,
        AllSlotsReset,
        ActiveLoop,
        LoopInterrupted,
        Restarted,
        ConversationPaused,
        ConversationResumed,
    )
)
"""Events whose latest of a kind (slots: of a name) still counts when it is older."""
STORED = "events_stored"
"""Attribute of a tracker: how many of its events the database has."""


class RecentTrackerStore(SQLTrackerStore):
    """Stores every event, retrieves the recent ones of the running session."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the running session with its last ``MESSAGES`` messages; None for an unknown sender."""
        with self.session_scope() as session:
            events = [json.loads(event.data) for event in self._recent(session, sender_id)]
        if not self.domain or not events:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, STORED, len(tracker.events))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events that the database does not have yet."""
        await super().save(tracker)
        setattr(tracker, STORED, len(tracker.events))

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> Iterator[Event]:
        # Rasa counts the rows of the session; a tracker that was read in part knows better what is new in it.
        stored = getattr(tracker, STORED, None)
        if stored is None:
            return super()._additional_events(session, tracker)
        return iter(list(tracker.events)[stored:])

    def _recent(self, session: Session, sender_id: str) -> Query:
        """Rows of the session, in order: the last messages and what followed, and of older ones what lasts."""
        row = self.SQLEvent
        whole = self._event_query(session, sender_id, fetch_events_from_all_sessions=False)
        oldest = (
            whole.filter(row.type_name == UserUttered.type_name)
            .order_by(None)
            .order_by(row.id.desc())
            .offset(MESSAGES - 1)
            .limit(1)
            .with_entities(row.id)
            .scalar()
        )
        if oldest is None:
            return whole
        name = sa.case((row.type_name == SlotSet.type_name, row.action_name), else_="")
        lasting = (
            whole.filter(row.type_name.in_(LASTING))
            .order_by(None)
            .group_by(row.type_name, name)
            .with_entities(sa.func.max(row.id))
        )
        return whole.filter(sa.or_(row.id >= oldest, row.id.in_([latest for (latest,) in lasting])))
