"""The duty roster as a spreadsheet: the operator's way to replace the sample people.

One row a person: 编号, 姓名, 职责 (管理, 值班 or 辅助), 岗位 (names of duty lines, separated by 、), 次序 (turn, from
1), and optionally 通知渠道 and 通知账号. Lines themselves (items, rotation) stay those of ``roster.yml``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from pydantic import ValidationError

from knowledge_base.roster import DutyPerson, Roster, RosterError

HEADER = ("编号", "姓名", "职责", "岗位", "次序", "通知渠道", "通知账号")
NEEDED = HEADER[:4]
ROLES = {"管理": "manager", "值班": "officer", "辅助": "assistant"}
ROLE_NAMES = {role: name for name, role in ROLES.items()}


@dataclass(frozen=True)
class SheetProblem:
    """A row that was left out: ``code`` is ``missing``, ``unknown_role``, ``unknown_line``, ``bad_turn``, ``twice``."""

    row: int
    """As the spreadsheet counts, the header being row 1."""
    code: str
    column: str


@dataclass(frozen=True)
class _Row:
    person: DutyPerson
    lines: tuple[str, ...]
    turn: int


def read_roster_sheet(path: Path, base: Roster) -> tuple[Roster, list[SheetProblem]]:
    """Return the roster of ``path`` on the lines of ``base``, and the rows left out with their reasons.

    Raises ``RosterError`` when the header is wrong or what is left does not make a roster, as a line without officer.
    """
    rows, problems = _rows(path, base)
    posts: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.turn):
        for line in row.lines:
            posts[line, row.person.role].append(row)
    lines = [
        {
            **line.dict(),
            "officers": _ids(posts[line.name, "officer"]),
            "assistants": _ids(posts[line.name, "assistant"]),
            "manager": next(iter(_ids(posts[line.name, "manager"])), ""),
        }
        for line in base.lines
    ]
    try:
        return Roster.parse_obj({"people": [row.person for row in rows], "lines": lines}), problems
    except ValidationError as error:
        raise RosterError(error.errors()[0]["msg"]) from error


def write_roster_sheet(roster: Roster, path: Path) -> None:
    """Write ``roster`` as a sheet to be corrected and read back."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEADER)
    for person in roster.people:
        posts = [(line.name, _turn(person.id, line.officers, line.assistants)) for line in roster.lines]
        held = [
            (name, turn)
            for (name, turn), line in zip(posts, roster.lines, strict=True)
            if turn or line.manager == person.id
        ]
        names = "、".join(name for name, _ in held)
        turn = next((turn for _, turn in held if turn), None)
        sheet.append(
            (
                person.id,
                person.name,
                ROLE_NAMES[person.role],
                names,
                turn,
                person.channel or None,
                person.recipient or None,
            )
        )
    book.save(path)


def _rows(path: Path, base: Roster) -> tuple[list[_Row], list[SheetProblem]]:
    sheet: Any = load_workbook(path, read_only=True, data_only=True).active
    table = sheet.iter_rows(values_only=True)
    header = [str(cell or "").strip() for cell in next(table, ())]
    lacking = [name for name in NEEDED if name not in header]
    if lacking:
        raise RosterError(f"the sheet lacks the column {lacking[0]}")
    rows: list[_Row] = []
    problems: list[SheetProblem] = []
    for count, cells in enumerate(table, start=2):
        values = {name: str(cell).strip() for name, cell in zip(header, cells, strict=False) if cell is not None}
        if any(values.values()):
            row = _row(count, values, base, {row.person.id for row in rows})
            if isinstance(row, SheetProblem):
                problems.append(row)
            else:
                rows.append(row)
    return rows, problems


def _row(count: int, values: dict[str, str], base: Roster, known: set[str]) -> _Row | SheetProblem:
    for column in NEEDED:
        if not values.get(column):
            return SheetProblem(count, "missing", column)
    lines = tuple(name for name in re.split("[、,，]", values["岗位"]) if name)
    turn = values.get("次序", "1").removesuffix(".0")
    for bad, code, column in (
        (values["编号"] in known, "twice", "编号"),
        (values["职责"] not in ROLES, "unknown_role", "职责"),
        (not set(lines) <= {line.name for line in base.lines}, "unknown_line", "岗位"),
        (not turn.isdigit(), "bad_turn", "次序"),
    ):
        if bad:
            return SheetProblem(count, code, column)
    person = {"id": values["编号"], "name": values["姓名"], "role": ROLES[values["职责"]]}
    person |= {"channel": values.get("通知渠道", ""), "recipient": values.get("通知账号", "")}
    return _Row(DutyPerson.parse_obj(person), lines, int(turn))


def _ids(rows: list[_Row]) -> tuple[str, ...]:
    return tuple(row.person.id for row in rows)


def _turn(person_id: str, *posts: tuple[str, ...]) -> int | None:
    return next((post.index(person_id) + 1 for post in posts if person_id in post), None)
