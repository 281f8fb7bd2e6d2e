"""Law texts in the public markdown layout: one ``名称(版本日期).md`` a law, ``## 第X章`` headings, 第X条 paragraphs.

民法典 lies in several files of one folder without dates, some judicial interpretations head their parts 一、二、 or go
straight to the articles, and a few old regulations carry an appendix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from knowledge_base.chinese_numbers import parse_number, to_ascii, to_chinese

_NUM = "[零〇一二三四五六七八九十百千]+"
_ARTICLE = re.compile(rf"^[*#\s　]*第({_NUM})条(?:之({_NUM}))?[*]*(?:[ 　]+|$)(.*)$")
_ITEM = re.compile(rf"^({_NUM})、(.*)$")
_HEADING = re.compile(r"^(#+)[ 　]*(.+)$")
_APPENDIX = re.compile(r"^(附件|附录|附表|附)([一二三四五六七八九十]?)(：|:|\s*$)")
_STEM = re.compile(r"^(?P<title>.+?)[(（](?P<day>\d{4}-\d{2}-\d{2})[)）]$")
_HEADER_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_HEADER_END = "<!-- INFO END -->"
CIVIL_CODE = "民法典"


class LawTextError(ValueError):
    """A file that cannot be read as a law. The message names the file."""


@dataclass(frozen=True)
class Article:
    """One article. ``number`` is Arabic with ``-1`` for 之一; paragraphs of ``text`` are separated by newlines."""

    law: str
    number: str
    text: str
    part: str = ""
    chapter: str = ""
    section: str = ""
    ordinal: int = 0
    label: str = ""
    """The number as the source wrote it, where that is not markdown: 第五十六条, 56."""


@dataclass(frozen=True)
class Law:
    """One version of one law. ``title`` is the short title without date and without 中华人民共和国."""

    title: str
    full_title: str
    version: date | None
    articles: tuple[Article, ...]
    category: str = ""

    def article(self, number: str) -> Article | None:
        """Return the article with that number (``"120-1"``), or None."""
        return next((a for a in self.articles if a.number == number), None)


def article_number(chinese: str, sub: str | None = None) -> str:
    """Return ``"120-1"`` for (一百二十, 一). Arabic digits are accepted too."""
    number = str(int(parse_number(chinese)))
    return f"{number}-{int(parse_number(sub))}" if sub else number


def article_label(number: str) -> str:
    """Return 第一百二十条之一 for ``"120-1"``; an appendix keeps its name."""
    if not number[0].isdigit():
        return number
    main, _, sub = number.partition("-")
    return f"第{to_chinese(int(main))}条" + (f"之{to_chinese(int(sub))}" if sub else "")


def short_title(title: str) -> str:
    """Return a title without 中华人民共和国, brackets narrowed as the collection's file names have them."""
    return re.sub("中华人民共和国(?!境)", "", title.strip()).strip("《》") or title


@dataclass
class _Position:
    """Where the parser stands: headings in force and the article being read."""

    law: str
    part: str = ""
    chapter: str = ""
    section: str = ""
    number: str = ""
    lines: list[str] = field(default_factory=list)
    found: list[Article] = field(default_factory=list)

    def flush(self) -> None:
        text = "\n".join(line for line in self.lines if line)
        if self.number and text:
            self.found.append(
                Article(self.law, self.number, text, self.part, self.chapter, self.section, len(self.found))
            )
        self.number, self.lines = "", []

    def open(self, number: str, first_line: str) -> None:
        self.flush()
        self.number, self.lines = number, [first_line.strip()]


def parse_law(path: Path) -> Law:
    """Read one file.

    Raises:
        LawTextError: not UTF-8, or no article in it.
    """
    try:
        raw = path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise LawTextError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    header, body = _split_header(raw)
    title, version = _title_and_version(path, header)
    articles = _parse_body(title, body, part=path.stem if title == CIVIL_CODE else "")
    if not articles:
        raise LawTextError(f"{path.name}: no article found")
    return Law(title, _full_title(header) or title, version, articles, path.parent.name)


def _split_header(raw: str) -> tuple[str, str]:
    before, mark, after = raw.partition(_HEADER_END)
    if mark:
        return before, after
    first = re.search(rf"^(##|[*]*第{_NUM}条)", raw, re.MULTILINE)
    return (raw[: first.start()], raw[first.start() :]) if first else (raw, "")


def _title_and_version(path: Path, header: str) -> tuple[str, date | None]:
    if path.parent.name == CIVIL_CODE:
        return CIVIL_CODE, _header_date(header)
    match = _STEM.match(path.stem)
    if not match:
        return short_title(path.stem), _header_date(header)
    return short_title(match["title"]), date.fromisoformat(match["day"])


def _full_title(header: str) -> str:
    headings = re.findall(r"^# *(.+)$", header, re.MULTILINE)
    return " ".join(h.strip() for h in headings)


def _header_date(header: str) -> date | None:
    """The last day named on a line about adoption or amendment, not the day of entry into force."""
    days = [
        date(*map(int, m))
        for line in header.splitlines()
        if "施行" not in line[-4:]
        for m in _HEADER_DATE.findall(line)[:1]
    ]
    return max(days, default=None)


def _parse_body(title: str, body: str, *, part: str) -> tuple[Article, ...]:
    articles = _read_lines(_Position(title, part), body, itemised=False)
    return tuple(articles or _read_lines(_Position(title, part), body, itemised=True))


def _read_lines(at: _Position, body: str, *, itemised: bool) -> list[Article]:
    for line in (raw.strip(" \t　\r") for raw in body.splitlines()):
        if line and not line.startswith("<!--"):
            _read_line(at, line, itemised)
    at.flush()
    return at.found


def _read_line(at: _Position, line: str, itemised: bool) -> None:
    article = _ARTICLE.match(line)
    appendix = _APPENDIX.match(line.lstrip("# 　"))
    if article:
        at.open(article_number(article[1], article[2]), article[3])
    elif appendix:
        at.open("附件" + (appendix[2] or ""), line.lstrip("# 　"))
    elif heading := _HEADING.match(line):
        at.flush()
        _enter(at, heading[2].strip())
    elif itemised and (item := _ITEM.match(line)):
        at.open(article_number(item[1]), item[2])
    elif at.number:
        at.lines.append(line)


def _enter(at: _Position, heading: str) -> None:
    name = re.sub(r"\s+", " ", heading)
    if re.match(rf"第{_NUM}(分编|编)", name):
        at.part = f"{at.part.split()[0]} {name}" if "分编" in name and at.part else name
        at.chapter = at.section = ""
    elif re.match(rf"第{_NUM}节", name):
        at.section = name
    else:
        at.chapter, at.section = name, ""


def law_files(folder: Path) -> Iterator[Path]:
    """Yield the files that hold laws: not indexes, not a README, nothing hidden."""
    for path in sorted(folder.rglob("*.md")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and not path.stem.startswith(("_", "README")):
            yield path


def squeeze(text: str) -> str:
    """Return ``text`` for comparing: full-width narrowed, blanks and line ends out."""
    return re.sub(r"\s+", "", to_ascii(text))
