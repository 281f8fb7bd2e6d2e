"""Where a visit takes place, without what the operator has still to fill in."""

from __future__ import annotations

import re

from knowledge_base.schema import PLACEHOLDER, Institution, ServiceItem

UNKNOWN_PART = re.compile(rf"（[^（）]*{PLACEHOLDER}[^（）]*）")


def known_place(item: ServiceItem) -> str:
    """Return the item's place without its unknown parts; empty when nothing of it is known."""
    place = UNKNOWN_PART.sub("", item.place).strip()
    return "" if PLACEHOLDER in place else place


def place_text(item: ServiceItem, office: Institution) -> str:
    """Return the office, the place in it and the address as far as they are known."""
    address = "" if PLACEHOLDER in office.address else office.address
    parts = [office.name]
    parts += [part for part in (known_place(item), address) if part and part not in office.name]
    return "，".join(dict.fromkeys(parts))
