"""Reception hours written as ``"09:00-12:00"``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from itertools import pairwise


@dataclass(frozen=True)
class Interval:
    """Reception from ``start`` to ``end`` on one working day, local time."""

    start: time
    end: time


@lru_cache(maxsize=256)
def parse_hours(hours: tuple[str, ...]) -> tuple[Interval, ...]:
    """Return the intervals of ``hours``. Raises ``ValueError`` when one is unreadable, empty or not after the last."""
    intervals = tuple(_interval(text) for text in hours)
    for earlier, later in pairwise(intervals):
        if later.start < earlier.end:
            raise ValueError(f"{later.start:%H:%M} begins before {earlier.end:%H:%M} ends")
    return intervals


def _interval(text: str) -> Interval:
    first, separator, last = text.partition("-")
    if not separator:
        raise ValueError(f"{text!r} is not like '09:00-12:00'")
    interval = Interval(time.fromisoformat(first.strip()), time.fromisoformat(last.strip()))
    if interval.end <= interval.start:
        raise ValueError(f"{text!r} ends before it begins")
    return interval
