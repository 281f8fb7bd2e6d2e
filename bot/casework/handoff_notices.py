"""Messages about a handoff itself, put in the outbox in the same transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.casework.outbox import enqueue
from bot.casework.quiet_hours import after_night
from bot.storage.handoffs import Handoff

TELEGRAM = "telegram"
BRIEF_TEMPLATE = "utter_lawyer_brief"
ACCEPTED_TEMPLATE = "utter_handoff_accepted"
ENDED_TEMPLATE = "utter_handoff_ended"


def tell_lawyer(session: Session, handoff: Handoff, now: datetime, *, part: str = "brief") -> None:
    """Send the linked lawyer the one-screen brief, each ``part`` once; at night it waits until eight."""
    lawyer = handoff.lawyer
    if lawyer is None or lawyer.telegram_chat_id is None:
        return
    variables = {
        "number": handoff.number,
        "topic": handoff.topic or "",
        "place_id": handoff.place_id or "",
        "household": handoff.household or "",
        "summary": handoff.summary,
    }
    enqueue(
        session,
        channel=TELEGRAM,
        recipient=lawyer.telegram_chat_id,
        template=BRIEF_TEMPLATE,
        variables=variables,
        dedupe_key=f"handoff:{handoff.number}:{part}",
        send_after=after_night(now),
    )


def tell_resident(session: Session, handoff: Handoff, template: str, now: datetime) -> None:
    """Tell the resident with ``template`` what became of the handoff."""
    enqueue(
        session,
        channel=handoff.channel,
        recipient=handoff.conversation_id,
        template=template,
        variables={"number": handoff.number, "lawyer": handoff.lawyer.name if handoff.lawyer else ""},
        dedupe_key=f"handoff:{handoff.number}:{template}",
        send_after=now,
    )
