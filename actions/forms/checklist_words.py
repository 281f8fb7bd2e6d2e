"""What typed words say about papers: which one is there or not, a question about it, a matter of another office."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.forms.common_fields import bare
from knowledge_base.schema import Material

YES = frozenset(["是", "是的", "是呢", "对", "对的", "对着呢", "嗯", "就是的", "就是", "没错", "1"])
NO = frozenset(["不是", "不", "不对", "否", "不是的", "2"])
GO_ON = frozenset(
    ["继续", "接着", "接着来", "接着对", "继续对", "继续吧", "往下", "下一个", "下一样", "好", "好的", "行"]
)
"""Words that want the question again; they say nothing of a paper."""
_LACK = "没有|没得|莫有|莫得|没带|没办|没开|没准备|忘带|忘了带|丢了|丢掉了|找不到|不见了|没"
_HAVE = "带着|带了|带上了|准备好|办好|开好|在呢|有"
_LACKING = re.compile(
    rf"(?:我|我的|还|就|这个|可是)*(?:(?:{_LACK})(?P<after>.+)|(?P<before>.+?)(?:也|都|还|我|让我|给|弄)*(?:{_LACK})了?)"
)
_HAVING = re.compile(rf"(?:我|我的|这个)*(?:(?:{_HAVE})了?(?P<after>.+)|(?P<before>.+?)(?:也|都|我)*(?:{_HAVE})了?)")
_TAIL = re.compile("[了的呢哩啊呀吧]+$")
ABOUT_A_PAPER = re.compile(
    "原件|复印|几份|去哪|到哪|哪里|哪儿|找谁|谁开|多久|几天|咋办|怎么办|咋开|怎么开|咋写|怎么写|代替|替代|啥样|什么样|长啥|是什么|是啥"
)
_GENERIC = re.compile(
    "请问|麻烦|我|想|要|需要|得|应该|该|去|来|到|办理|办事|办|申请|带|拿|准备|交|提交|提供|什么|啥子|啥|哪些|那些|些|几样|材料|"
    "东西|手续|证件|资料|清单|都|的|呢|吗|呀|啊|哩|一下|告诉|看看|查|给|这个|这件|那个|事情|事项|事|时候|"
    "最多跑一次|跑一趟|一趟|窗口|大厅|预约|约|时|[？?，。,！!\\s]"
)
MATTER_FROM = 2


def named_paper(text: str, papers: Sequence[Material], open_paper: Material | None) -> Material | None:
    """The paper of the list whose name holds ``text``; the one just asked for goes first."""
    words = _TAIL.sub("", bare(text)).removeprefix("我的")
    if len(words) < MATTER_FROM:
        return None
    ordered = [open_paper, *papers] if open_paper else list(papers)
    return next((paper for paper in ordered if _same(words, paper.name)), None)


def said_of_paper(text: str) -> tuple[str, bool] | None:
    """The words for a paper and whether it is there: 没带身份证, 判决书丢了, 户口本有. None: neither."""
    words = bare(text)
    for pattern, there in ((_LACKING, False), (_HAVING, True)):
        match = pattern.fullmatch(words)
        if match:
            return match["after"] or match["before"], there
    return None


def asks_about_paper(text: str) -> bool:
    """Whether original or copy, who issues it, how long it takes is asked."""
    return ABOUT_A_PAPER.search(text) is not None


def question_names(text: str, papers: Sequence[Material], open_paper: Material | None) -> Material | None:
    """The paper that a question is about: one it names, else the one just asked for."""
    named = next((paper for paper in papers if any(_same(word, paper.name) for word in _pieces(text))), None)
    return named or open_paper


def foreign_matter(text: str) -> str | None:
    """What is left of 办低保要带什么 without the words of the question; None when nothing is named."""
    rest = _GENERIC.sub("", text)
    return rest if len(rest) >= MATTER_FROM and not text.startswith("/") else None


def _pieces(text: str) -> list[str]:
    return [
        piece for piece in re.split("要|得|是|去|到|用|多久|几|能|可|怎|咋|的", bare(text)) if len(piece) >= MATTER_FROM
    ]


_SAME_WORDS = (("户口本", "户口簿"), ("身份证", "居民身份证"), ("委托书", "授权委托书"), ("律师证", "律师执业证书"))


def _same(words: str, name: str) -> bool:
    forms = {words, *(formal for spoken, formal in _SAME_WORDS if words == spoken)}
    return any(form in name for form in forms)
