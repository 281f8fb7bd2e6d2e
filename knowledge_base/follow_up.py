"""Which of the offered choices a typed message means, and which one a question already states.

Words are compared with their polarity: 领证了 does not mean the button 没领证没同住. Ways of saying the same thing are
data (``national/reply_words.yml``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from knowledge_base.chinese_numbers import to_ascii
from knowledge_base.schema import Card, FollowUpOption

WORDS = Path(__file__).parent / "national" / "reply_words.yml"
SHORT = 20
"""Longer messages are a new question, not a reply."""
ENOUGH, STRICT = 0.4, 0.6
"""Part of the message that a choice's words must cover: where nothing else is meant, and where something may be."""
AHEAD = 0.2
"""How much more of the message the best choice must cover than the next."""
LEFT_OVER, BY_ELIMINATION = 0.25, 2
"""What is enough where the message speaks against at least so many choices and has words of only one other."""
WHOLE = 3
"""A question of this many characters is a reply only if one choice holds it word for word."""
_MARKS = re.compile(r"[\s，。；、,.;:：!！?？~…“”\"'（）()]+")
_LEADING = re.compile("^(?:嗯+|哦|噢|就是|应该是|我们家?|我家?|俺|咱|现在|属于|选|点|是)+")
_TRAILING = re.compile("(?:的?那个|的?这个|这种|那种|的那种|的?那一个|了|的|吧|呢|啊|呀|哈)+$")
_QUESTION = re.compile("[?？吗么]|怎么|咋|多少|多久|哪|谁|什么|能不能|可不可以|要不要|该不该")
_ORDINAL = re.compile(
    "(?:选|点|就|是|要)?(?:第([1-9一二三四五六七八九])(?:个|种|条|项|件|样)?|([1-9一二三四五六七八九])号?)(?:的|吧|那个|啊|了)*"
)
_DIGITS = "一二三四五六七八九"
_UPPER = re.compile("(?:就|是|选|要)?(?:最?上面|最?前面|头)(?:的)?(?:那?一?个|那种|那件|的)?(?:吧|的)?")
_LOWER = re.compile("(?:就|是|选|要)?(?:最?下面|最?后面|最后|末)(?:的)?(?:那?一?个|那种|那件|的)?(?:吧|的)?")
_NEITHER = frozenset(["都没有", "都不是", "不知道", "什么都没有", "没有证据"])
"""Buttons that hold words which a question says by the way."""


def matching_choice(choices: Sequence[str], text: str, *, strict: bool = False) -> int | None:
    """Return the place of the choice that ``text`` means by number, words or like words; None if it may be none.

    ``strict``: the message was also understood as something of its own, so it must be nearly all about the choice.
    """
    plain = _plain(text)
    if not choices or not 0 < len(plain) <= SHORT:
        return None
    numbered = _by_number(len(choices), plain)
    if numbered is not None:
        return numbered
    core, labels = _core(plain), [_plain(choice) for choice in choices]
    for wording in (plain, core):
        holding = [place for place, label in enumerate(labels) if wording in (label, _core(label))]
        if len(holding) == 1:
            return holding[0]
    if _QUESTION.search(text):
        holding = [place for place, label in enumerate(labels) if core in label]
        return holding[0] if len(holding) == 1 and len(core) >= WHOLE else None
    return _by_words(list(choices), text, STRICT if strict else ENOUGH)


def matching_option(card: Card, text: str, *, strict: bool = False) -> FollowUpOption | None:
    """The option of the card's follow-up question that ``text`` means; None when none or two are as close."""
    if card.follow_up is None:
        return None
    place = matching_choice([option.button for option in card.follow_up.options], text, strict=strict)
    return None if place is None else card.follow_up.options[place]


def stated_option(card: Card, question: str) -> FollowUpOption | None:
    """The one option whose case a whole question already states, word for word or alike: 怀孕了公司要辞退我."""
    if card.follow_up is None:
        return None
    stated = [o for o in card.follow_up.options if o.button not in _NEITHER and _states(question, o.button)]
    return stated[0] if len(stated) == 1 else None


def _plain(text: str) -> str:
    return _MARKS.sub("", to_ascii(text))


def _core(plain: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", plain))


def _compared(text: str) -> str:
    """The part of a message that a choice must cover; of 写了 the particle says the most."""
    plain = _plain(text)
    core = _core(plain)
    return core if len(core) > 1 else plain


def _by_number(count: int, plain: str) -> int | None:
    found = _ORDINAL.fullmatch(plain)
    if found:
        digit = found[1] or found[2]
        place = _DIGITS.index(digit) if digit in _DIGITS else int(digit) - 1
        return place if place < count else None
    if _UPPER.fullmatch(plain):
        return 0
    return count - 1 if _LOWER.fullmatch(plain) else None


def _by_words(choices: Sequence[str], text: str, enough: float) -> int | None:
    said = _pairs(text)
    length = max(2, len(_compared(text)))
    covered = []
    for place, choice in enumerate(choices):
        shown = _pairs(choice)
        if _contradicts(said, shown, text, choice):
            continue
        spots = _spots(text, choice, said, shown)
        covered.append((len(spots) / length, len(spots) / max(1, len(_plain(choice))), place))
    ranked = sorted(covered, reverse=True)
    excluded = len(choices) - len(ranked)
    alone = excluded >= BY_ELIMINATION and all(not share for share, _, _ in ranked[1:])
    if not ranked or ranked[0][0] < (LEFT_OVER if alone else enough):
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < AHEAD and ranked[0][1] - ranked[1][1] < AHEAD:
        return None
    return ranked[0][2]


def _states(question: str, button: str) -> bool:
    said = _pairs(question)
    for part in re.split("[、，,]|或", button):
        shown = _pairs(part)
        core = _core(_plain(part))
        if len(core) < 2 or not shown or _contradicts(said, shown, question, part):
            continue
        whole = _plain(part) if part.startswith("我") else core  # 我是包工头 is not stated by 包给包工头
        if whole in _plain(question) or _like(question, part):
            return True
    return False


def _like(question: str, part: str) -> bool:
    """Whether a group of words that makes up the button is named in the question in other words."""
    core = _core(_plain(part))
    for group in _groups():
        mine = [word for word in group if word in part and 2 * len(word) >= len(core)]
        if mine and any(word in question and not _denied(question, question.find(word)) for word in group):
            return True
    return False


def _pairs(text: str) -> dict[str, set[bool]]:
    """Pairs of neighbouring characters with whether each is denied (没领证: 领证 is)."""
    plain = to_ascii(text)
    found: dict[str, set[bool]] = {}
    for clause in _MARKS.split(plain):
        for start in range(len(clause) - 1):
            pair = clause[start : start + 2]
            found.setdefault(pair, set()).add(_denied(clause, start))
    return found


def _denied(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start]
    return before.endswith(("没", "不", "未", "无", "别", "没有")) and not before.endswith("有没有")


def _contradicts(said: dict[str, set[bool]], shown: dict[str, set[bool]], text: str, choice: str) -> bool:
    if any(said[pair].isdisjoint(shown[pair]) for pair in said.keys() & shown.keys()):
        return True
    for mine, theirs in _shared_words(text, choice):
        if _denied(text, text.find(mine)) != _denied(choice, choice.find(theirs)):
            return True
    return False


def _spots(text: str, choice: str, said: dict[str, set[bool]], shown: dict[str, set[bool]]) -> set[int]:
    """Places of ``text`` that the choice covers, by pairs of characters or by words that mean the same."""
    core = _compared(text)
    spots: set[int] = set()
    for start in range(len(core) - 1):
        if core[start : start + 2] in said.keys() & shown.keys():
            spots |= {start, start + 1}
    for mine, _ in _shared_words(text, choice):
        start = core.find(mine)
        at = start if start >= 0 else 0
        spots |= set(range(at, min(len(core), at + len(mine))))
    return spots


def _shared_words(text: str, choice: str) -> list[tuple[str, str]]:
    """Each word of ``text`` with the word of ``choice`` that means the same."""
    shared = []
    for group in _groups():
        mine = max((word for word in group if word in text), key=len, default=None)
        theirs = max((word for word in group if word in choice), key=len, default=None)
        if mine and theirs:
            shared.append((mine, theirs))
    return shared


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[str, ...], ...]:
    document = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return tuple(tuple(str(word) for word in group) for group in document["groups"])
