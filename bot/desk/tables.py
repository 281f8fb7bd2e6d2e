"""The managers' tables under /admin (starlette-admin): accounts, audit, visits, outbox, only for reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_admin import CustomView, StringField
from starlette_admin.contrib.sqla import Admin, ModelView
from starlette_admin.i18n import I18nConfig

from bot.casework.audit import record_act
from bot.desk.errors import Refusal
from bot.desk.headers import TABLES_PATH
from bot.desk.pages import HERE
from bot.desk.rights import Right, may
from bot.desk.routing import Desk, guarded, signed_in
from bot.desk.table_fields import (
    AboutField,
    ActorField,
    ItemField,
    LabelField,
    MessageStateField,
    MomentField,
    OfficeField,
    PersonField,
    ReasonField,
    call_of,
)
from bot.desk.wording import wording
from bot.storage.appointments import Appointment
from bot.storage.engine import transaction
from bot.storage.outbox import OutboxMessage
from bot.storage.staff import AuditEntry, StaffAccount

FOREIGN_STYLE = "@import url('https://rsms.me/inter/inter.css');"
WRITING_PAGES = ("action", "row-action", "create", "edit")


def _text(name: str, kind: type[StringField] = StringField, *, searched: bool = True) -> StringField:
    return kind(name, label=wording()["table_columns"][name], searchable=searched)


def _label(name: str, kind: type[StringField] = LabelField) -> StringField:
    """A column whose words are not those of the database, which a search would therefore not find."""
    return _text(name, kind, searched=False)


def _moment(name: str) -> StringField:
    return _label(name, MomentField)


class ReadOnlyView(ModelView):
    """A table that is looked at, never changed: changes go through casework, which keeps history."""

    actions = ()
    row_actions = ()
    export_types = ()
    search_builder = False
    column_visibility = False
    page_size = 50

    def can_create(self, request: Request) -> bool:
        """Never."""
        return False

    def can_edit(self, request: Request) -> bool:
        """Never."""
        return False

    def can_delete(self, request: Request) -> bool:
        """Never."""
        return False

    def can_view_details(self, request: Request) -> bool:
        """Never: the list shows all there is to see."""
        return False


class StaffTable(ReadOnlyView):
    """Accounts without password hashes and session stamps."""

    fields = (
        _text("name"),
        _label("role"),
        _label("person_id", PersonField),
        _label("active"),
        _moment("created_at"),
        _moment("updated_at"),
    )
    searchable_fields = ("name",)


class AuditTable(ReadOnlyView):
    """Who saw and changed what, newest first."""

    fields = (
        _moment("at"),
        _text("actor", ActorField),
        _label("action"),
        _label("about", AboutField),
        _text("reason", ReasonField),
    )
    fields_default_sort = (("at", True),)
    searchable_fields = ("actor", "reason")


class VisitTable(ReadOnlyView):
    """Visits of the bodies the manager is responsible for, without names and phones."""

    fields = (
        _text("number"),
        _moment("start"),
        _label("item_id", ItemField),
        _label("institution", OfficeField),
        _text("window"),
        _text("officer_name"),
        _label("state"),
    )
    fields_default_sort = (("start", True),)
    searchable_fields = ("number", "officer_name")

    def get_list_query(self, request: Request) -> Any:
        """Only visits the manager may see."""
        return call_of(request).scope.narrow(super().get_list_query(request))

    def get_count_query(self, request: Request) -> Any:
        """Only visits the manager may see."""
        return call_of(request).scope.narrow(super().get_count_query(request))

    def get_details_query(self, request: Request) -> Any:
        """Only visits the manager may see."""
        return call_of(request).scope.narrow(super().get_details_query(request))


class OutboxTable(ReadOnlyView):
    """Messages to be sent, without recipient and content."""

    fields = (
        _text("id"),
        _label("channel"),
        _label("template"),
        _label("state", MessageStateField),
        _text("attempts"),
        _label("last_reason"),
        _moment("send_after"),
    )
    fields_default_sort = (("send_after", True),)
    searchable_fields = ("id",)


class TablesIndex(CustomView):
    """The first page goes straight to the audit table."""

    async def render(self, request: Request, templates: Any) -> Response:
        """Send the browser on."""
        return RedirectResponse(f"{TABLES_PATH}/audit/list", status_code=303)


class NonceLoader(BaseLoader):
    """starlette-admin's templates with the answer's nonce on their scripts and without the style of a foreign host."""

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return the changed source."""
        source, name, fresh = self._loader.get_source(environment, template)
        source = source.replace("<script", '<script nonce="{{ request.state.nonce }}"').replace(FOREIGN_STYLE, "")
        return source, name, fresh


class ManagersOnly:
    """ASGI middleware: signed-in managers, GET only, and every table looked at is kept in the audit table."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a manager through, refuse everybody else with the desk's own page."""
        request = Request(scope)
        refused = await run_in_threadpool(guarded, self._desk, lambda: self._admit(request))
        await (self._app if refused.status_code == 204 else refused)(scope, receive, send)

    def _admit(self, request: Request) -> Response:
        call = signed_in(self._desk, request)
        parts = request.url.path.removeprefix(TABLES_PATH).strip("/").split("/")
        writes = request.method not in ("GET", "HEAD") or any(part in WRITING_PAGES for part in parts[1:])
        if writes or not may(call.staff.role, Right.TABLES):
            raise Refusal("no_right", 403)
        request.state.call = call
        if parts[0] == "api":
            with transaction(call.services.sessions) as session:
                record_act(session, actor=call.actor, action="saw_table", about=f"table:{parts[-1]}", now=call.now)
        return Response(status_code=204)


def mount_tables(app: Starlette, desk: Desk) -> None:
    """Mount the tables at ``/admin`` of ``app``."""
    engine = desk.services.sessions.kw["bind"].execution_options(reading=True)
    names = wording()["tables"]
    admin = Admin(
        engine,
        title=names["title"],
        base_url=TABLES_PATH,
        statics_dir=str(HERE / "static"),
        index_view=TablesIndex("", add_to_menu=False),
        i18n_config=I18nConfig(default_locale="zh"),
    )
    package = NonceLoader(PackageLoader("starlette_admin", "templates"))
    admin.templates.env.loader = ChoiceLoader([package, PrefixLoader({"@starlette-admin": package})])
    admin.middlewares.insert(0, Middleware(ManagersOnly, desk=desk))
    for view, model, identity in (
        (AuditTable, AuditEntry, "audit"),
        (StaffTable, StaffAccount, "staff"),
        (VisitTable, Appointment, "appointments"),
        (OutboxTable, OutboxMessage, "outbox"),
    ):
        admin.add_view(view(model, name=names[identity], label=names[identity], identity=identity))
    admin.mount_to(app)
