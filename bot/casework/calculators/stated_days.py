"""Days that begin or end a length of time: 2020年3月, 去年3月, 今年10月31号, 至今."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge_base.chinese_numbers import NUMERALS, parse_number

_PART = rf"\d{{1,2}}|[{NUMERALS}]{{1,3}}"
_YEAR = r"(?:19|20)\d\d(?=\s*[年./-])|[零〇一二三四五六七八九]{4}(?=年)|今年|去年|前年|大前年"
_DAY = re.compile(
    rf"(?P<year>{_YEAR})\s*[年./-]?\s*(?:(?P<month>{_PART})(?!\s*个)\s*(?:月份?|(?=[./-]|$|[^\d{NUMERALS}]))"
    rf"(?:\s*[./-]?\s*(?P<day>{_PART})(?!\d|个)\s*[日号]?)?)?"
    rf"|(?<![年\d{NUMERALS}])(?P<lone>{_PART})月份?(?!半)(?:(?P<lone_day>{_PART})[日号])?"
    r"|(?P<now>(?:到|至)?(?:现在|目前|今天|如今|眼下)|至今|迄今|还没还|没还呢|还欠着?|还在(?:干|上班|用)|一直没还)"
)
_BACK = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}


@dataclass(frozen=True)
class StatedDay:
    """``on`` is the first day that may be meant; ``month_known`` is False when only a year was said."""

    on: date
    month_known: bool
    start: int
    end: int


def days_in(text: str, today: date | None) -> Iterator[StatedDay]:
    """Yield the days named in ``text`` (narrowed), in their order.

    Without ``today`` only whole dates count. A month without a year is that of the day named before it if it is later
    in that year, else the last one that is over.
    """
    before: date | None = None
    for found in _DAY.finditer(text):
        day = _day(found, today, before)
        if day is not None:
            before = day
            known = bool(found["month"] or found["lone"] or found["now"])
            yield StatedDay(day, known, found.start(), found.end())


def _day(found: re.Match[str], today: date | None, before: date | None) -> date | None:
    if found["now"]:
        return today
    try:
        if found["lone"]:
            return _without_year(_number(found["lone"]), _number(found["lone_day"]), today, before)
        year = _year(found["year"], today)
        return None if year is None else date(year, _number(found["month"]), _number(found["day"]))
    except ValueError:
        return None


def _year(word: str, today: date | None) -> int | None:
    if word in _BACK:
        return today.year - _BACK[word] if today else None
    return int(word) if word[0].isascii() else int("".join(str(int(parse_number(one))) for one in word))


def _without_year(month: int, day: int, today: date | None, before: date | None) -> date | None:
    if before is not None:
        same = date(before.year, month, day)
        return same if same > before else same.replace(year=before.year + 1)
    if today is None:
        return None
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)


def _number(text: str | None) -> int:
    return int(parse_number(text)) if text else 1
