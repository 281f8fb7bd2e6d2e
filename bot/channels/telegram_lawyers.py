"""What a legal-advisor lawyer does in Telegram: link the chat, take a handoff, write to the resident, end it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from bot.casework import handoff_relay, handoffs, lawyer_links
from bot.casework.handoff_errors import AlreadyTaken, HandoffError, LawyerBusy, NotALawyer, NotYourHandoff
from bot.channels.kit import ChannelKit
from bot.channels.output import Outgoing

PREFIX = "handoff:"
"""Payloads of the lawyers' buttons: ``handoff:accept:NUMBER``, ``handoff:end:NUMBER`` and ``...:NUMBER:OUTCOME``."""

REFUSALS: dict[type[HandoffError], str] = {
    NotALawyer: "utter_lawyer_not_linked",
    NotYourHandoff: "utter_handoff_not_yours",
    AlreadyTaken: "utter_handoff_taken",
    LawyerBusy: "utter_lawyer_busy",
}


class TelegramLawyers:
    """Lawyers' commands; every method returns what to say to the lawyer."""

    def __init__(self, kit: ChannelKit) -> None:
        self.kit = kit

    async def bind(self, chat_id: str, code: str) -> Outgoing:
        """Tie the chat to the lawyer who was given ``code``."""
        try:
            lawyer = await self.kit.in_database(lawyer_links.link_lawyer, code, chat_id, now=self.kit.now())
        except lawyer_links.ChatAlreadyLinked:
            return self._say("utter_chat_already_linked")
        except lawyer_links.LinkError:
            return self._say("utter_link_code_unknown")
        return self._say("utter_lawyer_linked", name=lawyer.name)

    async def relay(self, chat_id: str, text: str) -> bool:
        """Pass a lawyer's words to the resident; false when this chat is not a lawyer in charge."""
        kept = await self.kit.in_database(handoff_relay.relay_from_lawyer, chat_id, text, self.kit.now())
        return kept is not None

    async def press(self, chat_id: str, payload: str) -> Outgoing:
        """Do what a lawyer's button says."""
        action, number, outcome = (*payload.removeprefix(PREFIX).split(":"), "", "")[:3]
        try:
            if action == "accept":
                await self.kit.in_database(handoffs.accept, number, chat_id, self.kit.now())
                return self._say("utter_lawyer_in_charge", number=number)
            if not outcome:
                return self._say("utter_lawyer_ask_outcome", number=number)
            await self.kit.in_database(end_own, number, chat_id, outcome, now=self.kit.now())
        except HandoffError as error:
            return self._say(REFUSALS.get(type(error), "utter_handoff_gone"), number=getattr(error, "number", number))
        return self._say("utter_handoff_ended_lawyer", number=number)

    def _say(self, response: str, **variables: Any) -> Outgoing:
        return self.kit.message(response, variables)


def end_own(session: Session, number: str, chat_id: str, outcome: str, *, now: Any) -> None:
    """End the handoff this lawyer is in charge of; raise ``NotYourHandoff`` for any other that is not over."""
    handoff = handoffs.by_number(session, number)
    if handoff.state == "ended":
        return
    mine = handoff_relay.chat_of_lawyer(session, chat_id)
    if mine is None or mine.number != number:
        raise NotYourHandoff(number)
    handoffs.end(session, number, outcome if outcome in handoffs.OUTCOMES else "other", now)
