"""``/visit``: the printable pass of a booked visit, by number and phone or by a signed link, and its calendar file.

Addresses hold a signed token and never a phone number, so that nothing of a person stays in histories and logs.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.casework.booking_errors import NotFound
from bot.casework.visit_calendar import CalendarWords, calendar_file
from bot.casework.visit_pass import Catalogue, VisitPass, link_token, pass_by_link, pass_of
from bot.channels.kit import ChannelKit, kit_from_bootstrap
from bot.channels.rate_limit import RateLimiter
from bot.channels.turn import OnNewMessage
from bot.channels.web_assets import HERE, WebAssets, page_headers
from bot.channels.web_session import client_address, is_https

CALENDAR = ".ics"
TRIES_PER_ADDRESS = {"burst": 30, "per_minute": 10.0}  # a village may share one address
TRIES_PER_NUMBER = {"burst": 5, "per_minute": 1.0}
"""A phone number cannot be tried out against a booking number."""


class VisitPages(InputChannel):
    """Not a conversation: a channel only so that Rasa serves the pages on the chat port."""

    def __init__(
        self, kit: ChannelKit | None = None, catalogue: Catalogue | None = None, *, folder: Path = HERE
    ) -> None:
        self.kit = kit or kit_from_bootstrap()
        self.catalogue = catalogue or catalogue_from_bootstrap()
        self.per_address = RateLimiter(**TRIES_PER_ADDRESS, clock=time.monotonic)  # type: ignore[arg-type]
        self.per_number = RateLimiter(**TRIES_PER_NUMBER, clock=time.monotonic)  # type: ignore[arg-type]
        assets = WebAssets(city_name=self.kit.city_name, folder=folder)
        self.pages = Environment(
            loader=FileSystemLoader(folder / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self.pages.globals.update(asset=assets.public_name, city_name=self.kit.city_name)

    @classmethod
    def name(cls) -> str:
        """Rasa's name of this channel."""
        return "visit_pages"

    @classmethod
    def from_credentials(cls, _credentials: dict[str, Any] | None) -> VisitPages:
        """Everything comes from the settings."""
        return cls()

    def url_prefix(self) -> str:
        """Rasa joins this to ``/webhooks/``; an absolute path wins."""
        return "/visit"

    def blueprint(self, _on_new_message: OnNewMessage) -> Blueprint:
        """The form, the pass and the calendar file."""
        routes = Blueprint("visit_pages", strict_slashes=False)

        @routes.get("/")
        async def form(request: Request) -> HTTPResponse:
            return self._form(request)

        @routes.post("/")
        async def look_up(request: Request) -> HTTPResponse:
            return await self._look_up(request)

        @routes.get("/<name:str>")
        async def linked(request: Request, name: str) -> HTTPResponse:
            return await self._linked(request, name)

        return routes

    def _form(self, request: Request, problem: str = "", status: int = 200) -> HTTPResponse:
        words = self.kit.say(problem) if problem else ""
        return self._html(request, self.pages.get_template("visit_form.html").render(problem=words), status)

    async def _look_up(self, request: Request) -> HTTPResponse:
        form: Any = request.form or {}
        number, phone = str(form.get("number") or ""), str(form.get("phone") or "")
        if not (self.per_address.allow(client_address(request)) and self.per_number.allow(number[:20])):
            return self._form(request, "utter_visit_too_many_tries", 429)
        try:
            visit = await self.kit.in_database(pass_of, number, phone, now=self.kit.now(), catalogue=self.catalogue)
        except NotFound:
            return self._form(request, "utter_visit_not_found", 404)
        return self._pass(request, visit)

    async def _linked(self, request: Request, name: str) -> HTTPResponse:
        secret = self.kit.settings.secret_key
        if not self.per_address.allow(client_address(request)):
            return self._form(request, "utter_visit_too_many_tries", 429)
        try:
            visit = await self.kit.in_database(
                pass_by_link, name.removesuffix(CALENDAR), secret=secret, now=self.kit.now(), catalogue=self.catalogue
            )
        except NotFound:
            return self._form(request, "utter_visit_link_over", 404)
        return self._calendar(visit) if name.endswith(CALENDAR) else self._pass(request, visit)

    def _pass(self, request: Request, visit: VisitPass) -> HTTPResponse:
        token = link_token(visit.number, self.kit.settings.secret_key)
        scheme = "https" if is_https(request) else "http"
        page = self.pages.get_template("visit_pass.html").render(
            visit=visit,
            token=token,
            state=self.kit.say(f"utter_booking_word_{visit.state}"),
            verdict=self.kit.say(f"utter_check_word_{visit.checklist.code}", missing=len(visit.checklist.missing)),
            qr=Markup(qr_code(f"{scheme}://{request.host}/visit/{token}")),
        )
        return self._html(request, page)

    def _calendar(self, visit: VisitPass) -> HTTPResponse:
        facts = {"item": visit.item, "number": visit.number, "window": visit.window, "hotline": visit.hotline}
        names = ("summary", "description", "alarm")
        words = CalendarWords(**{name: self.kit.say(f"utter_calendar_{name}", **facts) for name in names})
        headers = {
            "Content-Disposition": f'attachment; filename="{visit.number}{CALENDAR}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return response.raw(calendar_file(visit, words), content_type="text/calendar; charset=utf-8", headers=headers)

    @staticmethod
    def _html(request: Request, page: str, status: int = 200) -> HTTPResponse:
        headers = page_headers(request.host, https=is_https(request)) | {"X-Robots-Tag": "noindex"}
        return response.html(page, status=status, headers=headers)


def qr_code(address: str) -> str:
    """Return ``address`` as an inline SVG that scales with the page; error level M outlives a fold in the paper."""
    return str(segno.make(address, error="m").svg_inline(omitsize=True, border=2))


def catalogue_from_bootstrap() -> Catalogue:
    """The items and institutions of the running system."""
    from bot.bootstrap import context

    kb = context().kb
    return Catalogue(items=kb.service_items, institutions=kb.institutions)
