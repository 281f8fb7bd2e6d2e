"""Which reply to a card's follow-up question a typed message means."""

from __future__ import annotations

from rapidfuzz import fuzz

from knowledge_base.schema import Card, FollowUpOption

CLOSE_ENOUGH = 75
SHORT = 20
"""Longer messages are a new question, not a reply."""


def matching_option(card: Card, text: str) -> FollowUpOption | None:
    """The option whose button ``text`` repeats or nearly repeats; None when none or two are as close."""
    if card.follow_up is None or not 0 < len(text) <= SHORT:
        return None
    scored = sorted(((fuzz.ratio(text, o.button), o.id) for o in card.follow_up.options), reverse=True)
    best, runner_up = scored[0], scored[1]
    if best[0] < CLOSE_ENOUGH or best[0] == runner_up[0]:
        return None
    return next(o for o in card.follow_up.options if o.id == best[1])
