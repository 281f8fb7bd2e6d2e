"""Reads a complaint back and takes what is said about it: yes, a part to change, or what should stand there instead."""

from __future__ import annotations

from dataclasses import replace

from actions.forms.common_fields import is_no, is_yes
from actions.forms.correction import Correction, amended, put_right, read_correction
from actions.forms.field import Problem, Reading
from actions.forms.shown_buttons import part_is_open
from actions.forms.told_facts import is_only_when, is_only_where, is_plain_word, who_is_meant
from actions.reply import Button, Reply, intent, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.nlu.person_names import find_name
from bot.wording import say
from knowledge_base.card_text import citations_text
from knowledge_base.complaints import ComplaintCategory
from knowledge_base.doors import choose_door

COMPLAINT_DOORS = ("petition", "supervision", "labor_inspection", "consumer_complaint")
"""Doors that a complaint filed here leads to anyway."""
MISCONDUCT = "official_misconduct"
CHANGEABLE = {
    "category": ("complaint_category",),
    "about": ("complaint_about",),
    "facts": ("complaint_facts", "complaint_opening"),
    "when": ("complaint_when",),
    "where": ("complaint_where",),
    "who": ("complaint_named", "complainant_name", "complainant_phone"),
}
TEXTS = {
    "about": "complaint_about",
    "facts": "complaint_facts",
    "when": "complaint_when",
    "where": "complaint_where",
}
"""Parts that are kept as they were said."""
CHANGE_WORDS = {
    "category": ("类别", "类型", "种类"),
    "about": ("谁", "对象", "哪个单位", "单位", "人"),
    "facts": ("内容", "经过", "事情", "事实"),
    "when": ("时间", "日期", "什么时候"),
    "where": ("地点", "地方", "哪里", "地址"),
    "who": ("姓名", "名字", "电话", "匿名", "实名", "联系"),
}
SHORT_PART = 6
"""Characters: with the choice of parts open, so short an answer names one (时间)."""


def is_named(slots: Slots) -> bool:
    """A name is only asked for in a named complaint."""
    return bool(slots.get("complaint_named") == "named")


def ask_confirmation(turn: Turn, slots: Slots) -> Reply:
    """Read everything back."""
    rules = context().complaint_rules
    receiver = rules.categories.receiver_of(slots["complaint_category"], slots["complaint_about"])
    variables = {
        "category": rules.categories.by_id[slots["complaint_category"]].name,
        "about": slots["complaint_about"],
        "facts": slots["complaint_facts"],
        "when": slots["complaint_when"],
        "where": slots["complaint_where"],
        "who": slots["complainant_name"] if is_named(slots) else say("utter_word_anonymous"),
        "phone": slots["complainant_phone"] or say("utter_word_none_left"),
        "receiver": context().kb.institutions[receiver].name,
        "door_note": _door_note(slots),
    }
    better = _better(slots)
    buttons = (
        option(say("utter_button_submit"), "yes"),
        option(say("utter_button_change"), "change"),
        intent(say("utter_button_leave"), "stop"),
    )
    return Reply("utter_confirm_complaint", variables, (*_better_buttons(better), *buttons))


def _better(slots: Slots) -> ComplaintCategory | None:
    """The category that the facts clearly point to, where another one was chosen or guessed before they were told."""
    told = f"{slots['complaint_about']}，{slots['complaint_facts']}"
    return context().complaint_rules.categories.better(slots["complaint_category"], told)


def _better_buttons(better: ComplaintCategory | None) -> tuple[Button, ...]:
    if better is None:
        return ()
    return (option(say("utter_button_to_category", name=better.name), f"better:{better.id}"),)


def _door_note(slots: Slots) -> str:
    """What to know about this door, and the better one where the facts clearly belong to another."""
    note = context().complaint_rules.categories.by_id[slots["complaint_category"]].door_note
    better = _better(slots)
    if better is not None:
        receiver = context().kb.institutions[better.receiver].name
        return f"{note}\n{say('utter_better_category', name=better.name, receiver=receiver)}"
    choice = choose_door(slots["complaint_facts"], context().kb.doors)
    sure = choice.door is not None and choice.sure and slots["complaint_category"] != MISCONDUCT
    if choice.door is None or not sure or choice.door.id in COMPLAINT_DOORS:
        return note
    basis = citations_text(choice.citations)
    asks_for = "、".join(choice.door.asks_for)
    door = say("utter_better_door", name=choice.door.name, reason=choice.reason, basis=basis, asks_for=asks_for)
    return f"{note}\n{door}"


def read_confirmation(turn: Turn, slots: Slots) -> Reading:
    """Yes files it; a part named is asked again; what should stand there instead is put there and read back."""
    kind, _, value = (turn.option or "").partition(":")
    if kind == "better" and value in context().complaint_rules.categories.by_id:
        return {"complaint_category": value}
    if kind == "set":
        return _set(value, slots)
    part = value if kind == "change" and value in CHANGEABLE else _named_part(turn, slots)
    corrected = None if part or turn.option is not None else _corrected(turn, slots)
    if corrected is not None:
        return corrected
    if part:
        return Problem(Reply("utter_change_that"), dict.fromkeys(CHANGEABLE[part]) | {"complaint_confirmed": None})
    if is_yes(turn):
        return {"complaint_confirmed": True}
    return which_part() if turn.option == "change" or is_no(turn) else None


def which_part() -> Problem:
    """Ask what is to be changed."""
    buttons = tuple(option(say(f"utter_part_{name}"), f"change:{name}") for name in CHANGEABLE)
    return Problem(Reply("utter_which_part", buttons=buttons))


def _set(value: str, slots: Slots) -> Reading:
    part, _, new = value.partition(":")
    return _put(part, new, slots) if part in TEXTS and new else None


def _put(part: str, new: str, slots: Slots) -> Reading:
    if part == "facts":
        return {"complaint_facts": amended(str(slots["complaint_facts"]), new)}
    return {TEXTS[part]: who_is_meant(new) if part == "about" else new}


def _named_part(turn: Turn, slots: Slots) -> str | None:
    """The part that is only named (时间写错了); None when it is told as well what should stand there."""
    says_change = any(word in turn.text for word in ("改", "错", "不对", "换"))
    only_part = part_is_open(slots) and len(turn.text) <= SHORT_PART
    if turn.option is not None or len(turn.text) > 20 or not (says_change or only_part):
        return None
    return None if read_correction(turn.text) else _part_in(turn.text)


def _part_in(text: str) -> str | None:
    return next((part for part, words in CHANGE_WORDS.items() if any(word in text for word in words)), None)


def _corrected(turn: Turn, slots: Slots) -> Reading:
    correction = read_correction(turn.text)
    if correction is None and part_is_open(slots) and not (is_plain_word(turn.text) or is_yes(turn) or is_no(turn)):
        correction = Correction(turn.text)
    if correction is None:
        return None
    part = _part_in(turn.text[: turn.text.rfind(correction.new)])
    if part in TEXTS:
        return _put(part, correction.new, slots)
    return _elsewhere(part, correction, turn, slots)


def _elsewhere(part: str | None, correction: Correction, turn: Turn, slots: Slots) -> Reading:
    """Where the corrected words belong: to the category or the name, to the same kind of words, else it is asked."""
    categories = context().complaint_rules.categories
    new = replace(turn, text=correction.new)
    guessed = categories.guess(correction.new) if part == "category" else None
    name = find_name(correction.new, expecting=True) if part == "who" and is_named(slots) else None
    if guessed is not None or name is not None:
        return {"complaint_category": guessed.id} if guessed is not None else {"complainant_name": name}
    fixed = put_right(correction, slots, TEXTS)
    if fixed:
        return fixed
    if is_only_when(new) or is_only_where(new):
        return {"complaint_when" if is_only_when(new) else "complaint_where": correction.new}
    buttons = tuple(option(say(f"utter_part_{name}"), f"set:{name}:{correction.new}") for name in TEXTS)
    return Problem(Reply("utter_change_which_to", {"new": correction.new}, buttons))
