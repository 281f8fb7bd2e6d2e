"""``legalbot parse-time``: reads time expressions as JSON lines and writes what they mean."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from bot.nlu.moments import CITY_TIME, read_moment
from bot.nlu.normalise import normalise


def parse_time() -> None:
    """Read JSONL (``text``, ``reference``) from standard input; write JSONL with ``start``, ISO local time or null."""
    for row in answer(sys.stdin):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def answer(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield one answer per non-empty line, in order. ``reference`` without a zone is China's time."""
    for line in lines:
        if line.strip():
            row = json.loads(line)
            yield {"text": row["text"], "start": _start(row["text"], row["reference"])}


def _start(text: str, reference: str) -> str | None:
    said_at = datetime.fromisoformat(reference)
    if said_at.tzinfo is None:
        said_at = said_at.replace(tzinfo=CITY_TIME)
    moment = read_moment(normalise(text), said_at)
    return moment.start.replace(tzinfo=None).isoformat() if moment else None
