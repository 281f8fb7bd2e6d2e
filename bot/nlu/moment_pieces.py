"""Finds the pieces of time expressions (a year, a weekday, 三点半, 三天后) and groups neighbours into expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu.moment_patterns import ANYWHERE, APPROXIMATE, GLUE, PATTERNS, TRIGGER


@dataclass(frozen=True)
class Piece:
    """One recognised piece: its pattern's name, its named groups and where it stands."""

    kind: str
    groups: dict[str, str]
    start: int
    end: int


@dataclass(frozen=True)
class Expression:
    """Neighbouring pieces that make one time expression."""

    pieces: tuple[Piece, ...]
    approximate: bool

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end


def has_time_words(text: str) -> bool:
    """Tell cheaply whether a text can hold a time expression at all."""
    return TRIGGER.search(text) is not None


def find_expressions(text: str) -> list[Expression]:
    """Return the time expressions of ``text`` from left to right."""
    groups: list[list[Piece]] = []
    gaps: list[str] = []
    for piece in _pieces(text):
        gap = text[groups[-1][-1].end : piece.start] if groups else ""
        if groups and GLUE.fullmatch(gap) and _fits(groups[-1], piece):
            groups[-1].append(piece)
            gaps[-1] += gap
        elif piece.kind not in ("shift", "first_days", "last_days"):
            groups.append([piece])
            gaps.append("")
    found = [
        Expression(tuple(group), APPROXIMATE.search(gap + text[group[-1].end : group[-1].end + 3]) is not None)
        for group, gap in zip(groups, gaps, strict=True)
    ]
    return [expression for expression in found if _believable(text, expression)]


def _pieces(text: str) -> Iterator[Piece]:
    candidate = ANYWHERE.search(text)
    while candidate is not None:
        piece = _piece_at(text, candidate.start())
        if piece is not None:
            yield piece
        candidate = ANYWHERE.search(text, piece.end if piece is not None else candidate.start() + 1)


def _piece_at(text: str, position: int) -> Piece | None:
    for kind, pattern in PATTERNS:
        match = pattern.match(text, position)
        if match and match.end() > position:
            groups = {key: value for key, value in match.groupdict().items() if value is not None}
            return Piece(kind, groups, position, match.end())
    return None


CLOCK_KINDS = {"clock24", "clock_ap", "clock_to", "clock_less", "clock", "clock_shi", "bare_hour"}
_DATES = {"ymd", "dmy", "compact", "ym", "md", "rel_day", "offset", "offset_in", "now"}
_SHIFTED = {"festival", "ymd", "md", "day", "rel_day", "weekday", "lunar_day", "new_year_day", "bare_day", "month_part"}


def _fits(group: list[Piece], piece: Piece) -> bool:
    """Tell whether a piece can belong to the same expression: one clock, one full date, a shift only behind a date."""
    kinds = {member.kind for member in group}
    if piece.kind in CLOCK_KINDS:
        return not kinds & CLOCK_KINDS and group[-1].kind != "now"
    if kinds & CLOCK_KINDS:
        return piece.kind == "part" and "part" not in kinds
    if piece.kind == "shift":
        return group[-1].kind in _SHIFTED
    if piece.kind == "rel_day" and piece.groups.get("r") in ("今天", "今日"):
        return not kinds & (_DATES - {"offset"} | {"day", "festival"})  # 上个月的今天, 一周前的今天
    if piece.kind in _DATES:
        return not kinds & (_DATES | {"day", "festival"})
    if piece.kind == "part":
        return "part" not in kinds
    return piece.kind not in kinds or piece.kind in ("festival", "weekday")


def _believable(text: str, expression: Expression) -> bool:
    """Refuse 一点 and 两点 that count something (早一点, 有两点要求) instead of telling the time."""
    piece = expression.pieces[0]
    if len(expression.pieces) > 1 or piece.kind not in ("clock", "clock_shi"):
        return True
    if piece.kind == "clock_shi":
        return piece.groups["h"] != "一" or len(piece.groups) > 1  # 一时冲动
    if piece.groups["h"] not in ("一", "两") or len(piece.groups) > 1:
        return True
    before, after = text[: piece.start], text[piece.end :]
    return not re.search(r"[一-鿿]$", before) or bool(re.match(r"(?:钟|整|左右|前|后|来|去|到|可以|行)", after))
