"""Today, this week, the printed day, and recording what became of a visit."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.responses import Response

from bot.casework.desk_calls import call_outs, notices_for, read_notice
from bot.casework.desk_day import DeskDay, desk_days, settle, week_of
from bot.casework.trip_reasons import TripReason
from bot.desk.errors import Refusal
from bot.desk.rights import Right, may
from bot.desk.routing import Call
from bot.desk.wording import wording
from bot.storage.appointments import COME_AGAIN
from bot.storage.engine import reading

OUTCOMES = ("arrived", "done", "come_again", "no_show")


def day(call: Call) -> Response:
    """Show one day's visits with the buttons to record their outcome."""
    shown = call.day()
    (desk_day,) = _days(call, [shown])
    services = call.services
    with reading(services.sessions) as session:
        notices = notices_for(session, call.staff, call.roster, now=call.now)
        calls = call_outs(session, call.scope, now=call.now, items=services.items)
    return call.page(
        "day",
        here="day",
        shown=desk_day,
        closed=closed(call, shown),
        notices=[(notice, services.message_text(notice.template, notice.variables)) for notice in notices],
        to_call=len(calls) if may(call.staff.role, Right.CALL) else 0,
        earlier=shown - timedelta(days=1),
        later=shown + timedelta(days=1),
        materials={item.id: [m.name for m in item.materials] for item in services.items.values()},
    )


def week(call: Call) -> Response:
    """Show the seven days around a day."""
    shown = call.day()
    days = _days(call, week_of(shown))
    offs = {one.day: closed(call, one.day) for one in days}
    return call.page(
        "week", here="week", days=days, offs=offs, earlier=shown - timedelta(days=7), later=shown + timedelta(days=7)
    )


def printed(call: Call) -> Response:
    """Show one day for printing: A4, large type, phones masked."""
    (desk_day,) = _days(call, [call.day()], "printed_day")
    return call.page("print", shown=desk_day)


def outcome(call: Call) -> Response:
    """Record what became of a visit and return to its day."""
    wanted = call.form.get("outcome", "")
    if wanted not in OUTCOMES:
        raise Refusal("bad_input", 422)
    reason = (
        TripReason.given(call.form.get("reason", ""), call.form.get("detail", "")) if wanted == COME_AGAIN else None
    )
    with call.writing() as session:
        visit = settle(session, call.scope, call.number("visit"), wanted, actor=call.actor, now=call.now, reason=reason)
        on = visit.start.date()
    return call.go("/day", date=on.isoformat(), said=wanted)


def notice_read(call: Call) -> Response:
    """Mark a notice as read."""
    with call.writing() as session:
        read_notice(session, call.staff, call.roster, call.number("notice"), now=call.now)
    return call.go("/day", said="read")


def closed(call: Call, shown: date) -> str:
    """Say why nobody works on a day; empty on a working day."""
    status = call.services.calendar.describe(shown)
    if status.working:
        return ""
    return "：".join(part for part in (wording()["days_off"].get(status.reason.value, ""), status.name) if part)


def _days(call: Call, days: list[date], action: str = "saw_visits") -> list[DeskDay]:
    services = call.services
    with call.looking(f"day:{days[0]}" if len(days) == 1 else f"week:{days[0]}", action) as session:
        return desk_days(session, call.scope, days, now=call.now, items=services.items, checklist=services.checklist)
