"""Asking for mediation or legal aid: a few questions, then a number."""

from __future__ import annotations

from actions.forms.common_fields import is_no, is_yes, read_name, read_phone, read_text, spot_name, spot_phone
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import Done, GuidedForm
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


def is_mediation(slots: Slots) -> bool:
    """Only a mediation has another side to be invited."""
    return bool(slots.get("request_kind") == "mediation")


def ask_matter(turn: Turn, slots: Slots) -> Reply:
    """What is it about? Tells first what the service is and who can have it."""
    return Reply(f"utter_request_matter_{slots['request_kind']}")


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
    """Yes records it; anything to change is asked again."""
    if is_yes(turn):
        return {"request_confirmed": True}
    chosen = (turn.option or "").removeprefix("change:")
    if chosen in PARTS:
        return Problem(Reply("utter_change_that"), {PARTS[chosen]: None, "request_confirmed": None})
    if turn.option == "change" or is_no(turn):
        parts = [part for part in PARTS if part != "other_side" or is_mediation(slots)]
        buttons = tuple(option(say(f"utter_request_part_{part}"), f"change:{part}") for part in parts)
        return Problem(Reply("utter_which_part", buttons=buttons))
    return None


class ValidateRequestForm(GuidedForm):
    """Mediation and legal aid share their questions."""

    form_name = "request_form"
    own_intents = ("request_mediation", "apply_legal_aid")
    fields = (
        Field(
            "request_matter",
            read_text("request_matter", least=6, too_short="utter_facts_too_short"),
            ask=ask_matter,
            free_text=True,
        ),
        Field(
            "request_other_side",
            read_text("request_other_side", least=2, too_short="utter_about_too_short"),
            needed=is_mediation,
            free_text=True,
        ),
        Field("request_name", read_name("request_name"), spot=spot_name("request_name")),
        Field("request_phone", read_phone("request_phone"), spot=spot_phone("request_phone")),
        Field("request_confirmed", read_confirmation, ask=ask_confirmation),
    )

    def before_start(self, turn: Turn) -> Values:
        """Which of the two was asked for."""
        return {"request_kind": KINDS[turn.intent]} if turn.intent in KINDS else {}

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
        by = f"{receipt.answer_by:%Y年%m月%d日}" if receipt.answer_by else ""
        return Done(Reply(f"utter_request_recorded_{kind}", {"number": receipt.number, "answer_by": by}))
