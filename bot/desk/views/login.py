"""Logging in and out."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.casework.passwords import password_matches
from bot.casework.spoken_time import spoken_clock
from bot.casework.staff import end_sessions
from bot.casework.staff_login import finish_login, start_login
from bot.desk.errors import Refusal
from bot.desk.routing import Call, Desk, Endpoint, guarded, read_form
from bot.desk.wording import refusal, wording
from bot.storage.engine import transaction
from bot.storage.staff import StaffAccount

SHOWN = ("not_signed_in", "session_over")


def login_form(desk: Desk) -> Endpoint:
    """Return the endpoint that shows the form."""

    async def answer(request: Request) -> Response:
        why = request.query_params.get("why", "")
        said = wording()["said"].get(request.query_params.get("said", ""), "")
        return _form(desk, request, 200, refusal(why) if why in SHOWN else "", said)

    return answer


def login(desk: Desk) -> Endpoint:
    """Return the endpoint that takes the form."""

    async def answer(request: Request) -> Response:
        form = await read_form(request)
        return await run_in_threadpool(guarded, desk, lambda: _login(desk, request, form))

    return answer


def logout(call: Call) -> Response:
    """End all sessions of the account."""
    with call.writing() as session:
        end_sessions(session, call.staff.id, now=call.now)
    response = call.go("/login", said="signed_out")
    call.desk.cookies.sign_out(response)
    return response


def _login(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    if not desk.cookies.login_token_fits(request, form.get("csrf", "")):
        return _form(desk, request, 403, refusal("stale_form"))
    try:
        account = _checked(desk, request, form.get("name", ""), form.get("password", ""))
    except Refusal as refused:
        return _form(desk, request, refused.status, refused.sentence)
    response = RedirectResponse("/day", status_code=303)
    desk.cookies.sign_in(request, response, account.id, account.session_stamp)
    return response


def _checked(desk: Desk, request: Request, name: str, password: str) -> StaffAccount:
    services, now = desk.services, desk.services.clock()
    address = request.client.host if request.client else ""
    with transaction(services.sessions) as session:
        start = start_login(session, name, address, now=now)
    if start.wait_until:
        raise Refusal("too_many_tries", 429, until=spoken_clock(start.wait_until))
    matches = password_matches(start.password_hash, password)
    with transaction(services.sessions) as session:
        account = finish_login(session, start, matches=matches, now=now)
    if account is None:
        raise Refusal("wrong_password", 401)
    return account


def _form(desk: Desk, request: Request, status: int, problem: str = "", said: str = "") -> Response:
    token = desk.cookies.login_token()
    response = desk.pages.render("login", status, csrf=token, problem=problem, said=said)
    desk.cookies.keep_login_token(request, response, token)
    return response
