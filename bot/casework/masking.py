"""Hide numbers that identify a person before text is kept for review or shown as a summary."""

from __future__ import annotations

import re
import unicodedata

MASK = "*"
_SHORTEST_RUN = 7
_JOIN = r"[\s\-—–·]?"

# Identity numbers, bank cards, mobiles and desk phones are all runs of at least seven digits, sometimes written in
# groups, in full-width or in Chinese digits; one rule for all of them is safer than one rule for each.
_DIGIT = r"[0-9０-９]"
_RUN = re.compile(rf"{_DIGIT}(?:{_JOIN}{_DIGIT}){{{_SHORTEST_RUN - 1},}}(?:{_JOIN}[xXｘＸ])?")
_SPOKEN = re.compile(r"[零〇一二三四五六七八九幺两](?:[\s\-，,]?[零〇一二三四五六七八九幺两]){6,}")
_DATE = r"(?<!\d)(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?!\d)"
_DATE_OR_RUN = re.compile(rf"(?P<date>{_DATE})|{_RUN.pattern}")


def mask(text: str) -> str:
    """Return ``text`` with every phone, identity, card or other long number hidden but for its last two digits.

    A date such as 2026-07-12, an amount below a million and an article number stay readable.
    """
    return _SPOKEN.sub(_hide_all, _DATE_OR_RUN.sub(_hide, text))


def _hide(match: re.Match[str]) -> str:
    run = match.group()
    if match["date"]:
        return run
    digits = [c for c in unicodedata.normalize("NFKC", run) if c.isalnum()]
    return MASK * (len(digits) - 2) + "".join(digits[-2:])


def _hide_all(match: re.Match[str]) -> str:
    return MASK * sum(not c.isspace() and c not in "-，," for c in match.group())
