"""Condense a conversation into what fits on a lawyer's phone screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.casework.masking import mask

MAX_MESSAGES = 6
MAX_CHARACTERS = 90
"""Of one message; six of them fit on one screen of a phone."""
SHORTEST = 5
"""A shorter message (好的, 是, 你好) tells the lawyer nothing."""
RESIDENT = "resident"


@dataclass(frozen=True)
class Turn:
    """One message of the conversation. ``topic`` is the legal topic the bot took it for, or None."""

    speaker: str
    text: str = field(repr=False)
    topic: str | None = None


@dataclass(frozen=True)
class Summary:
    """``topic``: the resident's latest legal topic. ``text``: the resident's own words, masked, one message a line."""

    topic: str | None
    text: str = field(repr=False)


def summarise(turns: Sequence[Turn]) -> Summary:
    """Return the first message that says something and the last few, oldest first, with numbers masked.

    Button payloads (``/intent``), very short messages and repetitions are left out; when nothing else was said the
    short ones stay. Labels such as 地点 belong to the response that shows the summary.
    """
    spoken = [turn.text.strip() for turn in turns if turn.speaker == RESIDENT]
    said = list(dict.fromkeys(" ".join(text.split()) for text in spoken if text and not text.startswith("/")))
    telling = [text for text in said if len(text) >= SHORTEST] or said
    chosen = telling if len(telling) <= MAX_MESSAGES else [telling[0], *telling[-(MAX_MESSAGES - 1) :]]
    topics = [turn.topic for turn in turns if turn.speaker == RESIDENT and turn.topic]
    return Summary(topics[-1] if topics else None, "\n".join(f"· {_short(mask(text))}" for text in chosen))


def _short(text: str) -> str:
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"
