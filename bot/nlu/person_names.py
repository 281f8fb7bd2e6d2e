"""Finds a person's name where one is told (我叫王秀兰, 姓名：马建国) or was asked for (李桂芳)."""

from __future__ import annotations

import re

from bot.nlu.surnames import COMPOUND, MINORITY_STARTS, NOT_NAMES, SINGLE

_TITLES = "先生|女士|小姐|同志|老师|师傅|律师|主任|经理|大爷|大妈|大叔|大姐|大哥|阿姨|奶奶|爷爷|书记|村长|医生"
_CUES = re.compile(
    r"(?:我的?(?:名字|姓名|大名|全名)(?:就?叫|是)?|我(?:就|是)?叫(?:做)?|本人(?:叫|是)?|姓名(?:是|叫)?|名字(?:是|叫)?"
    r"|联系人(?:是|叫)?|申请人(?:是)?|投诉人(?:是)?"
    r"|(?:我是|我住|住在|我在)[\u4e00-\u9fff]{2,10}(?:村|社区|镇|大队|组)的|(?:^|[，。,.\s])叫|我是)\s*[:：]?\s*"
)
_STOP = (
    r"(?=$|[\s，。,.、；;！!？?（(：:\d]|今年|现在|电话|手机|联系|住|家住|家在|来自|身份证|是|我|男|女|想|要|的|在|和|跟|吧|啊|呢|从|户口"
    rf"|{_TITLES})"
)
_GIVEN = "[\u4e00-\u9fff]"
_DOTTED = re.compile(rf"{_GIVEN}{{1,8}}(?:[·•・.]{_GIVEN}{{1,8}}){{1,3}}")
_MINORITY = re.compile(rf"(?:{'|'.join(sorted(MINORITY_STARTS))}){_GIVEN}{{0,4}}?{_STOP}")
_COMPOUND_NAME = re.compile(rf"(?:{'|'.join(sorted(COMPOUND))}){_GIVEN}{{1,2}}?{_STOP}")
_SINGLE_NAME = re.compile(rf"[{''.join(sorted(SINGLE))}]{_GIVEN}{{1,2}}?{_STOP}")
_FOUR = re.compile(rf"[{''.join(sorted(SINGLE))}]{_GIVEN}{{3}}{_STOP}")
_WITH_TITLE = re.compile(rf"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SINGLE))}])(?:{_TITLES})")

_NEVER_IN_NAMES = frozenset(
    "的了吗呢吧啊么不没我你他她它们这那哪谁什怎很太都也就还又再被把给跟吃打骂问下说讲想找去来拿欠钱款费村镇社厂局院所案罪税"
)


def find_name(text: str, expecting: bool = False) -> str | None:
    """Return the name told in ``text`` without its title, or None.

    Without ``expecting`` only a name behind 我叫, 姓名 or the like counts; with it (the bot has just asked) a bare
    name too, and 王女士 is taken as it is when no given name is told. Ordinary words (不想说, 算了, 方便) are refused.
    """
    for match in _CUES.finditer(text):
        name = _name_at(text, match.end(), sure=not match[0].strip().startswith("我是"))
        if name:
            return name
    if not expecting:
        return None
    bare = re.sub(r"^[\s，。,.!！：:]+|[\s，。,.!！\d-]+$", "", text)
    name = _name_at(bare, 0, sure=False)
    if name and len(bare) - len(name) <= 6:
        return name
    titled = _WITH_TITLE.match(bare)
    return titled[0] if titled and len(bare) <= 6 else None


def _name_at(text: str, position: int, sure: bool) -> str | None:
    """Return the name that starts at ``position``; ``sure`` where 我叫 or 姓名 announces it."""
    for pattern in (_DOTTED, _MINORITY, _COMPOUND_NAME, _SINGLE_NAME, _FOUR):
        match = pattern.match(text, position)
        if match and (name := _without_title(match[0])) and _plausible(name, sure):
            return name
    return None


def _without_title(name: str) -> str | None:
    plain = re.sub(rf"(?:{_TITLES})$", "", name)
    return plain if len(plain) > 1 else None


def _plausible(name: str, sure: bool) -> bool:
    if name in NOT_NAMES or set(name) & _NEVER_IN_NAMES:
        return False
    return sure or name[:2] not in NOT_NAMES
