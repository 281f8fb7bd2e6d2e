"""What a correction puts in the place of what was read back: 不对，是5号楼."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from actions.forms.field import Values
from actions.turn import Slots
from bot.wording import say

_OLD_AND_NEW = re.compile(r"不是(?P<old>[^，,。是]{1,20})[，, ]*(?:而)?(?:应该)?是(?P<new>.+)$")
_NEW_AND_OLD = re.compile(r"是(?P<new>[^，,。]{1,20}?)[，, ]*不是(?P<old>.{1,20})$")
_TO = re.compile(r"(?:改成|改为|改到|换成|应该是|应为|其实是)(?P<new>.+)$")
_WRONG = re.compile(
    r"^.{0,8}?(?:不对|不是的|错了|说错了?|写错了?|记错了?|搞错了?)(?:了|啊|呀|哦)?[，,。！!\s]*(?:应该)?(?:就?是|叫|在)?(?P<new>[^了啊呀哦的].+)$"
)
_COUNTED = re.compile(
    r"(?P<count>[\d一二两三四五六七八九十百千万]+)(?P<unit>号楼|单元|[号栋组层楼室元块月日天年点亩米次])"
)
_STILL_WRONG = re.compile("错|不对|改")
_END = re.compile(r"(?:才对|才是|吧|呀|啊|哦|的)?[。！!，,\s]*$")


@dataclass(frozen=True)
class Correction:
    """The words that hold instead; ``old``: those they replace, where they were said."""

    new: str
    old: str = ""


def read_correction(text: str) -> Correction | None:
    """The correction in ``text``, or None when it only says that something is wrong."""
    for pattern in (_OLD_AND_NEW, _NEW_AND_OLD, _TO, _WRONG):
        match = pattern.search(text)
        new = _END.sub("", match["new"]).strip(" ，,。：:") if match else ""
        if match and new:
            # 不对，时间写错了: only names what is wrong; what should stand there may follow, or not.
            old = _END.sub("", match.groupdict().get("old") or "")
            return read_correction(new) if _STILL_WRONG.search(new) else Correction(new, old)
    return None


def put_right(correction: Correction, slots: Slots, parts: Mapping[str, str]) -> Values:
    """New values of the texts in which the corrected words stand; empty when it is not clear which are meant."""
    texts = {slot: str(slots[slot]) for slot in parts.values() if slots.get(slot)}
    old = correction.old or _same_kind(correction.new, texts)
    if not old:
        return {}
    return {slot: text.replace(old, correction.new) for slot, text in texts.items() if old in text}


def amended(story: str, new: str) -> str:
    """A story with its correction: a few words never take the place of all that was told."""
    return new if len(new) * 2 >= len(story) else say("utter_story_amended", story=story, new=new)


def _same_kind(new: str, texts: Mapping[str, str]) -> str:
    """The only other number with the same unit (3号楼 for 5号楼) in all texts, or nothing."""
    told = _COUNTED.fullmatch(new)
    if told is None:
        return ""
    others = {m[0] for text in texts.values() for m in _COUNTED.finditer(text) if m["unit"] == told["unit"]}
    return others.pop() if len(others) == 1 else ""
