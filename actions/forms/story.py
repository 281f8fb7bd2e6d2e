"""The matter in the resident's own words: what the opening message told already is kept and only added to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from actions.forms.common_fields import NOTHING_MORE, bare, is_no, is_yes
from actions.forms.field import Problem, Reading
from actions.forms.told_facts import is_number, is_person, is_plain_word, named_body
from actions.reply import Reply
from actions.turn import Slots, Turn
from bot.nlu.phones import find_phone

LEAST_OPENING = 8
LEAST_MORE = 2
_ASKS_HOW = re.compile(r"^(?:请问|我想问)?(?:一下)?(?:怎么|咋|如何|在哪|哪里|去哪|能不能|可以)")
_WISH = r"(?:我|我们|俺)?(?:就|得|今天)?(?:要|想要?|来|打算|准备|能不能|请)?"
_COMPLAIN = r"(?:投诉|举报|检举|控告|反映|告状|告)(?:一下|一件事|个事|情况)?"
_REQUEST = (
    r"(?:申请|找人|找个人|请人|请)?(?:给|帮|替)?(?:我|我们|俺们|咱)?(?:来)?(?:做个|做|指派|安排|办)?(?:一个)?"
    r"(?:调解|法律援助|法援|免费(?:的)?律师|援助律师)(?:一下|员)?"
)
_SERVICE = rf"{_WISH}(?:{_COMPLAIN}|{_REQUEST})"
_AT_START = re.compile(rf"^{_SERVICE}[，,。；;：:\s]*")
_AT_END = re.compile(rf"[，,。；;\s]*{_SERVICE}(?:他们?|她们?|吧|呢|吗)?[。！!\s]*$")


@dataclass(frozen=True)
class Story:
    """The slots of a free-text matter: where it goes, what the opening told, where a stray phone number goes."""

    slot: str
    opening: str
    phone: str
    least: int


def told_matter(turn: Turn) -> str:
    """What the message tells besides the wish for the service; empty when that is only a name, or nothing."""
    rest = wished_about(turn)
    if len(bare(rest)) < LEAST_OPENING or _ASKS_HOW.search(rest) or named_body(rest) is not None:
        return ""
    return rest


def wished_about(turn: Turn) -> str:
    """The message without the words that ask for the service (我要告村主任: 村主任)."""
    if turn.option is not None or turn.text.startswith("/"):
        return ""
    return _AT_START.sub("", _AT_END.sub("", turn.text)).strip("，,。；; ")


def read_story(story: Story) -> Callable[[Turn, Slots], Reading]:
    """A reader of the matter; with an opening told already, 没有了 is enough and anything else is added to it."""

    def read(turn: Turn, slots: Slots) -> Reading:
        opening = str(slots.get(story.opening) or "")
        if opening and (turn.option == "enough" or bare(turn.text) in NOTHING_MORE or is_no(turn)):
            return {story.slot: opening}
        if opening and is_yes(turn):
            return Problem(Reply("utter_tell_more"))
        trouble = _no_story(turn, story, LEAST_MORE if opening else story.least)
        if trouble is not None:
            return trouble
        return {story.slot: f"{opening}；{turn.text}" if opening else turn.text}

    return read


def _no_story(turn: Turn, story: Story, least: int) -> Problem | None:
    if turn.option is None and is_number(turn.text):
        kept = {story.phone: find_phone(turn.text), story.slot: None}
        return Problem(Reply("utter_phone_kept"), kept)
    if turn.option is None and is_person(turn.text):
        return Problem(Reply("utter_facts_too_short"))
    if turn.option is not None or len(bare(turn.text)) < least or is_plain_word(turn.text):
        return Problem(Reply("utter_facts_too_short"))
    return None
