"""Folds the date pieces of one expression, left to right, into a span of days."""

from __future__ import annotations

from collections.abc import Callable

from bot.nlu.moment_dates import CalendarDates
from bot.nlu.moment_festivals import FestivalDates
from bot.nlu.moment_pieces import Piece
from bot.nlu.moment_weeks import WeekDates


class DateReader(CalendarDates, WeekDates, FestivalDates):
    """Takes pieces one by one; ``result`` is the span of days that they name together."""

    def add(self, piece: Piece) -> bool:
        """Take a piece; False if it is no date piece. Raises ``NoSuchDate``."""
        handler: Callable[[dict[str, str]], None] | None = getattr(self, f"_on_{piece.kind}", None)
        if handler is None:
            return False
        handler(piece.groups)
        return True
