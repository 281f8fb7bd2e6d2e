"""Bot wording outside a Rasa turn: reads the same ``utter_*`` texts that Rasa renders."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import yaml

from bot.settings import ROOT


@lru_cache(maxsize=1)
def responses() -> dict[str, list[dict[str, Any]]]:
    """All responses of ``domain.yml`` and ``nlu_data/responses``, by name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in [ROOT / "domain.yml", *sorted((ROOT / "nlu_data").rglob("responses/*.yml"))]:
        found.update((yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("responses") or {})
    return found


def say(response: str, **variables: Any) -> str:
    """The first text of ``response`` with ``{name}`` variables filled in. Raise ``KeyError`` if it is unknown."""
    text: str = responses()[response][0]["text"]
    for name, value in variables.items():
        text = text.replace("{" + name + "}", str(value))
    return text.strip()


def buttons(response: str) -> list[dict[str, str]]:
    """The quick-reply buttons of ``response``, each with ``title`` and ``payload``."""
    return list(responses()[response][0].get("buttons") or [])
