"""Files a complaint: one question at a time, read back, confirmed, on the record before the resident is told so."""

from __future__ import annotations

import re

from actions.forms.common_fields import is_no, is_yes, read_name, read_phone, spot_name, spot_phone
from actions.forms.complaint_confirmation import ask_confirmation, is_named, read_confirmation
from actions.forms.complaint_facts import (
    ask_category,
    ask_facts,
    opened_with,
    read_about,
    read_category,
    read_facts,
    read_when,
    read_where,
    spot_category,
)
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import QUESTION, Done, GuidedForm
from actions.reply import Reply, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.complaints import ComplaintDraft, file_complaint
from bot.storage.engine import transaction
from bot.wording import say

ASKS_SECRECY = re.compile("匿名|实名|保密|泄露|报复|查出来|知道是我|谁告的|透露")


def read_named(turn: Turn, slots: Slots) -> Reading:
    """Named or anonymous."""
    if turn.option in ("named", "anonymous"):
        return {"complaint_named": turn.option}
    if any(word in turn.text for word in ("匿名", "不留名", "不实名", "不想留名", "不署名")) or is_no(turn):
        return {"complaint_named": "anonymous"}
    if any(word in turn.text for word in ("实名", "署名", "留名")) or is_yes(turn):
        return {"complaint_named": "named"}
    return None


def read_contact(turn: Turn, slots: Slots) -> Reading:
    """A phone number; who stays anonymous may leave none."""
    return read_phone("complainant_phone", optional=not is_named(slots))(turn, slots)


def ask_contact(turn: Turn, slots: Slots) -> Reply:
    """Ask for a number, or offer to leave none."""
    if is_named(slots):
        return Reply("utter_request_complainant_phone")
    return Reply("utter_offer_complainant_phone", buttons=(option(say("utter_button_no_phone"), "skip"),))


class ValidateComplaintForm(GuidedForm):
    """The complaint form."""

    form_name = "complaint_form"
    own_intents = ("file_complaint",)
    fields = (
        Field("complaint_category", read_category, spot=spot_category, ask=ask_category),
        Field("complaint_about", read_about, free_text=True),
        Field("complaint_facts", read_facts, ask=ask_facts, free_text=True),
        Field("complaint_when", read_when, free_text=True),
        Field("complaint_where", read_where, free_text=True),
        Field("complaint_named", read_named),
        Field("complainant_name", read_name("complainant_name"), spot=spot_name("complainant_name"), needed=is_named),
        Field("complainant_phone", read_contact, spot=spot_phone("complainant_phone"), ask=ask_contact),
        Field("complaint_confirmed", read_confirmation, ask=ask_confirmation),
    )

    def before_start(self, turn: Turn) -> Values:
        """Whom the opening message is about, and what it tells."""
        return opened_with(turn)

    def answer_inside(self, turn: Turn, slots: Slots) -> Reply | None:
        """Who fears to be found out is told at once what stays hidden."""
        asks = bool(QUESTION.search(turn.text) and ASKS_SECRECY.search(turn.text))
        return Reply("utter_complaint_secrecy") if asks and turn.option is None else None

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
