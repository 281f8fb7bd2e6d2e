"""From a request to a view: who asks, may they, is the form ours; and from an error to a kind sentence."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.casework.audit import record_act
from bot.casework.desk_scope import Scope, scope_of
from bot.casework.roster import current_roster
from bot.casework.staff import staff_of_session
from bot.desk.cookies import DeskCookies, DeskSession
from bot.desk.errors import Refusal, as_refusal
from bot.desk.pages import Pages
from bot.desk.rights import Right, may
from bot.desk.services import DeskServices
from bot.desk.wording import wording
from bot.storage.base import CITY_TIME
from bot.storage.engine import reading, transaction
from bot.storage.staff import StaffAccount
from knowledge_base.roster import Roster

logger = logging.getLogger(__name__)
LARGEST_FORM = 16 * 1024


@dataclass(frozen=True)
class Desk:
    """One desk: its services, templates and cookies."""

    services: DeskServices
    pages: Pages
    cookies: DeskCookies


@dataclass(frozen=True)
class Call:
    """One request of a signed-in member of staff."""

    desk: Desk
    request: Request
    session: DeskSession = field(repr=False)
    staff: StaffAccount
    roster: Roster
    scope: Scope
    now: datetime
    form: Mapping[str, str] = field(repr=False)

    @property
    def services(self) -> DeskServices:
        """The desk's services."""
        return self.desk.services

    @property
    def actor(self) -> str:
        """Who acts, as history and audit name them."""
        name: str = self.staff.name
        return name

    @property
    def today(self) -> date:
        """The day in the city."""
        return self.now.astimezone(CITY_TIME).date()

    def number(self, name: str) -> int:
        """Return an id of the address, which its route has checked to be an integer."""
        return int(self.request.path_params[name])

    def day(self, name: str = "date") -> date:
        """Return a day of the query, today when it is missing or wrong."""
        try:
            return date.fromisoformat(self.request.query_params.get(name, ""))
        except ValueError:
            return self.today

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction."""
        with transaction(self.services.sessions) as session:
            yield session

    @contextmanager
    def looking(self, about: str, action: str = "saw_visits") -> Iterator[Session]:
        """Queries whose looking is itself kept in the audit table: no record, no look."""
        with transaction(self.services.sessions) as session:
            record_act(session, actor=self.actor, action=action, about=about, now=self.now)
        with reading(self.services.sessions) as session:
            yield session

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page with menu, account and form token."""
        said = wording()["said"].get(self.request.query_params.get("said", ""), "")
        common = {"staff": self.staff, "csrf": self.desk.cookies.form_token(self.session), "said": said}
        return self.desk.pages.render(template, status, **{**common, "now": self.now, "today": self.today, **values})

    def go(self, path: str, **query: str) -> Response:
        """Return the browser to a page after a form (never with personal data in the address)."""
        return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)


View = Callable[[Call], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def endpoint(desk: Desk, view: View, right: Right) -> Endpoint:
    """Return a Starlette endpoint for ``view``: signed in, with ``right``, and for POST with the session's token."""

    async def answer(request: Request) -> Response:
        form = await read_form(request) if request.method == "POST" else {}
        return await run_in_threadpool(guarded, desk, lambda: view(_call(desk, request, right, form)))

    return answer


async def read_form(request: Request) -> dict[str, str]:
    """Return the text fields of a form; files and oversized forms are dropped."""
    if int(request.headers.get("content-length") or LARGEST_FORM + 1) > LARGEST_FORM:
        return {}
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


def guarded(desk: Desk, view: Callable[[], Response]) -> Response:
    """Return what ``view`` returns; an error becomes a page with a kind sentence. Logs type and place, no data."""
    try:
        return view()
    except Exception as error:
        refused = as_refusal(error)
        if refused is None:
            logger.error("Desk failed: %s at %s", type(error).__name__, _place(error))
            refused = Refusal("broken", 500)
    if refused.status == 401:
        return RedirectResponse(f"/login?{urlencode({'why': refused.code})}", status_code=303)
    return desk.pages.render("refused", refused.status, sentence=refused.sentence)


def _call(desk: Desk, request: Request, right: Right, form: Mapping[str, str]) -> Call:
    call = signed_in(desk, request, form)
    if request.method == "POST" and not desk.cookies.form_token_fits(call.session, form.get("csrf", "")):
        raise Refusal("stale_form", 403)
    if not may(call.staff.role, right):
        raise Refusal("no_right", 403)
    return call


def signed_in(desk: Desk, request: Request, form: Mapping[str, str] | None = None) -> Call:
    """Return who asks. Raises ``Refusal`` 401 without a good session."""
    session = desk.cookies.read(request)
    if session is None:
        raise Refusal("not_signed_in", 401)
    services = desk.services
    with reading(services.sessions) as database:
        staff = staff_of_session(database, session.account_id, session.stamp)
        roster = current_roster(database, services.roster)
    if staff is None:
        raise Refusal("session_over", 401)
    scope = scope_of(staff, roster, services.items)
    return Call(desk, request, session, staff, roster, scope, services.clock(), form or {})


def _place(error: Exception) -> str:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown place"
