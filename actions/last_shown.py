"""Questions about the lawyer or the office just shown: 他收钱吗, 几点上班, 换一个, 有停车场吗."""

from __future__ import annotations

import re

from rasa_sdk.events import EventType, SlotSet

from actions.forms.items import find_item
from actions.reply import Button, Reply, intent
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.lawyers import LawyerMatch, find_lawyer, lawyers_for_place
from bot.storage.engine import reading
from bot.wording import say
from knowledge_base.schema import PLACEHOLDER, Institution

SLOT = "last_shown"
LAWYER = "lawyer"
FRESH_SECONDS = 15 * 60
SHORT = 16
"""Characters: a longer message tells a matter of its own."""
HIM = re.compile("[他她]|(?:这|那)(?:个|位)?律师|律师")
ASKED_OF_LAWYER = (
    ("another", re.compile("换.{0,3}律师|换(?:一|个)|(?:别的|另外|其他).{0,3}律师|不想要(?:他|她|这个)")),
    ("visit", re.compile("见[他她]|见面|见一面|见见|约[他她]|约一?下|当面|上门|到家里")),
    ("fee", re.compile("收钱|收费|收不收|要钱|要不要钱|花钱|免费|多少钱|收多少")),
    ("phone", re.compile("电话|号码|咋联系|怎么联系|联系[他她]|打给")),
    ("hours", re.compile("几点|上班|下班|周末|星期|礼拜|啥时候在|什么时候在|晚上")),
)
ASKED_OF_OFFICE = (
    ("parking", re.compile("停车|车位|停得下")),
    ("hours", re.compile("几点|上班|下班|开门|关门|周末|周[一二三四五六日]|星期|礼拜|中午|开不开|下午")),
    ("phone", re.compile("电话|号码|咋联系|怎么联系")),
    ("address", re.compile("在哪|在啥|地址|咋走|怎么走|咋去|怎么去|几路车|哪条街|几楼|地方")),
)


def shown(turn: Turn, what: str) -> EventType:
    """The event that remembers ``lawyer`` or the id of the body just told of."""
    return SlotSet(SLOT, {"at": turn.now.timestamp(), "what": what})


def about_shown(turn: Turn, slots: Slots, *, named: bool) -> Reply | None:
    """The answer to a short question about what was shown last; None when it is about something else.

    ``named``: the question must point at the lawyer (他, 这个律师), because it may mean other things.
    """
    what = _fresh(turn, slots)
    if what is None or turn.option is not None or turn.text.startswith("/") or len(turn.text) > SHORT:
        return None
    if find_item(turn.text) is not None:  # 律师阅卷 is a matter at a window, not this lawyer
        return None
    if what == LAWYER:
        return _of_lawyer(turn, slots) if not named or HIM.search(turn.text) else None
    office = context().kb.institutions.get(what)
    return _of_office(turn, office) if office and not named else None


def office_shown(turn: Turn, slots: Slots) -> Institution | None:
    """The body told of last."""
    return context().kb.institutions.get(_fresh(turn, slots) or "")


def wants_another(turn: Turn, slots: Slots) -> bool:
    """Whether another lawyer is wanted than the one just told."""
    return _fresh(turn, slots) == LAWYER and turn.option is None and _asked(turn.text, ASKED_OF_LAWYER) == "another"


def wants_to_see(turn: Turn, slots: Slots) -> bool:
    """Whether the lawyer just told is to be met: no visit at a window."""
    seen = _fresh(turn, slots) == LAWYER and turn.option is None and len(turn.text) <= SHORT
    at_a_window = find_item(turn.text) is not None
    return bool(seen and not at_a_window and HIM.search(turn.text) and _asked(turn.text, ASKED_OF_LAWYER) == "visit")


def _fresh(turn: Turn, slots: Slots) -> str | None:
    kept = slots.get(SLOT) or {}
    return str(kept["what"]) if kept and turn.now.timestamp() - float(kept["at"]) <= FRESH_SECONDS else None


def _asked(text: str, table: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    return next((name for name, words in table if words.search(text)), None)


def _of_lawyer(turn: Turn, slots: Slots) -> Reply | None:
    asked = _asked(turn.text, ASKED_OF_LAWYER)
    match = _lawyer(turn, slots) if asked else None
    if match is None:
        return None
    phone = match.phone if match.phone and PLACEHOLDER not in match.phone else say("utter_word_phone_not_filled")
    variables = {"lawyer": match.name, "phone": phone, "scheme": say(f"utter_scheme_{slots.get('household')}")}
    return Reply(f"utter_lawyer_{asked}", variables, (_person(),))


def _lawyer(turn: Turn, slots: Slots) -> LawyerMatch | None:
    place, household = str(slots.get("place")), slots.get("household")
    if household not in ("rural", "low_income", "disabled", "none"):
        return None
    with reading(context().sessions) as session:
        match = find_lawyer(session, place, household, resident_key=turn.conversation_id)
        return match or next(iter(lawyers_for_place(session, place)), None)


def _of_office(turn: Turn, office: Institution) -> Reply | None:
    asked = _asked(turn.text, ASKED_OF_OFFICE)
    if asked is None:
        return None
    facts = {"hours": office.hours, "phone": office.hotline or office.phone, "address": office.address}
    known = facts.get(asked, "")
    if not known or PLACEHOLDER in known:
        phone = facts["phone"] if facts["phone"] and PLACEHOLDER not in facts["phone"] else "12345"
        return Reply("utter_office_ask_there", {"name": office.name, "phone": phone})
    return Reply(f"utter_office_{asked}", {"name": office.name, "value": known})


def _person() -> Button:
    return intent(say("utter_button_talk_to_person"), "talk_to_person")
