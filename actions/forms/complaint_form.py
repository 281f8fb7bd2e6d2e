"""Files a complaint: one question at a time, read back, confirmed, on the record before the resident is told so."""

from __future__ import annotations

from actions.forms.common_fields import is_no, is_yes, read_name, read_phone, read_text, spot_name, spot_phone
from actions.forms.field import Field, Problem, Reading
from actions.forms.guided_form import Done, GuidedForm
from actions.reply import Reply, intent, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.complaints import ComplaintDraft, file_complaint
from bot.storage.engine import transaction
from bot.wording import say
from knowledge_base.card_text import citations_text
from knowledge_base.doors import choose_door

COMPLAINT_DOORS = ("petition", "supervision", "labor_inspection", "consumer_complaint")
"""Doors that a complaint filed here leads to anyway."""
LEAST_FACTS = 6
LEAST_ABOUT = 2


def read_category(turn: Turn, slots: Slots) -> Reading:
    """A pressed category, or the one whose words the text holds."""
    categories = context().complaint_rules.categories
    if turn.option in categories.by_id:
        return {"complaint_category": turn.option}
    named = next((c.id for c in categories.by_id.values() if c.name == turn.text), None)
    guessed = categories.guess(turn.text)
    found = named or (guessed.id if guessed else None)
    return {"complaint_category": found} if found else None


def ask_category(turn: Turn, slots: Slots) -> Reply:
    """Offer the categories as buttons."""
    categories = context().complaint_rules.categories.by_id.values()
    return Reply("utter_offer_complaint_categories", buttons=tuple(option(c.name, c.id) for c in categories))


def ask_facts(turn: Turn, slots: Slots) -> Reply:
    """Ask what happened, with what this kind of complaint needs."""
    category = context().complaint_rules.categories.by_id[slots["complaint_category"]]
    return Reply("utter_request_complaint_facts", {"asks_for": "、".join(category.asks_for)})


def read_named(turn: Turn, slots: Slots) -> Reading:
    """Named or anonymous."""
    if turn.option in ("named", "anonymous"):
        return {"complaint_named": turn.option}
    if any(word in turn.text for word in ("匿名", "不留名", "不实名", "不想留名", "不署名")) or is_no(turn):
        return {"complaint_named": "anonymous"}
    if any(word in turn.text for word in ("实名", "署名", "留名")) or is_yes(turn):
        return {"complaint_named": "named"}
    return None


def is_named(slots: Slots) -> bool:
    """A name is only asked for in a named complaint."""
    return bool(slots.get("complaint_named") == "named")


def read_contact(turn: Turn, slots: Slots) -> Reading:
    """A phone number; who stays anonymous may leave none."""
    return read_phone("complainant_phone", optional=not is_named(slots))(turn, slots)


def ask_contact(turn: Turn, slots: Slots) -> Reply:
    """Ask for a number, or offer to leave none."""
    if is_named(slots):
        return Reply("utter_request_complainant_phone")
    return Reply("utter_offer_complainant_phone", buttons=(option(say("utter_button_no_phone"), "skip"),))


def ask_confirmation(turn: Turn, slots: Slots) -> Reply:
    """Read everything back."""
    rules = context().complaint_rules
    anonymous = not is_named(slots)
    receiver = rules.categories.receiver_of(slots["complaint_category"], slots["complaint_about"])
    variables = {
        "category": rules.categories.by_id[slots["complaint_category"]].name,
        "about": slots["complaint_about"],
        "facts": slots["complaint_facts"],
        "when": slots["complaint_when"],
        "where": slots["complaint_where"],
        "who": say("utter_word_anonymous") if anonymous else slots["complainant_name"],
        "phone": slots["complainant_phone"] or say("utter_word_none_left"),
        "receiver": context().kb.institutions[receiver].name,
        "door_note": _door_note(slots),
    }
    buttons = (
        option(say("utter_button_submit"), "yes"),
        option(say("utter_button_change"), "change"),
        intent(say("utter_button_leave"), "stop"),
    )
    return Reply("utter_confirm_complaint", variables, buttons)


def _door_note(slots: Slots) -> str:
    """What to know about this door, and the better one where the facts clearly belong to another."""
    note = context().complaint_rules.categories.by_id[slots["complaint_category"]].door_note
    choice = choose_door(slots["complaint_facts"], context().kb.doors)
    if choice.door is None or not choice.sure or choice.door.id in COMPLAINT_DOORS:
        return note
    basis = citations_text(choice.citations)
    asks_for = "、".join(choice.door.asks_for)
    better = say("utter_better_door", name=choice.door.name, reason=choice.reason, basis=basis, asks_for=asks_for)
    return f"{note}\n{better}"


CHANGEABLE = {
    "category": ("complaint_category",),
    "about": ("complaint_about",),
    "facts": ("complaint_facts",),
    "when": ("complaint_when",),
    "where": ("complaint_where",),
    "who": ("complaint_named", "complainant_name", "complainant_phone"),
}
CHANGE_WORDS = {
    "category": ("类别", "类型", "种类"),
    "about": ("谁", "对象", "哪个单位", "单位", "人"),
    "facts": ("内容", "经过", "事情", "事实"),
    "when": ("时间", "日期", "什么时候"),
    "where": ("地点", "地方", "哪里", "地址"),
    "who": ("姓名", "名字", "电话", "匿名", "实名", "联系"),
}


def read_confirmation(turn: Turn, slots: Slots) -> Reading:
    """Yes files it; a wish to change asks what; naming a part asks that part again."""
    chosen = (turn.option or "").removeprefix("change:")
    part = chosen if chosen in CHANGEABLE else _named_part(turn)
    if part:
        return Problem(Reply("utter_change_that"), dict.fromkeys(CHANGEABLE[part]) | {"complaint_confirmed": None})
    if is_yes(turn):
        return {"complaint_confirmed": True}
    if turn.option == "change" or is_no(turn):
        buttons = tuple(option(say(f"utter_part_{name}"), f"change:{name}") for name in CHANGEABLE)
        return Problem(Reply("utter_which_part", buttons=buttons))
    return None


def _named_part(turn: Turn) -> str | None:
    if turn.option is not None or len(turn.text) > 20 or not any(w in turn.text for w in ("改", "错", "不对", "换")):
        return None
    return next((part for part, words in CHANGE_WORDS.items() if any(word in turn.text for word in words)), None)


class ValidateComplaintForm(GuidedForm):
    """The complaint form."""

    form_name = "complaint_form"
    own_intents = ("file_complaint",)
    fields = (
        Field("complaint_category", read_category, spot=read_category, ask=ask_category),
        Field(
            "complaint_about",
            read_text("complaint_about", least=LEAST_ABOUT, too_short="utter_about_too_short"),
            free_text=True,
        ),
        Field(
            "complaint_facts",
            read_text("complaint_facts", least=LEAST_FACTS, too_short="utter_facts_too_short"),
            ask=ask_facts,
            free_text=True,
        ),
        Field(
            "complaint_when",
            read_text("complaint_when", least=1, too_short="utter_when_too_short", optional=True),
            free_text=True,
        ),
        Field(
            "complaint_where",
            read_text("complaint_where", least=1, too_short="utter_where_too_short", optional=True),
            free_text=True,
        ),
        Field("complaint_named", read_named),
        Field("complainant_name", read_name("complainant_name"), spot=spot_name("complainant_name"), needed=is_named),
        Field("complainant_phone", read_contact, spot=spot_phone("complainant_phone"), ask=ask_contact),
        Field("complaint_confirmed", read_confirmation, ask=ask_confirmation),
    )

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Put the complaint on the record; the same draft again gives the same receipt."""
        ctx = context()
        with transaction(ctx.sessions) as session:
            filed = file_complaint(session, _draft(turn, slots), rules=ctx.complaint_rules, now=turn.now, rng=ctx.rng)
        receiver = ctx.kb.institutions[filed.receiver].name
        variables = {
            "reference_no": filed.reference_no,
            "access_code": filed.access_code,
            "receiver": receiver,
            "register_by": f"{filed.register_by:%Y年%m月%d日}"
            if filed.register_by
            else say("utter_word_by_discipline_rules"),
        }
        return Done(Reply("utter_complaint_filed", variables), {"reference_no": filed.reference_no})


def _draft(turn: Turn, slots: Slots) -> ComplaintDraft:
    anonymous = not is_named(slots)
    return ComplaintDraft(
        draft_key=slots["draft_key"],
        conversation_id=turn.conversation_id,
        channel=turn.channel,
        category=slots["complaint_category"],
        about_whom=slots["complaint_about"],
        what_happened=slots["complaint_facts"],
        happened_when=slots["complaint_when"] or "",
        happened_where=slots["complaint_where"] or "",
        anonymous=anonymous,
        name="" if anonymous else slots["complainant_name"],
        phone=slots["complainant_phone"] or "",
    )
