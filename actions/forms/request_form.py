"""Asking for mediation or legal aid: a few questions, then a number."""

from __future__ import annotations

from actions.forms.common_fields import is_no, is_yes, read_name, read_phone, spot_name, spot_phone
from actions.forms.correction import Correction, amended, put_right, read_correction
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import Done, GuidedForm
from actions.forms.shown_buttons import part_is_open
from actions.forms.story import Story, read_story, told_matter
from actions.forms.told_facts import is_number, is_plain_word, who_is_meant
from actions.reply import Reply, intent, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.service_requests import RequestDraft, submit_request
from bot.storage.engine import transaction
from bot.wording import say

KINDS = {"request_mediation": "mediation", "apply_legal_aid": "legal_aid"}
PARTS = {
    "matter": "request_matter",
    "other_side": "request_other_side",
    "name": "request_name",
    "phone": "request_phone",
}

PART_WORDS = {
    "matter": ("事情", "纠纷", "内容", "经过"),
    "other_side": ("对方", "对象"),
    "name": ("姓名", "名字"),
    "phone": ("电话", "手机", "号码"),
}
TEXTS = {"matter": "request_matter", "other_side": "request_other_side"}
LEAST_MATTER = 6
LEAST_OTHER_SIDE = 2
SHOWN_OPENING = 60

read_matter = read_story(Story("request_matter", "request_opening", "request_phone", LEAST_MATTER))


def is_mediation(slots: Slots) -> bool:
    """Only a mediation has another side to be invited."""
    return bool(slots.get("request_kind") == "mediation")


def ask_matter(turn: Turn, slots: Slots) -> Reply:
    """What is it about? Tells first what the service is and who can have it."""
    opening = str(slots.get("request_opening") or "")
    if not opening:
        return Reply(f"utter_request_matter_{slots['request_kind']}")
    short = opening if len(opening) <= SHOWN_OPENING else f"{opening[:SHOWN_OPENING]}……"
    about = say(f"utter_about_request_{slots['request_kind']}")
    buttons = (option(say("utter_button_nothing_more"), "enough"),)
    return Reply("utter_request_more_matter", {"about": about, "told": short}, buttons)


def read_other_side(turn: Turn, slots: Slots) -> Reading:
    """A person or firm; a plain word or a bare number names nobody."""
    text = turn.text.strip()
    if turn.option is not None or len(text) < LEAST_OTHER_SIDE or is_plain_word(text) or is_number(text):
        return Problem(Reply("utter_about_too_short"))
    return {"request_other_side": who_is_meant(text)}


def ask_confirmation(turn: Turn, slots: Slots) -> Reply:
    """Read back."""
    variables = {
        "matter": slots["request_matter"],
        "name": slots["request_name"],
        "phone": slots["request_phone"],
        "other_side": slots.get("request_other_side") or "",
    }
    buttons = (option(say("utter_button_submit"), "yes"), option(say("utter_button_change"), "change"))
    leave = intent(say("utter_button_leave"), "stop")
    return Reply(f"utter_confirm_request_{slots['request_kind']}", variables, (*buttons, leave))


def read_confirmation(turn: Turn, slots: Slots) -> Reading:
    """Yes records it; what should stand there instead is put there; anything to change is asked again."""
    if is_yes(turn):
        return {"request_confirmed": True}
    kind, _, value = (turn.option or "").partition(":")
    if kind == "set":
        part, _, new = value.partition(":")
        return _put(part, new, slots) if part in TEXTS and new else None
    named = value if kind == "change" and value in PARTS else ""
    if turn.option is None:
        correction = read_correction(turn.text)
        if correction is not None:
            return _corrected(correction, turn, slots)
        named = _named_part(turn, slots)
    if named:
        again: Values = {PARTS[named]: None, "request_confirmed": None}
        return Problem(Reply("utter_change_that"), again | ({"request_opening": None} if named == "matter" else {}))
    if turn.option == "change" or is_no(turn):
        parts = [part for part in PARTS if part != "other_side" or is_mediation(slots)]
        buttons = tuple(option(say(f"utter_request_part_{part}"), f"change:{part}") for part in parts)
        return Problem(Reply("utter_which_part", buttons=buttons))
    return None


def _named_part(turn: Turn, slots: Slots) -> str:
    says_change = any(word in turn.text for word in ("改", "错", "不对", "换"))
    if len(turn.text) > 16 or not (says_change or part_is_open(slots)):
        return ""
    return _part_in(turn.text)


def _part_in(text: str) -> str:
    return next((part for part, words in PART_WORDS.items() if any(word in text for word in words)), "")


def _put(part: str, new: str, slots: Slots) -> Reading:
    if part == "matter":
        return {"request_matter": amended(str(slots["request_matter"]), new)}
    return {TEXTS[part]: who_is_meant(new)}


def _corrected(correction: Correction, turn: Turn, slots: Slots) -> Reading:
    """The correction in its place, or the question which part it belongs to."""
    part = _part_in(turn.text[: turn.text.rfind(correction.new)])
    if part in ("name", "phone"):
        reader = read_name("request_name") if part == "name" else read_phone("request_phone")
        return reader(turn, slots) or Problem(
            Reply("utter_change_that"), {PARTS[part]: None, "request_confirmed": None}
        )
    if part in TEXTS and (part == "matter" or is_mediation(slots)):
        return _put(part, correction.new, slots)
    fixed = put_right(correction, slots, TEXTS)
    if fixed:
        return fixed
    parts = [name for name in TEXTS if name == "matter" or is_mediation(slots)]
    buttons = tuple(option(say(f"utter_request_part_{name}"), f"set:{name}:{correction.new}") for name in parts)
    return Problem(Reply("utter_change_which_to", {"new": correction.new}, buttons))


class ValidateRequestForm(GuidedForm):
    """Mediation and legal aid share their questions."""

    form_name = "request_form"
    own_intents = ("request_mediation", "apply_legal_aid")
    fields = (
        Field("request_matter", read_matter, ask=ask_matter, free_text=True),
        Field("request_other_side", read_other_side, needed=is_mediation, free_text=True),
        Field("request_name", read_name("request_name"), spot=spot_name("request_name")),
        Field("request_phone", read_phone("request_phone"), spot=spot_phone("request_phone")),
        Field("request_confirmed", read_confirmation, ask=ask_confirmation),
    )

    def before_start(self, turn: Turn) -> Values:
        """Which of the two was asked for, and the matter where the same message tells it."""
        kind = {"request_kind": KINDS[turn.intent]} if turn.intent in KINDS else {}
        return {**kind, "request_opening": told_matter(turn) or None}

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Record the request; the same draft again gives the same number."""
        ctx = context()
        kind = slots["request_kind"]
        fields = {"name": slots["request_name"], "phone": slots["request_phone"], "matter": slots["request_matter"]}
        if kind == "mediation":
            fields["other_side"] = slots["request_other_side"]
        draft = RequestDraft(slots["draft_key"], kind, turn.conversation_id, turn.channel, fields)
        with transaction(ctx.sessions) as session:
            receipt = submit_request(session, draft, now=turn.now, rng=ctx.rng)
        # No day is told: the seven days of the legal-aid centre only run from the papers being complete.
        return Done(Reply(f"utter_request_recorded_{kind}", {"number": receipt.number}))
