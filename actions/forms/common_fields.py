"""Readings that several forms share: names, phones, yes and no."""

from __future__ import annotations

import re

from actions.forms.field import Problem, Reading
from actions.reply import Reply
from actions.turn import Slots, Turn
from bot.nlu.person_names import find_name
from bot.nlu.phones import PhoneProblem, find_phone

YES = frozenset(
    [
        "是",
        "是的",
        "对",
        "对的",
        "对着呢",
        "好",
        "好的",
        "行",
        "成",
        "中",
        "可以",
        "确认",
        "确定",
        "没错",
        "没问题",
        "嗯",
        "就是的",
        "提交",
        "同意",
        "要",
        "愿意",
        "办",
        "ok",
        "OK",
        "1",
    ]
)
NO = frozenset(["不", "不是", "不要", "不用", "不行", "不对", "否", "不了", "没有", "不同意", "不确认", "2"])
SKIP = frozenset(
    [
        "跳过",
        "不知道",
        "不清楚",
        "记不清",
        "记不清了",
        "忘了",
        "不记得",
        "没有",
        "说不上",
        "不晓得",
        "没法说",
        "不想说",
        "不方便说",
    ]
)
NOTHING_MORE = frozenset(
    [
        "没有了",
        "没了",
        "没有",
        "就这些",
        "就这些了",
        "就这样",
        "就是这样",
        "不用补充",
        "不补充",
        "不补充了",
        "没别的",
        "没别的了",
        "说完了",
    ]
)
"""Nothing to add to what was told already."""
NO_PHONE = frozenset(
    [
        "不留",
        "不留了",
        "不留电话",
        "不想留",
        "不想留电话",
        "没电话",
        "没有电话",
        "我没电话",
        "没手机",
        "我没手机",
        "不用了",
        "不方便留",
    ]
)
"""Answers to whether a number is to be left, beyond a plain no."""
LACKS_PHONE = re.compile(r"^(?:我|我们?家里?)?(?:没有?|不用)(?:电话|手机|号码|手机号)")
CALLED = re.compile(r"^(?:我(?:是|叫)?|叫我?)?[老小][\u4e00-\u9fff]$")
"""老张: how a person is called, no name for a register."""
FOR_RELATIVE = re.compile(
    r"(?:我是|替|帮|给)(?:他|她|我)?(?:的)?(?:女儿|儿子|闺女|爱人|老婆|老公|媳妇|丈夫|妻子|父亲|母亲|爸|妈|孙子|孙女|姐|妹|哥|弟|家属|亲戚)"
)
NAME_ANSWER = 10
"""Characters: in a longer answer to the question for the name, the name may stand beside the kinship."""
PUNCTUATION = re.compile(r"[\s。，,！!？?、.；;~～]+")


def bare(text: str) -> str:
    """The text without blanks and punctuation."""
    return PUNCTUATION.sub("", text)


def is_yes(turn: Turn) -> bool:
    """A plain yes, typed or pressed."""
    return turn.option == "yes" or bare(turn.text) in YES or (turn.intent == "affirm" and len(turn.text) <= 10)


def is_no(turn: Turn) -> bool:
    """A plain no, typed or pressed."""
    return turn.option == "no" or bare(turn.text) in NO or (turn.intent == "deny" and len(turn.text) <= 10)


def read_phone(slot: str, *, optional: bool = False):  # type: ignore[no-untyped-def]
    """A reader of a telephone number for ``slot``; an optional one may be skipped, stored as an empty text."""

    def read(turn: Turn, slots: Slots) -> Reading:
        lacking = bool(LACKS_PHONE.match(turn.text))
        if optional and (turn.option == "skip" or lacking or bare(turn.text) in SKIP | NO | NO_PHONE):
            return {slot: ""}
        if lacking:
            return Problem(Reply("utter_phone_needed"))
        found = find_phone(turn.text)
        if isinstance(found, PhoneProblem):
            return Problem(Reply(f"utter_phone_{found.value}"))
        return {slot: found} if found else None

    return read


def spot_phone(slot: str):  # type: ignore[no-untyped-def]
    """A spotter of a volunteered number: a broken one is not complained about when nobody asked."""

    def spot(turn: Turn, slots: Slots) -> Reading:
        found = find_phone(turn.text)
        return {slot: found} if isinstance(found, str) else None

    return spot


def read_name(slot: str, *, optional: bool = False):  # type: ignore[no-untyped-def]
    """A reader of a person's name."""

    def read(turn: Turn, slots: Slots) -> Reading:
        if optional and (turn.option == "skip" or bare(turn.text) in SKIP):
            return {slot: ""}
        if CALLED.match(bare(turn.text)):
            return Problem(Reply("utter_name_in_full"))
        if FOR_RELATIVE.search(turn.text) and len(turn.text) <= NAME_ANSWER:
            return Problem(Reply("utter_name_of_relative"))
        found = find_name(turn.text, expecting=True)
        return {slot: found} if found else None

    return read


def spot_name(slot: str):  # type: ignore[no-untyped-def]
    """A spotter of a volunteered name (我叫…, 姓名…)."""

    def spot(turn: Turn, slots: Slots) -> Reading:
        found = find_name(turn.text, expecting=False)
        return {slot: found} if found else None

    return spot


def read_text(slot: str, *, least: int, too_short: str, optional: bool = False):  # type: ignore[no-untyped-def]
    """A reader that takes what is typed; a plain yes and fewer than ``least`` characters get ``too_short``."""

    def read(turn: Turn, slots: Slots) -> Reading:
        text = turn.text.strip()
        if optional and (turn.option == "skip" or bare(text) in SKIP):
            return {slot: "不清楚"}
        if turn.option is not None or len(bare(text)) < least or bare(text) in YES | NO:
            return Problem(Reply(too_short))
        return {slot: text}

    return read
