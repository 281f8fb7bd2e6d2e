"""``legalbot parse-time`` on its own lines and on strangers' expressions (measured in place, never copied)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands.parse_time import answer

DEV = Path(__file__).resolve().parents[3].parent / "shared" / "eval" / "datetime_dev.jsonl"


def test_answers_each_line_in_order_with_local_iso_time_or_null() -> None:
    lines = [
        json.dumps({"text": "下周三上午十点", "reference": "2026-05-13T10:00:00"}),
        "",
        json.dumps({"text": "随便", "reference": "2026-05-13T10:00:00"}),
    ]
    assert list(answer(lines)) == [
        {"text": "下周三上午十点", "start": "2026-05-20T10:00:00"},
        {"text": "随便", "start": None},
    ]


def test_reference_with_a_zone_is_turned_into_the_citys_time() -> None:
    line = json.dumps({"text": "今天", "reference": "2026-05-13T20:00:00+00:00"})
    assert list(answer([line])) == [{"text": "今天", "start": "2026-05-14T00:00:00"}]


@pytest.mark.skipif(not DEV.is_file(), reason="the shared evaluation files are not beside the project")
def test_strangers_expressions_are_read_as_the_contract_asks() -> None:
    rows = [json.loads(line) for line in DEV.read_text(encoding="utf-8").splitlines()]
    right = [_is_right(row, given["start"]) for row, given in zip(rows, answer(map(json.dumps, rows)), strict=True)]
    assert sum(right) / len(right) >= 0.97


def _is_right(row: dict[str, object], start: str | None) -> bool:
    """Compare the day for grain ``day``, else the minute."""
    expected = row["expected"]
    assert isinstance(expected, list)
    length = 10 if row["grain"] == "day" else 16
    return start is not None and any(start[:length] == option[:length] for option in expected)
