"""Read the lawyers' spreadsheet: one row is one lawyer serving one kind of household of one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from rapidfuzz import fuzz, process

from knowledge_base.places import Place, Places
from knowledge_base.schema import PLACEHOLDER

NAME, LICENCE, FIRM, PHONE = "律师姓名", "执业证号", "律师事务所", "电话"
PLACE, HOUSEHOLD, GROUP, KINDS, NOTE = "服务地点", "服务家庭", "户组", "服务方式", "备注"
REQUIRED = (NAME, LICENCE, FIRM, PHONE, PLACE, HOUSEHOLD)
COLUMNS = (*REQUIRED, GROUP, KINDS, NOTE)
HOUSEHOLD_WORDS = {
    "农村家庭": "rural",
    "农村": "rural",
    "低保家庭": "low_income",
    "低保": "low_income",
    "残疾人家庭": "disabled",
    "残疾家庭": "disabled",
    "残疾": "disabled",
}
SERVICE_KINDS = ("一对一", "电话", "网络", "发布信息", "上门", "预约")
_LEVEL_OF = {"rural": "village", "low_income": "community", "disabled": "community"}
_HEADER_ROWS = 3
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?[1-9]\d{6,7}")
_EXACT_DIGITS = 15
"""A spreadsheet keeps no more digits of a number; a longer licence number must be typed as text."""
_LIKE_ENOUGH = 50


class SheetError(Exception):
    """The file as a whole cannot be used; nothing was changed."""


class SheetUnreadable(SheetError):
    """No .xlsx file, or a broken one."""


class WrongHeader(SheetError):
    """Required columns are missing from the first rows; ``missing`` names them."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"missing columns: {', '.join(missing)}")
        self.missing = missing


@dataclass(frozen=True)
class SheetRow:
    """One accepted row. ``phone`` may be the placeholder."""

    row: int
    name: str
    licence_no: str
    firm: str
    phone: str
    place_id: str
    household: str
    group_name: str
    service_kinds: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class RowProblem:
    """Why a row was not taken.

    ``reason_code``: missing_value, licence_lost_digits, bad_phone, unknown_place, ambiguous_place, unknown_household,
    household_not_here, unknown_service_kind, duplicate_row, conflicting_lawyer. ``suggestion`` is a place's name or "".
    A phone number is never shown.
    """

    row: int
    column: str
    reason_code: str
    value_shown: str
    suggestion: str = ""


class _BadCell(Exception):
    def __init__(self, column: str, code: str, value: str = "", suggestion: str = "") -> None:
        super().__init__(code)
        self.column, self.code, self.value, self.suggestion = column, code, value, suggestion


def read_sheet(path: Path, places: Places) -> tuple[list[SheetRow], list[RowProblem]]:
    """Return the good rows and a problem for each bad one, in the sheet's order. Empty rows are skipped.

    Raises ``SheetUnreadable`` and ``WrongHeader``.
    """
    cells = _read_cells(path)
    start, where = _find_header(cells)
    good: list[SheetRow] = []
    bad: list[RowProblem] = []
    check = _Consistency()
    for number, values in enumerate(cells[start:], start=start + 1):
        row = {name: values[i] if i < len(values) else None for name, i in where.items()}
        if all(_text(value) == "" for value in row.values()):
            continue
        try:
            good.append(check(_parse(number, row, places)))
        except _BadCell as cell:
            bad.append(RowProblem(number, cell.column, cell.code, cell.value, cell.suggestion))
    return good, bad


def _read_cells(path: Path) -> list[tuple[Any, ...]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many unrelated kinds for a broken file
        raise SheetUnreadable(f"{path.name}: {type(error).__name__}") from error
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def _find_header(cells: list[tuple[Any, ...]]) -> tuple[int, dict[str, int]]:
    """Return the index of the first data row and the column of each known header; a title line above is allowed."""
    missing: tuple[str, ...] = REQUIRED
    for index, values in enumerate(cells[:_HEADER_ROWS]):
        where = {name: i for i, name in enumerate(map(_text, values)) if name in COLUMNS}
        absent = tuple(name for name in REQUIRED if name not in where)
        if not absent:
            return index + 1, where
        missing = min(missing, absent, key=len)
    raise WrongHeader(missing)


def _parse(number: int, row: dict[str, Any], places: Places) -> SheetRow:
    for column in REQUIRED:
        if _text(row[column]) == "":
            raise _BadCell(column, "missing_value")
    household = HOUSEHOLD_WORDS.get(_text(row[HOUSEHOLD]))
    if household is None:
        raise _BadCell(HOUSEHOLD, "unknown_household", _text(row[HOUSEHOLD]))
    place = _place(_text(row[PLACE]), _LEVEL_OF[household], places)
    if place.level != _LEVEL_OF[household]:
        raise _BadCell(HOUSEHOLD, "household_not_here", f"{place.name} {_text(row[HOUSEHOLD])}")
    return SheetRow(
        row=number,
        name=_text(row[NAME]),
        licence_no=_licence(row[LICENCE]),
        firm=_text(row[FIRM]),
        phone=_phone(_text(row[PHONE])),
        place_id=place.id,
        household=household,
        group_name=_text(row.get(GROUP)),
        service_kinds=_kinds(_text(row.get(KINDS))),
        note=_text(row.get(NOTE)),
    )


def _text(value: Any) -> str:
    """Return a cell as text; a whole number typed as a number keeps no ``.0``."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"\s+", "", str(value))


def _licence(value: Any) -> str:
    text = _text(value)
    if isinstance(value, (int, float)) and len(text) > _EXACT_DIGITS:
        raise _BadCell(LICENCE, "licence_lost_digits", text)
    return text


def _phone(text: str) -> str:
    if text.startswith(PLACEHOLDER):
        return PLACEHOLDER
    if not _PHONE.fullmatch(text):
        raise _BadCell(PHONE, "bad_phone")
    return text


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(word for word in re.split(r"[、，,；;/]", text) if word))
    for kind in kinds:
        if kind not in SERVICE_KINDS:
            raise _BadCell(KINDS, "unknown_service_kind", kind)
    return kinds or SERVICE_KINDS


def _place(text: str, level: str, places: Places) -> Place:
    """Find a place by name, alias or stem; of several the one where this kind of household lives."""
    candidates = {name: place for place in places for name in _names(place, places)}
    found = [place for place in places if text in _names(place, places)]
    fitting = [place for place in found if place.level == level] or found
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise _BadCell(PLACE, "ambiguous_place", text, "、".join(place.name for place in fitting))
    fit = {name: place for name, place in candidates.items() if place.level == level}
    best = process.extractOne(text, list(fit), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    raise _BadCell(PLACE, "unknown_place", text, fit[best[0]].name if best else "")


def _names(place: Place, places: Places) -> tuple[str, ...]:
    return (place.name, places.full_name(place.id), *place.aliases, *place.stems)


class _Consistency:
    """Refuses a row that repeats or contradicts an earlier one."""

    def __init__(self) -> None:
        self._people: dict[str, tuple[str, str, str]] = {}
        self._served: set[tuple[str, str, str]] = set()

    def __call__(self, row: SheetRow) -> SheetRow:
        person = (row.name, row.firm, row.phone)
        if self._people.get(row.licence_no, person) != person:
            raise _BadCell(LICENCE, "conflicting_lawyer", row.licence_no)
        served = (row.licence_no, row.place_id, row.household)
        if served in self._served:
            raise _BadCell(PLACE, "duplicate_row", row.licence_no)
        self._people[row.licence_no] = person
        self._served.add(served)
        return row
