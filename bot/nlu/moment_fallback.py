"""JioNLP's time parser for the expressions that the own rules do not know (seasons, decades, rare festivals)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.nlu.moment_dates import Prefer
from bot.nlu.moment_rules import Grain, Reading

_FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Fallback:
    """What JioNLP read and from which words."""

    reading: Reading
    text: str


def read_with_jionlp(text: str, local: datetime, prefer: Prefer) -> Fallback | None:
    """Return JioNLP's first time point or span in ``text``; its import costs about a second once, so it is done late."""
    import jionlp

    base = {"year": local.year, "month": local.month, "day": local.day}
    base |= {"hour": local.hour, "minute": local.minute, "second": local.second}
    try:
        found = jionlp.ner.extract_time(text, time_base=base, with_parsing=True)
    except Exception:  # its parser raises many kinds on odd input; an unread time is not an error here
        return None
    for item in found or ():
        fallback = _reading(item)
        if fallback is not None:
            return fallback
    return None


def _reading(item: dict[str, object]) -> Fallback | None:
    detail = item.get("detail")
    if item.get("type") not in ("time_point", "time_span") or not isinstance(detail, dict):
        return None
    start, end = (_parse(value) for value in detail["time"])
    if start is None or end is None or end < start:
        return None
    return Fallback(Reading(start, end, _grain(start, end), None, True), str(item["text"]))


def _parse(value: str) -> datetime | None:
    try:
        return datetime.strptime(value, _FORMAT)  # noqa: DTZ007 - JioNLP writes local time without zone
    except ValueError:
        return None


def _grain(start: datetime, end: datetime) -> Grain:
    hours = (end - start).total_seconds() / 3600
    limits: tuple[tuple[float, Grain], ...] = ((0.02, "minute"), (1, "hour"), (20, "part_of_day"), (25, "day"))
    limits += ((24 * 7.1, "week"), (24 * 32, "month"), (24 * 93, "quarter"))
    return next((grain for limit, grain in limits if hours <= limit), "year")
