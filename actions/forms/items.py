"""Which service item a message means, and the items as buttons."""

from __future__ import annotations

from actions.reply import Button, option
from bot.bootstrap import context
from knowledge_base.schema import ServiceItem


def find_item(text: str, chosen: str | None = None) -> ServiceItem | None:
    """The item pressed, or the one whose longest name or alias stands in ``text``; None when two are as long."""
    items = context().kb.service_items
    if chosen and chosen.removeprefix("item:") in items:
        return items[chosen.removeprefix("item:")]
    matches = []
    for item in items.values():
        named = [len(name) for name in (item.name, *item.aliases) if name in text]
        if named:
            matches.append((max(named), item))
    matches.sort(key=lambda match: -match[0])
    if not matches or (len(matches) > 1 and matches[0][0] == matches[1][0]):
        return None
    return matches[0][1]


def item_buttons(bookable: bool) -> tuple[Button, ...]:
    """All items, or those that take bookings, as buttons in the order of their files."""
    items = context().kb.service_items.values()
    return tuple(option(item.name, f"item:{item.id}") for item in items if item.booking is not None or not bookable)
