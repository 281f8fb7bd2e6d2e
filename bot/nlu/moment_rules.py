"""Turns one time expression into a start and an end, with the coming reading preferred (or the last one)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.nlu.moment_clock import PARTS, ClockTime, DayPart, daytime_hour, read_clock, shift
from bot.nlu.moment_pieces import CLOCK_KINDS, Expression, Piece
from bot.nlu.moment_reader import DateReader
from bot.nlu.moment_spans import Ambiguity, DaySpan, Prefer

Grain = Literal["second", "minute", "hour", "part_of_day", "day", "week", "month", "quarter", "year"]
_DAY = timedelta(days=1)
_VAGUE = re.compile("[几数多来]|[一二两三四五六七八九]{2}")
_DAYLIGHT = (time(7, 40), time(19))
"""Clock times that people mean when they leave out 上午 and 下午."""
_NUMERIC_DATES = {"ymd", "dmy", "compact"}


@dataclass(frozen=True)
class Reading:
    """Half-open interval of naive local time; ``dated`` tells whether the words themselves named a day."""

    start: datetime
    end: datetime
    grain: Grain
    ambiguous: Ambiguity | None
    dated: bool


def resolve(expression: Expression, reference: datetime, prefer: Prefer) -> Reading | None:
    """Read an expression said at ``reference`` (naive local time). None if it names a day that does not exist."""
    try:
        return _resolve(expression, reference, prefer)
    except (ValueError, OverflowError):  # 2月30日, 90000年后
        return None


def _resolve(expression: Expression, reference: datetime, prefer: Prefer) -> Reading | None:
    pieces = expression.pieces
    first = pieces[0]
    if first.kind == "now":
        return Reading(reference, reference + timedelta(seconds=1), "second", None, False)
    if first.kind in ("offset", "offset_in"):
        return _offset(pieces, reference, expression.approximate)
    if first.kind == "near_weeks" and first.groups["u"] in ("小时", "钟头"):
        return _near_hours(first, reference)
    dates = DateReader(reference.date(), prefer)
    for piece in pieces:
        dates.add(piece)
    span = dates.result()
    part, clock = _part(pieces), _clock(pieces)
    flag = dates.flag or _half_flag(clock)
    reading = _with_time(span, part, clock, reference, prefer, literal=first.kind in _NUMERIC_DATES)
    if reading is None:
        return None
    return Reading(reading.start, reading.end, reading.grain, flag, span is not None)


def _half_flag(clock: ClockTime | None) -> Ambiguity | None:
    return "am_or_pm" if clock and clock.open_half and clock.hour == 7 else None


def _part(pieces: tuple[Piece, ...]) -> DayPart | None:
    return next((PARTS[piece.groups["p"]] for piece in pieces if piece.kind == "part"), None)


def _clock(pieces: tuple[Piece, ...]) -> ClockTime | None:
    piece = next((piece for piece in pieces if piece.kind in CLOCK_KINDS), None)
    return read_clock(piece, _part(pieces)) if piece else None


def _with_time(
    span: DaySpan | None,
    part: DayPart | None,
    clock: ClockTime | None,
    reference: datetime,
    prefer: Prefer,
    literal: bool,
) -> Reading | None:
    if clock is not None:
        start = _at_clock(span.start if span else None, clock, reference, prefer, literal)
        length = {"hour": timedelta(hours=1), "minute": timedelta(minutes=1), "second": timedelta(seconds=1)}[
            clock.grain
        ]
        return Reading(start, start + length, clock.grain, None, True)
    if part is not None:
        return _at_part(span, part, reference, prefer)
    if span is None:
        return None
    return Reading(_midnight(span.start), _midnight(span.end), span.grain, None, True)


def _at_clock(day: date | None, clock: ClockTime, reference: datetime, prefer: Prefer, literal: bool) -> datetime:
    if day is not None:
        hour = daytime_hour(clock.hour) if clock.open_half and not literal else clock.hour
        return _midnight(day) + clock.after_midnight + timedelta(hours=hour - clock.hour)
    halves = (0, 12) if clock.open_half else (0,)
    today = _midnight(reference.date())
    options = [
        today + shift_ * _DAY + clock.after_midnight + timedelta(hours=half)
        for shift_ in (-2, -1, 0, 1)
        for half in halves
    ]
    if clock.open_half and clock.hour == 12:
        options = [option for option in options if option.hour == 12]
    return _choose(options, reference, prefer)


def _choose(options: list[datetime], reference: datetime, prefer: Prefer) -> datetime:
    """Return the nearest option on the wanted side of ``reference``, one in office daylight before others."""
    now = reference.replace(second=0, microsecond=0)
    if prefer == "past":
        return max(option for option in options if option <= reference)
    coming = sorted(option for option in options if option >= now)[: 2 if len(options) > 4 else 1]
    return next((option for option in coming if _DAYLIGHT[0] <= option.time() < _DAYLIGHT[1]), coming[0])


def _at_part(span: DaySpan | None, part: DayPart, reference: datetime, prefer: Prefer) -> Reading:
    day = span.start if span else reference.date()
    if span is None:
        over = _midnight(day) + timedelta(hours=part.end) <= reference
        ahead = _midnight(day) + timedelta(hours=part.start) > reference
        day += _DAY if over and prefer == "future" else -_DAY if ahead and prefer == "past" else timedelta()
    last = span.end - _DAY if span else day
    start = _midnight(day) + timedelta(hours=part.start)
    return Reading(start, _midnight(last) + timedelta(hours=part.end), "part_of_day", None, True)


def _offset(pieces: tuple[Piece, ...], reference: datetime, approximate: bool) -> Reading:
    groups = pieces[0].groups
    amount = groups["a"]
    flag: Ambiguity | None = "approximate" if approximate or _VAGUE.search(amount) else None
    moved = shift(reference, amount, -1 if groups.get("dir") == "前" else 1)
    if "in" in groups:
        start = _midnight(reference.date()) if moved.whole_days else reference
        return Reading(start, moved.at, "day" if moved.whole_days else "second", flag, True)
    if not moved.whole_days:
        return Reading(moved.at, moved.at + timedelta(seconds=1), "second", flag, True)
    day = moved.at.date()
    span = DaySpan(day, day + _DAY, "day")
    reading = _with_time(span, _part(pieces), _clock(pieces), reference, "future", literal=False)
    assert reading is not None
    return Reading(reading.start, reading.end, reading.grain, flag, True)


def _near_hours(piece: Piece, reference: datetime) -> Reading:
    back = piece.groups["r"] in ("前", "上", "过去", "最近")
    other = shift(reference, piece.groups["n"] + "小时", -1 if back else 1).at
    start, end = sorted((reference, other))
    return Reading(start, end, "hour", None, True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
