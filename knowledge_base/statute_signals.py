"""What a collection of laws says about itself: which articles name which, how often a law is named, its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from knowledge_base.law_text import article_number, short_title

_NUM = "[零〇一二三四五六七八九十百千]+"
_REFERENCE = re.compile(
    rf"(?:《(?P<title>(?:[^《》]|《[^《》]*》)+)》|(?P<this>本法|本条例|本规定|本办法|本解释)"
    rf"|(?P<bare>民法典|刑法|民事诉讼法|刑事诉讼法|行政诉讼法))?第(?P<num>{_NUM})条(?:之(?P<sub>{_NUM}))?"
)
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_BARE_TITLE = re.compile("(民法典|刑法|民事诉讼法|刑事诉讼法|行政诉讼法)第")
_INTERPRETED = re.compile(r"(?:审理|办理)(?:涉及|利用|涉)?(.+?)(?:纠纷|民事|刑事|行政|案件)")
_TITLE_END = re.compile("(实施)?(暂行|管理)?(法|条例|规定|办法|细则|规则|决定|解释)+$")
LAW, INTERPRETATION, REGULATION, RULE = "law", "interpretation", "regulation", "rule"


@dataclass(frozen=True)
class StatuteText:
    """One article to search in. ``number`` is Arabic (``"120-1"``) or the label the source gave."""

    law: str
    number: str
    text: str
    headings: str = ""


def law_kind(title: str) -> str:
    """Return law, interpretation, regulation (条例) or rule (规定, 办法, 细则) by the title."""
    name = re.sub(r"[（(].*?[）)]", "", short_title(title))
    if any(word in name for word in ("法院", "检察院", "解释")):
        return INTERPRETATION
    if name.endswith(("法", "法典", "宪法")) and not name.endswith("办法"):
        return LAW
    return REGULATION if name.endswith("条例") else RULE


def title_core(title: str) -> str:
    """Return what a law is about: 商标法 -> 商标, …关于审理民间借贷案件…的规定 -> 民间借贷; "" if unclear."""
    name = re.sub(r"[（(].*?[）)]", "", short_title(title))
    if law_kind(title) == INTERPRETATION:
        found = _INTERPRETED.search(name)
        return found[1] if found else ""
    return _TITLE_END.sub("", name)


def references(articles: Sequence[StatuteText]) -> Iterator[tuple[int, int]]:
    """Yield (target, source) article positions for every 第…条 that can be resolved, each pair once."""
    place = {(short_title(a.law), a.number): i for i, a in enumerate(articles)}
    for source, article in enumerate(articles):
        for target in dict.fromkeys(_targets(article, place)):
            if target != source:
                yield target, source


def _targets(article: StatuteText, place: dict[tuple[str, str], int]) -> Iterator[int]:
    own = short_title(article.law)
    law, last_end = own, -9
    for match in _REFERENCE.finditer(article.text):
        if match["title"] or match["bare"]:
            law = short_title(match["title"] or match["bare"])
        elif match["this"] or match.start() - last_end > 3:
            law = own
        last_end = match.end()
        target = place.get((law, article_number(match["num"], match["sub"])))
        if target is not None:
            yield target


def reference_matrix(articles: Sequence[StatuteText]) -> sparse.csr_matrix:
    """Return targets x sources with 1 where a source article names the target."""
    pairs = list(references(articles))
    targets, sources = ([p[i] for p in pairs] for i in (0, 1))
    shape = (len(articles), len(articles))
    return sparse.csr_matrix((np.ones(len(pairs), dtype=np.float32), (targets, sources)), shape=shape)


def times_named(articles: Sequence[StatuteText], laws: Sequence[str]) -> NDArray[Any]:
    """Return, for each law, in how many articles of other laws its title stands."""
    place = {short_title(law): i for i, law in enumerate(laws)}
    counts = np.zeros(len(laws))
    for article in articles:
        own = short_title(article.law)
        names = {short_title(n) for n in _TITLE.findall(article.text) + _BARE_TITLE.findall(article.text)}
        for name in names - {own}:
            if name in place:
                counts[place[name]] += 1
    return counts
