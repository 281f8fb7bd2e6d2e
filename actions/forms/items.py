"""Which service item a message means, and the items as buttons."""

from __future__ import annotations

from actions.reply import Button, option
from bot.bootstrap import context
from bot.wording import say
from knowledge_base.item_menu import common_items
from knowledge_base.schema import ServiceItem

MORE = "more_items"


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


def item_buttons(bookable: bool, pressed: str | None = None) -> tuple[Button, ...]:
    """The common items with a button for the rest, or the rest once that was pressed."""
    items = {i.id: i for i in context().kb.service_items.values() if i.booking is not None or not bookable}
    common = [items[name] for name in common_items() if name in items]
    if pressed == MORE:
        return tuple(_button(item) for item in items.values() if item not in common)
    return (*(_button(item) for item in common), option(say("utter_button_more_items"), MORE))


def _button(item: ServiceItem) -> Button:
    return option(item.name, f"item:{item.id}")
