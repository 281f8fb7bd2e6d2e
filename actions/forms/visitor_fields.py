"""Name and phone of who comes to the window: what half an answer lacks is said at once."""

from __future__ import annotations

import re

from actions.forms.common_fields import bare, read_name, read_phone
from actions.forms.field import Problem, Reading
from actions.reply import Reply
from actions.turn import Slots, Turn
from bot.nlu.person_names import find_name

TITLED = re.compile(
    r"^(?:我?(?:叫|是))?(?:我?姓[一-龥]|[一-龥](?:师傅|大爷|大妈|大叔|大姐|大哥|叔|婶|嫂|先生|女士|老师|家的))$"
)
"""王师傅, 姓李: the window compares the name with an identity card."""
NO_PHONE = re.compile(
    r"(?:没有?|没得|没带|不用|没买)(?:手机|电话|号码)|(?:手机|电话).{0,3}(?:丢|坏|停机|欠费)|[记想]不[住起得清]|没有$"
)
read_full_name, read_number = read_name("visitor_name"), read_phone("visitor_phone")


def bare_name(turn: Turn) -> str | None:
    """The name that is the whole message, or None."""
    text = bare(turn.text)
    named = turn.option is None and not TITLED.match(text) and find_name(text, expecting=True) == text
    return text if named else None


def read_visitor_name(turn: Turn, slots: Slots) -> Reading:
    """A full name."""
    if turn.option is None and TITLED.match(bare(turn.text)):
        return Problem(Reply("utter_name_in_full"))
    found: Reading = read_full_name(turn, slots)
    return found


def read_visitor_phone(turn: Turn, slots: Slots) -> Reading:
    """A mobile number; who has none hears what else can be done."""
    found: Reading = read_number(turn, slots)
    if isinstance(found, dict) or turn.option is not None or not NO_PHONE.search(turn.text):
        return found
    return Problem(Reply("utter_phone_needed"))
