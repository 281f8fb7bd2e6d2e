"""Reasons for a second trip, as officers pick them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from knowledge_base.loader import parse, read_yaml
from knowledge_base.schema import Strict

REASONS = Path(__file__).parent / "national" / "second_trip_reasons.yml"


class SecondTripReason(Strict):
    """One reason; ``material`` says that the officer names the material it was about."""

    id: str
    label: str
    material: bool = False


@lru_cache(maxsize=1)
def second_trip_reasons() -> dict[str, SecondTripReason]:
    """Return the reasons by id in the order they are offered. Raises ``KnowledgeError`` for a wrong file."""
    reasons = [parse(SecondTripReason, raw, REASONS) for raw in read_yaml(REASONS)["reasons"]]
    return {reason.id: reason for reason in reasons}
