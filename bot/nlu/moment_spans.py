"""Spans of days, and the nearest of several days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.nlu.moment_calendar import month_end

Prefer = Literal["future", "past"]
"""Which reading of 三月 or 周三 is wanted: the coming one or the last one."""
Ambiguity = Literal[
    "weekday_is_today", "next_week_on_sunday", "day_is_today", "lunar_or_solar", "am_or_pm", "approximate"
]
"""Why the bot should read the full date back (see ``moments.Moment``)."""
DateGrain = Literal["day", "week", "month", "quarter", "year"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class DaySpan:
    """Days from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    grain: DateGrain


class NoSuchDate(ValueError):
    """The pieces name a day that does not exist (2月30日)."""


def one_day(day: date) -> DaySpan:
    """Return the span of a single day."""
    return DaySpan(day, day + DAY, "day")


def month_span(year: int, month: int) -> DaySpan:
    """Return a calendar month."""
    return DaySpan(valid_date(year, month, 1), month_end(year, month) + DAY, "month")


def week_span(day: date) -> DaySpan:
    """Return the calendar week, Monday to Sunday, that holds ``day``."""
    monday = day - timedelta(days=day.weekday())
    return DaySpan(monday, monday + 7 * DAY, "week")


def valid_date(year: int, month: int, day: int) -> date:
    """Return a date. Raises ``NoSuchDate``."""
    found = date_or_none(year, month, day)
    if found is None:
        raise NoSuchDate(f"{year}-{month}-{day}")
    return found


def date_or_none(year: int, month: int, day: int) -> date | None:
    """Return a date, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_start(day: date) -> date:
    """Return the first day of the month of ``day``."""
    return day.replace(day=1)


def nearest(days: list[date], today: date, prefer: Prefer) -> date:
    """Return the first day from today on, or with ``past`` the last one up to today. Raises ``NoSuchDate``."""
    chosen = [day for day in days if day >= today] if prefer == "future" else [day for day in days if day <= today]
    if not chosen:
        raise NoSuchDate("no such day near")
    return min(chosen) if prefer == "future" else max(chosen)


def nth_in_span(span: DaySpan, which: int, weekday: int) -> date | None:
    """Return the ``which``-th weekday (Monday 0) of a span, from its end if negative; None if it has none."""
    if which > 0:
        day = span.start + timedelta(days=(weekday - span.start.weekday()) % 7 + 7 * (which - 1))
    else:
        last = span.end - DAY
        day = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-which - 1))
    return day if span.start <= day < span.end else None
