"""The order in which service items are offered."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

MENU = Path(__file__).parent / "national" / "item_menu.yml"


@lru_cache(maxsize=1)
def common_items() -> tuple[str, ...]:
    """Ids of the items offered first."""
    return tuple(yaml.safe_load(MENU.read_text(encoding="utf-8"))["common"])
