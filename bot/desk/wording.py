"""What officers read, from ``wording.yml`` beside this file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def wording() -> dict[str, Any]:
    """Return all wording of the desk by kind."""
    text = Path(__file__).with_name("wording.yml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def refusal(code: str, **variables: str) -> str:
    """Return the sentence for a refusal. Raises ``KeyError`` for an unknown code."""
    sentence: str = wording()["refusals"][code]
    for name, value in variables.items():
        sentence = sentence.replace("{" + name + "}", value)
    return sentence
