"""What a channel needs from the rest of the system, gathered in one place so that tests can hand in their own."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from bot.channels.output import Outgoing, clean_buttons
from bot.storage.engine import transaction
from knowledge_base.places import Places

T = TypeVar("T")


class ChannelSettings(Protocol):
    """The settings that channels read; ``bot.settings.Settings`` has them all."""

    @property
    def env(self) -> str: ...
    @property
    def secret_key(self) -> bytes: ...
    @property
    def action_url(self) -> str: ...
    @property
    def telegram_token(self) -> str | None: ...
    @property
    def telegram_api_base(self) -> str | None: ...
    @property
    def telegram_webhook_url(self) -> str | None: ...


class Danger(Protocol):
    """A danger that was recognised; ``kind`` names the emergency response."""

    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class ChannelKit:
    """Settings, database, clock, wording and the two questions asked before Rasa sees a message."""

    settings: ChannelSettings
    sessions: sessionmaker[Session]
    now: Callable[[], datetime]
    say: Callable[..., str]
    check_danger: Callable[[str], Danger | None]
    relay_from_resident: Callable[..., Any]
    """``bot.casework.handoff_relay.relay_from_resident``: passes a message to the lawyer in charge, None if none is."""
    pass_on_offers: Callable[..., int] | None = None
    """Called every minute with ``(session, now=...)``: seats offered and not taken go to the next in line."""
    buttons: Callable[[str], list[dict[str, str]]] = lambda _response: []
    names: Callable[[dict[str, Any]], dict[str, Any]] = lambda _variables: {}
    """Readable names for ids among the variables of a message: ``place`` for ``place_id``."""
    city_name: str = ""

    def message(
        self, response: str, variables: dict[str, Any], buttons: list[dict[str, Any]] | None = None
    ) -> Outgoing:
        """Render ``response`` with ``variables`` in its text and in the payloads of its buttons.

        ``buttons`` replace the buttons of the response.
        """
        names = {**variables, **self.names(variables)}
        offered = clean_buttons(buttons if buttons is not None else self.buttons(response))
        for button in offered:
            for name, value in variables.items():
                button["payload"] = button["payload"].replace("{" + name + "}", str(value))
        return Outgoing(self.say(response, **names), offered)

    async def in_database(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run ``work(session, ...)`` in one transaction on a thread: a locked database never stops the event loop."""

        def unit() -> T:
            with transaction(self.sessions) as session:
                return work(session, *args, **kwargs)

        return await asyncio.to_thread(unit)


def kit_from_bootstrap() -> ChannelKit:
    """Build the kit of the running system."""
    from bot import wording
    from bot.bootstrap import context
    from bot.casework.handoff_relay import relay_from_resident
    from bot.casework.waiting_list import expire_offers
    from bot.nlu import danger

    shared = context()
    return ChannelKit(
        settings=shared.settings,
        sessions=shared.sessions,
        now=shared.now,
        say=wording.say,
        check_danger=danger.check,
        relay_from_resident=relay_from_resident,
        pass_on_offers=partial(expire_offers, calendar=shared.calendar, items=dict(shared.kb.service_items)),
        buttons=wording.buttons,
        names=lambda variables: place_names(shared.places, variables),
        city_name=shared.places.city,
    )


def place_names(places: Places, variables: dict[str, Any]) -> dict[str, Any]:
    """Return ``place``, the name of the place whose id is ``place_id``; empty when it is not known."""
    place = places.by_id.get(str(variables.get("place_id") or ""))
    return {"place": place.name if place else ""} if "place_id" in variables else {}


def log_name(conversation_id: str) -> str:
    """A short stable name of a conversation for logs; the id itself and what was said never go there."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:12]
