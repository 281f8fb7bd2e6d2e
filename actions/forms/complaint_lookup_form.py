"""A complaint already on record: its state, a reminder, a supplement, a withdrawal — by number and access code."""

from __future__ import annotations

import re

from actions.forms.common_fields import bare, is_no, is_yes, read_text
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import Done, GuidedForm
from actions.reply import Button, Reply, intent, option
from actions.request_state import by_number
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework import complaint_following as following
from bot.casework.complaint_access import AccessRefused
from bot.casework.complaint_errors import ActionNotAllowed, AlreadyUrged
from bot.casework.complaint_following import ComplaintStatus
from bot.nlu.reference_numbers import find_access_code, find_complaint_number
from bot.storage.engine import transaction
from bot.wording import say

TASKS = {
    "query_complaint": "query",
    "urge_complaint": "urge",
    "add_to_complaint": "add",
    "withdraw_complaint": "withdraw",
}

SAID = (
    ("withdraw", re.compile("撤回|撤销|撤诉|撤了|不告了")),
    ("add", re.compile("补充|补交|追加|再加")),
    ("urge", re.compile("催")),
    ("query", re.compile("进度|办到哪|查(?!询码)|咋样了|怎么样了|什么情况")),
)
"""Words that name one of the four services, also where number and code stand beside them."""
STEPS = (("urge", "urge_complaint"), ("add_statement", "add_to_complaint"), ("withdraw", "withdraw_complaint"))
"""What the workflow may still allow the resident, with the intent of its button."""
LEAST_STATEMENT = 4
_NUMBERS = re.compile(
    r"(?:投诉)?(?:编号|单号)?[是:：\s]*T\s?S[\s\d\-—_.]{7,}|(?:查询码|密码)?[是:：\s]*(?<!\d)\d{6}(?!\d)", re.IGNORECASE
)
_ADDING = re.compile(r"^(?:我)?(?:要|想)?(?:再)?(?:补充|补交|追加)(?:一下|一点|点|几句)?(?:材料|情况|说明|内容)?")


def task_said(turn: Turn) -> str | None:
    """The service that the words name, or None."""
    if turn.text.startswith("/"):
        return None
    return next((task for task, words in SAID if words.search(turn.text)), None)


def statement_in(turn: Turn) -> str | None:
    """The supplement told together with number and code (补充 TS… 123456 昨天又来了), or None."""
    if turn.option is not None or turn.text.startswith("/"):
        return None
    rest = _ADDING.sub("", _NUMBERS.sub(" ", turn.text).strip("，,。：: ")).strip("，,。：: ")
    return rest if len(bare(rest)) >= LEAST_STATEMENT and task_said(turn) == "add" else None


def read_number(turn: Turn, slots: Slots) -> Reading:
    """A reference number (TS...), typed with or without blanks."""
    found = find_complaint_number(turn.text)
    if found is None and (other := by_number(turn)) is not None:
        return Problem(other, {"reference_no": None})
    return {"reference_no": found} if found else None


def read_code(turn: Turn, slots: Slots) -> Reading:
    """The six digits of the access code."""
    found = find_access_code(turn.text)
    return {"access_code": found} if found else None


def spot_code(turn: Turn, slots: Slots) -> Reading:
    """A code given together with the number."""
    return read_code(turn, slots) if find_complaint_number(turn.text) else None


def ask_number(turn: Turn, slots: Slots) -> Reply:
    """The number, naming what it is wanted for."""
    return Reply("utter_request_complaint_number", {"wish": _wish(slots)})


def ask_code(turn: Turn, slots: Slots) -> Reply:
    """The code, naming what it is wanted for."""
    return Reply("utter_request_access_code", {"wish": _wish(slots), "number": slots["reference_no"]})


def _wish(slots: Slots) -> str:
    return say(f"utter_wish_{slots.get('complaint_task') or 'query'}")


def wants_statement(slots: Slots) -> bool:
    """Only a supplement needs a text."""
    return bool(slots.get("complaint_task") == "add")


def wants_confirmation(slots: Slots) -> bool:
    """A withdrawal is asked for twice."""
    return bool(slots.get("complaint_task") == "withdraw")


def read_withdrawal(turn: Turn, slots: Slots) -> Reading:
    """Yes withdraws, no leaves everything as it is."""
    if is_yes(turn) or bare(turn.text) in ("撤回", "确认撤回"):
        return {"complaint_found": "yes"}
    return {"complaint_found": "no"} if is_no(turn) else None


def ask_withdrawal(turn: Turn, slots: Slots) -> Reply:
    """Is it really wanted?"""
    buttons = (option(say("utter_button_withdraw_now"), "yes"), option(say("utter_button_keep"), "no"))
    return Reply("utter_confirm_withdrawal", {"reference_no": slots["reference_no"]}, buttons)


class ValidateComplaintLookupForm(GuidedForm):
    """Number and code first, then what was asked for."""

    form_name = "complaint_lookup_form"
    own_intents = ("query_complaint", "urge_complaint", "add_to_complaint", "withdraw_complaint")
    fields = (
        Field("reference_no", read_number, spot=read_number, ask=ask_number),
        Field("access_code", read_code, spot=spot_code, ask=ask_code),
        Field(
            "complaint_statement",
            read_text("complaint_statement", least=LEAST_STATEMENT, too_short="utter_facts_too_short"),
            needed=wants_statement,
            free_text=True,
        ),
        Field("complaint_found", read_withdrawal, needed=wants_confirmation, ask=ask_withdrawal),
    )

    def before_start(self, turn: Turn) -> Values:
        """Keep which of the four services was asked for; a number from earlier is not taken for this one unasked."""
        task = TASKS.get(turn.intent) or task_said(turn) or "query"
        statement = statement_in(turn) if task == "add" else None
        return {"complaint_task": task, "access_code": None, "complaint_statement": statement, "complaint_found": None}

    def known_now(self, turn: Turn, slots: Slots) -> Values | Problem:
        """Another of the four asked for while number or code is open takes the place of the first."""
        if slots.get("requested_slot") not in ("reference_no", "access_code"):
            return {}
        task = task_said(turn)
        if task is None:
            return {}
        statement = statement_in(turn)
        return {"complaint_task": task} | ({"complaint_statement": statement} if statement else {})

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Open the complaint and do what was asked."""
        if slots.get("complaint_found") == "no":
            return Done(Reply("utter_withdrawal_kept"))
        try:
            result = self._act(turn, slots)
        except AlreadyUrged as error:
            return Done(Reply("utter_urged_already", {"again_at": f"{error.again_at:%m月%d日%H:%M}"}))
        except ActionNotAllowed as error:
            state = context().complaint_rules.workflow.state(error.state)
            return Done(Reply("utter_complaint_step_closed", {"state": state.name, "says": state.says}))
        if isinstance(result, AccessRefused):
            return _refused(result)
        return Done(_told(slots["complaint_task"], result), {"reference_no": slots["reference_no"]})

    @staticmethod
    def _act(turn: Turn, slots: Slots) -> ComplaintStatus | AccessRefused:
        ctx = context()
        number, code, task = slots["reference_no"], slots["access_code"], slots["complaint_task"]
        asker, rules, now = turn.conversation_id, ctx.complaint_rules, turn.now
        with transaction(ctx.sessions) as session:
            if task == "urge":
                return following.urge(session, number, code, asker=asker, rules=rules, now=now)
            if task == "add":
                said = slots["complaint_statement"]
                return following.add_statement(session, number, code, said, asker=asker, rules=rules, now=now)
            if task == "withdraw":
                return following.withdraw(session, number, code, "", asker=asker, rules=rules, now=now)
            return following.status(session, number, code, asker=asker, rules=rules, now=now)


def _refused(refusal: AccessRefused) -> Done | Problem:
    if refusal.reason == "locked" and refusal.retry_at is not None:
        return Done(Reply("utter_complaint_locked", {"retry_at": f"{refusal.retry_at:%m月%d日%H:%M}"}))
    return Problem(Reply("utter_complaint_no_match"), {"reference_no": None, "access_code": None})


def _told(task: str, status: ComplaintStatus) -> Reply:
    variables = {
        "reference_no": status.reference_no,
        "state": status.state_name,
        "says": status.says,
        "receiver": context().kb.institutions[status.receiver].name,
        "filed": f"{status.filed_at:%Y年%m月%d日}",
        "due": say("utter_complaint_due", day=f"{status.due_by:%Y年%m月%d日}") if status.due_by else "",
    }
    return Reply(f"utter_complaint_{task}", variables, _steps_left(status) if task == "query" else ())


def _steps_left(status: ComplaintStatus) -> tuple[Button, ...]:
    return tuple(intent(say(f"utter_button_{step}"), name) for step, name in STEPS if step in status.possible)
