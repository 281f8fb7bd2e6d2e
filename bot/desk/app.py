"""The desk's web application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.desk.cookies import DeskCookies
from bot.desk.headers import SecurityHeaders
from bot.desk.pages import HERE, Pages
from bot.desk.rights import Right
from bot.desk.routing import Desk, View, endpoint
from bot.desk.services import DeskServices
from bot.desk.tables import mount_tables
from bot.desk.views import blocks, calls, days, trips, visits
from bot.desk.views.login import login, login_form, logout
from bot.desk.wording import refusal

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
"""A foreign host name that resolves to this machine is refused (DNS rebinding)."""

VIEWS: tuple[tuple[str, str, View, Right], ...] = (
    ("GET", "/day", days.day, Right.SEE),
    ("GET", "/week", days.week, Right.SEE),
    ("GET", "/print", days.printed, Right.SEE),
    ("GET", "/visits/{visit:int}", visits.visit, Right.SEE),
    ("POST", "/visits/{visit:int}/outcome", days.outcome, Right.SETTLE),
    ("POST", "/visits/{visit:int}/phone", visits.phone, Right.PHONE),
    ("POST", "/visits/{visit:int}/move", visits.move, Right.MOVE),
    ("POST", "/visits/{visit:int}/cancel", visits.cancel, Right.MOVE),
    ("POST", "/notices/{notice:int}/read", days.notice_read, Right.SEE),
    ("GET", "/calls", calls.calls, Right.CALL),
    ("POST", "/calls/{message:int}/called", calls.called, Right.CALL),
    ("GET", "/blocks", blocks.blocks, Right.BLOCK),
    ("POST", "/blocks", blocks.add, Right.BLOCK),
    ("POST", "/blocks/{block:int}/lift", blocks.lift, Right.BLOCK),
    ("GET", "/trips", trips.trips, Right.TRIPS),
    ("GET", "/trips.csv", trips.csv_file, Right.TRIPS),
    ("GET", "/trips.xlsx", trips.xlsx_file, Right.TRIPS),
    ("POST", "/logout", logout, Right.SEE),
)


def build_desk(services: DeskServices) -> Starlette:
    """Return the application. Serve it on loopback only."""
    desk = Desk(services, Pages(), DeskCookies(services.secret_key))
    routes: list[Route | Mount] = [
        Route("/", _home),
        Route("/healthz", _health),
        Route("/login", login_form(desk), methods=["GET"]),
        Route("/login", login(desk), methods=["POST"]),
        *(Route(path, endpoint(desk, view, right), methods=[method]) for method, path, view, right in VIEWS),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]

    async def no_page(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return desk.pages.render("refused", status, sentence=refusal("no_page"))

    middleware = [Middleware(SecurityHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=LOCAL_HOSTS)]
    app = Starlette(routes=routes, middleware=middleware, exception_handlers={HTTPException: no_page})
    mount_tables(app, desk)
    return app


async def _home(_request: Request) -> Response:
    return RedirectResponse("/day", status_code=303)


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})
