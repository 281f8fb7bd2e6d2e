"""One free seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Slot:
    """A visit of ``minutes`` that could begin at ``start`` (aware, Asia/Shanghai) at ``window`` (from 1)."""

    item_id: str
    start: datetime
    minutes: int
    window: int

    @property
    def end(self) -> datetime:
        """When the visit is over."""
        return self.start + timedelta(minutes=self.minutes)
