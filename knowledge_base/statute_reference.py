"""Reads which article a resident means: 民法典1079条怎么说, 刑法第一百二十条之一, 《劳动合同法》８２条."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from knowledge_base.chinese_numbers import to_ascii
from knowledge_base.law_lines import read_article_number
from knowledge_base.law_names import LawNames

_NUM = r"(?:\d{1,4}|[零〇一二两三四五六七八九十百千]{1,9})"
_ARTICLE = re.compile(rf"第?\s*{_NUM}\s*条(?:\s*(?:之|-)\s*{_NUM})?|第?\s*{_NUM}\s*(?:之|-)\s*{_NUM}\s*条")
_BARE_NUMBER = re.compile(r"^\s*(?:第\s*)?\d{1,4}(?:-\d)?\s*(?=$|[怎是说讲的规内写有呢吗?？。,，])")
_FILLER = re.compile(r"^[》>\s的里中]*")


@dataclass(frozen=True)
class StatuteReference:
    """``law`` is the short title, None if no known law is named; ``article`` is Arabic, None if none is named."""

    law: str | None
    article: str | None


def find_reference(text: str, names: LawNames, titles: Iterable[str] = ()) -> StatuteReference:
    """Return the law and article named in ``text``.

    Args:
        names: short and old names.
        titles: further titles, those in the database for example.
    """
    plain = to_ascii(text)
    law, end = _find_law(plain, names, tuple(titles))
    article = _article_after(plain[end:]) if law else None
    if article is None and (found := _ARTICLE.search(plain)):
        article = read_article_number(found[0])
    return StatuteReference(law, article)


def find_references(text: str, names: LawNames, titles: Iterable[str] = ()) -> tuple[StatuteReference, ...]:
    """Return every article of a named law: 劳动合同法第38条和46条 names two. Empty if no law comes with an article."""
    plain, known = to_ascii(text), tuple(titles)
    laws = list(_pattern(names, known).finditer(plain))
    found: dict[StatuteReference, None] = {}
    for here, following in zip_longest(laws, laws[1:]):
        law = names.resolve(here[0], known) or here[0]
        rest = plain[here.end() : following.start() if following else None]
        numbers = [read_article_number(one[0]) for one in _ARTICLE.finditer(_joined(rest))]
        for number in numbers or [_article_after(rest)]:
            if number:
                found.setdefault(StatuteReference(law, number))
    return tuple(found)


def _joined(text: str) -> str:
    """第38、46条 and 第38和46条 with 条 behind each number."""
    return re.sub(rf"({_NUM})(?=\s*[、和与及,]\s*第?\s*{_NUM}\s*条)", r"\1条", text)


def _pattern(names: LawNames, titles: tuple[str, ...]) -> re.Pattern[str]:
    return _known(tuple(sorted({*names.aliases, *names.repealed, *titles}, key=len, reverse=True)))


def _find_law(text: str, names: LawNames, titles: tuple[str, ...]) -> tuple[str | None, int]:
    found = _pattern(names, titles).search(text)
    if not found:
        return None, 0
    return names.resolve(found[0], titles) or found[0], found.end()


@lru_cache(maxsize=4)
def _known(names: tuple[str, ...]) -> re.Pattern[str]:
    """The longest name wins at each place; brackets in titles are met narrowed."""
    return re.compile("|".join(re.escape(to_ascii(name)) for name in names if len(name) > 1))


def _article_after(text: str) -> str | None:
    """The number that follows a law's name, with 条 or, right behind the name, without."""
    rest = _FILLER.sub("", text)
    found = _ARTICLE.search(rest) or _BARE_NUMBER.match(rest)
    return read_article_number(found[0]) if found else None
