"""跑几趟: trips per finished matter and reasons for second trips, as page, CSV and XLSX."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.responses import Response

from bot.casework.trips import ItemTrips, month_bounds, trips_of_month
from bot.desk.routing import Call
from bot.desk.trip_files import as_csv, as_xlsx

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def trips(call: Call) -> Response:
    """Show one month."""
    month = _month(call)
    _, end = month_bounds(month)
    return call.page(
        "trips",
        here="trips",
        month=month,
        rows=_rows(call, month, "saw_trips"),
        earlier=(month - timedelta(days=1)).replace(day=1),
        later=end.date() if end.date() <= call.today else None,
    )


def csv_file(call: Call) -> Response:
    """Return the month as a CSV file that spreadsheet programs open as UTF-8."""
    month = _month(call)
    return _file(as_csv(_rows(call, month, "exported_trips")), CSV_TYPE, month, "csv")


def xlsx_file(call: Call) -> Response:
    """Return the month as a workbook of two sheets."""
    month = _month(call)
    return _file(as_xlsx(_rows(call, month, "exported_trips")), XLSX_TYPE, month, "xlsx")


def _rows(call: Call, month: date, action: str) -> list[ItemTrips]:
    with call.looking(f"trips:{month:%Y-%m}", action) as session:
        return trips_of_month(session, call.scope, month, items=call.services.items)


def _month(call: Call) -> date:
    try:
        return date.fromisoformat(call.request.query_params.get("month", "") + "-01")
    except ValueError:
        return call.today.replace(day=1)


def _file(body: bytes, media_type: str, month: date, ending: str) -> Response:
    disposition = f'attachment; filename="trips-{month:%Y-%m}.{ending}"'
    return Response(body, media_type=media_type, headers={"Content-Disposition": disposition})
