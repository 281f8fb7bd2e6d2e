"""The trips of a month as CSV and XLSX. Both hold counts and reasons, nobody's name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from bot.casework.trips import ItemTrips
from bot.desk.wording import wording

Line = list[Any]
"""Cells: texts and numbers."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[ItemTrips]) -> bytes:
    """Return both tables below each other, UTF-8 with the mark that spreadsheet programs look for."""
    text = io.StringIO()
    writer = csv.writer(text)
    words = wording()
    writer.writerows([words["trip_columns"], *trip_lines(rows), [], words["reason_columns"], *reason_lines(rows)])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[ItemTrips]) -> bytes:
    """Return a workbook with a sheet for the trips and one for the reasons."""
    book = Workbook()
    words = wording()
    book.remove(book.worksheets[0])
    _add_sheet(book, words["sheets"]["trips"], words["trip_columns"], trip_lines(rows))
    _add_sheet(book, words["sheets"]["reasons"], words["reason_columns"], reason_lines(rows))
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def trip_lines(rows: Iterable[ItemTrips]) -> list[Line]:
    """Return a line for each item."""
    mend = wording()["mend"]
    return [
        [
            safe(row.item),
            row.finished,
            row.one_trip,
            "" if row.average is None else round(row.average, 2),
            row.longest,
            row.sent_back,
            mend if row.to_mend else "",
        ]
        for row in rows
    ]


def reason_lines(rows: Iterable[ItemTrips]) -> list[Line]:
    """Return a line for each reason of each item."""
    return [
        [
            safe(row.item),
            safe(reason.label),
            reason.count,
            safe("；".join(f"{detail}（{count}）" for detail, count in reason.details)),
        ]
        for row in rows
        for reason in row.reasons
    ]


def safe(text: str) -> str:
    """Return ``text`` so that no spreadsheet program takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _add_sheet(
    book: Workbook, title: str, columns: Sequence[str], lines: Iterable[Sequence[str | int | float]]
) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(columns))
    for line in lines:
        sheet.append(list(line))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFG", (28, 30, 12, 40, 12, 12, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
