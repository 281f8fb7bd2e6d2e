"""JioNLP's time parser for the expressions that the own rules do not know (seasons, decades, rare festivals)."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.nlu.jionlp_library import jionlp
from bot.nlu.moment_rules import Grain, Reading

LONGEST_WHOLE = 14
_ITS_OWN = re.compile("[春夏秋冬](?:天|季|初|末)|[初暮深盛隆][春夏秋冬]|年代|世纪|[寒暑]假|年[春夏秋冬]")
_WHOLE = re.compile(
    r"(?=.*[年月日号时点分秒周天晨晚夜季旬期拜])"
    r"[\d零〇一二两三四五六七八九十百千几半数:：./-]*[\d零〇一二两三四五六七八九十百千几半数年月日号时点分秒周天晨早晚夜午节季旬度"
    r"星期礼拜前后初末底上下中今明昨去来本这那个第之以内近约整多左右间凌傍黄昏清黎钟许刻农阴历公元世纪代假期]+"
)
"""Only words of time: else ``strict`` would let 3号院 through."""
_FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Fallback:
    """What JioNLP read and from which words."""

    reading: Reading
    text: str


def read_season(text: str, local: datetime) -> Fallback | None:
    """Return what JioNLP reads where the text names a season, a decade or school holidays (去年冬天), else None."""
    return _extracted(text, _base(local)) if _ITS_OWN.search(text) else None


def read_whole(text: str, local: datetime) -> Fallback | None:
    """Return JioNLP's reading of a short text that is nothing but words of time; its looser extraction finds times in
    3号院 and 两点要求. JioNLP's import costs about a second once, so it is done late."""
    return _whole(text, _base(local)) if len(text) <= LONGEST_WHOLE and _WHOLE.fullmatch(text) else None


def _base(local: datetime) -> dict[str, int]:
    return {key: getattr(local, key) for key in ("year", "month", "day", "hour", "minute", "second")}


def _extracted(text: str, base: dict[str, int]) -> Fallback | None:
    # its parsers raise many kinds of errors on odd input; an unread time is not an error here
    with contextlib.suppress(Exception):
        found = jionlp().ner.extract_time(text, time_base=base, with_parsing=True) or ()
        readings = (_reading(item["text"], item["detail"]) for item in found)
        return next((reading for reading in readings if reading), None)
    return None


def _whole(text: str, base: dict[str, int]) -> Fallback | None:
    with contextlib.suppress(Exception):
        return _reading(text, jionlp().parse_time(text, time_base=base, strict=True))
    return None


def _reading(text: str, detail: dict[str, Any]) -> Fallback | None:
    if detail.get("type") not in ("time_point", "time_span"):
        return None
    start, end = (_parse(value) for value in detail["time"])
    if start is None or end is None or end < start:
        return None
    return Fallback(Reading(start, end, _grain(start, end), None, True), text)


def _parse(value: str) -> datetime | None:
    try:
        return datetime.strptime(value, _FORMAT)  # noqa: DTZ007 - JioNLP writes local time without zone
    except ValueError:
        return None


def _grain(start: datetime, end: datetime) -> Grain:
    hours = (end - start).total_seconds() / 3600
    limits: tuple[tuple[float, Grain], ...] = ((0.02, "minute"), (1, "hour"), (20, "part_of_day"), (25, "day"))
    limits += ((24 * 7.1, "week"), (24 * 32, "month"), (24 * 95, "quarter"))
    return next((grain for limit, grain in limits if hours <= limit), "year")
