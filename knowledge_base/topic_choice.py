"""Reads the shares of legal topics: is it a near tie, does the message hold a second matter."""

from __future__ import annotations

from collections.abc import Sequence

TIE = 0.75
"""The second topic has at least this part of the first one's share: ask which is meant."""
SURE = 0.6
"""From this share on the first topic stands alone."""
SECOND = 0.28
"""From this share on the second topic is a matter of its own."""


def near_tie(topics: Sequence[tuple[str, float]]) -> bool:
    """Whether the two best topics are too close to choose between."""
    return len(topics) > 1 and topics[0][1] < SURE and topics[1][1] >= TIE * topics[0][1]


def second_matter(chosen: str, topics: Sequence[tuple[str, float]]) -> str | None:
    """The topic of a second matter besides ``chosen``, or None."""
    others = [(topic, share) for topic, share in topics if topic != chosen]
    return others[0][0] if others and others[0][1] >= SECOND else None
