"""Reads the shares of legal topics: is it a near tie, does the message hold a second matter, where is it cut in two."""

from __future__ import annotations

import re
from collections.abc import Sequence

TIE = 0.75
"""The second topic has at least this part of the first one's share: ask which is meant."""
SURE = 0.6
"""From this share on the first topic stands alone."""
SECOND = 0.28
"""From this share on the second topic is a matter of its own."""
PART = 4
"""Characters a part of a message needs to be a matter of its own."""
_JOIN = re.compile(
    "[，,。；;、]?(?:另外|此外|还有(?:就是|一件事|个事)?|同时|再就是|再一个|再问一下|顺便问一?下?)[，,]?"
)
_ALSO = re.compile("[，,。；;](?=(?:我|他|她|单位|公司|老板|家里)?(?:还|也|又)(?:没|被|把|想|要|欠|拖|打|有))")
_AGAIN = re.compile("^我?(?:还|也|又)(?=[没被把想要欠拖打有])")
_BOTH = re.compile("^(?:请问|问一下|我想问)?(?P<one>.{2,8})(?:和|跟|、|以及)(?P<two>.{2,8}?)(?:同时|一起|都)")
_CLAUSE = re.compile("[，,。；;！!？?]")


def near_tie(topics: Sequence[tuple[str, float]]) -> bool:
    """Whether the two best topics are too close to choose between."""
    return len(topics) > 1 and topics[0][1] < SURE and topics[1][1] >= TIE * topics[0][1]


def second_matter(chosen: str, topics: Sequence[tuple[str, float]]) -> str | None:
    """The topic of a second matter besides ``chosen``, or None."""
    others = [(topic, share) for topic, share in topics if topic != chosen]
    return others[0][0] if others and others[0][1] >= SECOND else None


def joined_parts(text: str) -> tuple[str, ...]:
    """What the writer set side by side as matters of their own (…，另外…); empty when nothing is joined so."""
    both = _BOTH.search(text)
    if both:
        return (both["one"], both["two"])
    cut = [part for piece in _JOIN.split(text) for part in _ALSO.split(piece)]
    parts = tuple(_AGAIN.sub("", part.strip("，,。；; ")) for part in cut)
    kept = tuple(part for part in parts if len(part) >= PART)
    return kept if len(kept) > 1 else ()


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a message that are long enough to tell of a matter; empty when there is only one."""
    kept = tuple(part for part in _CLAUSE.split(text) if len(part) >= PART)
    return kept if len(kept) > 1 else ()
