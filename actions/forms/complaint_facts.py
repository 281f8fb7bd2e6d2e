"""The questions about the matter of a complaint: kind, whom, what, when, where. Each answer goes where it belongs."""

from __future__ import annotations

import re

from actions.forms.common_fields import SKIP, bare, read_text
from actions.forms.field import Problem, Reading, Values
from actions.forms.story import Story, read_story, told_matter, wished_about
from actions.forms.told_facts import (
    is_number,
    is_only_when,
    is_only_where,
    is_person,
    is_plain_word,
    is_when,
    named_body,
    who_is_meant,
)
from actions.reply import Button, Reply, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.nlu.phones import find_phone
from bot.wording import say

LEAST_FACTS = 6
LEAST_ABOUT = 2
LEAST_MATTER = 10
"""Characters: at the question for the kind, so long an answer tells the matter itself."""
SHOWN_OPENING = 60
_WHO_DID = re.compile(r"^(?P<who>[\u4e00-\u9fff]{2,14}?)(?:把|天天|一直|拖欠|欠|占|收了?|要我|打|骂|不给|不让|乱)")

read_facts = read_story(Story("complaint_facts", "complaint_opening", "complainant_phone", LEAST_FACTS))


def opened_with(turn: Turn) -> Values:
    """What the message that opens the complaint tells: the matter, and whom it is about."""
    rest = wished_about(turn)
    doer = _WHO_DID.match(rest)
    about = named_body(rest) or (named_body(doer["who"]) if doer else None)
    return {"complaint_opening": told_matter(turn) or None} | ({"complaint_about": about} if about else {})


def read_category(turn: Turn, slots: Slots) -> Reading:
    """A pressed category, or the one whose words the text holds; a name alone says whom it is about, not what."""
    categories = context().complaint_rules.categories
    if turn.option in categories.by_id:
        return {"complaint_category": turn.option}
    exact = next((c.id for c in categories.by_id.values() if c.name == turn.text), None)
    if exact or turn.option is not None:
        return {"complaint_category": exact} if exact else None
    name = named_body(turn.text)
    if name is not None:
        reply = Reply("utter_about_kept", {"about": name}, category_buttons())
        return Problem(reply, {"complaint_about": who_is_meant(name), "complaint_category": None})
    return _told_at_category(turn, slots)


def _told_at_category(turn: Turn, slots: Slots) -> Reading:
    guessed = context().complaint_rules.categories.guess(turn.text)
    tells = len(bare(turn.text)) >= LEAST_MATTER and not slots.get("complaint_opening")
    matter = {"complaint_opening": turn.text} if tells else {}
    if guessed is not None:
        return {"complaint_category": guessed.id, **matter}
    if matter:
        return Problem(Reply("utter_matter_kept", buttons=category_buttons()), {**matter, "complaint_category": None})
    return None


def spot_category(turn: Turn, slots: Slots) -> Reading:
    """The kind of what is told unasked, as long as none is chosen; a firm's name alone points to none."""
    if slots.get("complaint_category") or turn.option is not None:
        return None
    rest = wished_about(turn)
    if named_body(rest) is not None:
        return None
    guessed = context().complaint_rules.categories.guess(rest)
    return {"complaint_category": guessed.id} if guessed else None


def category_buttons() -> tuple[Button, ...]:
    """One button a category."""
    return tuple(option(c.name, c.id) for c in context().complaint_rules.categories.by_id.values())


def ask_category(turn: Turn, slots: Slots) -> Reply:
    """Offer the categories as buttons."""
    return Reply("utter_offer_complaint_categories", buttons=category_buttons())


def read_about(turn: Turn, slots: Slots) -> Reading:
    """A person or body; a telephone number or a plain word is none."""
    if turn.option is None and is_number(turn.text):
        return Problem(Reply("utter_about_too_short"), {"complaint_about": None})
    reading = read_text("complaint_about", least=LEAST_ABOUT, too_short="utter_about_too_short")(turn, slots)
    if isinstance(reading, dict) and is_plain_word(turn.text):
        return Problem(Reply("utter_about_too_short"))
    return {"complaint_about": who_is_meant(turn.text)} if isinstance(reading, dict) else reading


def ask_facts(turn: Turn, slots: Slots) -> Reply:
    """Ask what happened, with what this kind of complaint needs; what was told already is not asked again."""
    category = context().complaint_rules.categories.by_id[slots["complaint_category"]]
    variables = {"asks_for": "、".join(category.asks_for)}
    opening = str(slots.get("complaint_opening") or "")
    if not opening:
        return Reply("utter_request_complaint_facts", variables)
    short = opening if len(opening) <= SHOWN_OPENING else f"{opening[:SHOWN_OPENING]}……"
    return Reply(
        "utter_request_more_facts", {**variables, "told": short}, (option(say("utter_button_nothing_more"), "enough"),)
    )


def read_when(turn: Turn, slots: Slots) -> Reading:
    """When it was; a place told here answers the next question."""
    reading = read_text("complaint_when", least=1, too_short="utter_when_too_short", optional=True)(turn, slots)
    if not isinstance(reading, dict) or is_when(turn):
        return reading
    if is_only_where(turn):
        return Problem(Reply("utter_where_kept", {"where": turn.text}), {"complaint_where": turn.text, **_NO_WHEN})
    phone = find_phone(turn.text) if is_number(turn.text) else None
    if phone is not None:
        return Problem(Reply("utter_phone_kept"), {"complainant_phone": phone, **_NO_WHEN})
    return Problem(Reply("utter_when_too_short")) if _tells_no_fact(turn) else reading


def read_where(turn: Turn, slots: Slots) -> Reading:
    """Where it was; a time told here belongs to the question before."""
    reading = read_text("complaint_where", least=1, too_short="utter_where_too_short", optional=True)(turn, slots)
    if not isinstance(reading, dict):
        return reading
    if is_only_when(turn):
        return Problem(Reply("utter_when_kept", {"when": turn.text}), {"complaint_when": turn.text, **_NO_WHERE})
    return Problem(Reply("utter_where_too_short")) if _tells_no_fact(turn) else reading


_NO_WHEN: Values = {"complaint_when": None}
_NO_WHERE: Values = {"complaint_where": None}


def _tells_no_fact(turn: Turn) -> bool:
    """A person's name or a number, where a day or a place was asked; 不清楚 and the like are read before."""
    return bare(turn.text) not in SKIP and (is_person(turn.text) or is_number(turn.text))
