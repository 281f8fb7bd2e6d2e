"""FIRST CUT by the lead so that the flows run; helper E replaces this file."""
from __future__ import annotations
from dataclasses import dataclass
@dataclass(frozen=True)
class Money:
    amount: float
    approximate: bool
    text: str
def find_money(text: str) -> Money | None:
    return None
