"""Law texts as JSON lines: ``{"law", "article", "text", "version"?}`` or ``{"id": "劳动法第三条", "text"}``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from knowledge_base.chinese_numbers import to_ascii
from knowledge_base.law_text import Article, Law, LawTextError, article_number

_NUM = r"(?:\d+|[零〇一二两三四五六七八九十百千]+)"
_ARTICLE = re.compile(rf"第?\s*(?P<num>{_NUM})\s*条?\s*(?:(?:之|-)\s*(?P<sub>{_NUM}))?\s*条?$")
_ID = re.compile(rf"(?P<law>.+?)(?P<article>第\s*{_NUM}\s*条(?:之{_NUM})?)$")


def read_article_number(text: str) -> str | None:
    """Return ``"120-1"`` for 第一百二十条之一, １２０条之一, 120-1 or 120之1; None if it is no article number."""
    found = _ARTICLE.match(to_ascii(text).strip())
    if not found:
        return None
    try:
        return article_number(found["num"], found["sub"])
    except ValueError:
        return None


def read_law_lines(path: Path) -> tuple[list[Law], list[str]]:
    """Return the laws of one file and one sentence a line that could not be used; an article given twice counts once.

    Raises:
        LawTextError: the file cannot be read or no line of it can be used.
    """
    problems: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LawTextError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    laws = list(_group(_entries(lines, path.name, problems)))
    if not laws:
        raise LawTextError(f"{path.name}: no line with law, article and text")
    return laws, problems


def _entries(lines: Iterable[str], name: str, problems: list[str]) -> Iterator[dict[str, str]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _entry(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            problems.append(f"{name} line {number}: {_reason(error)}")


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"field {error} is missing"
    return "not valid JSON" if isinstance(error, json.JSONDecodeError) else str(error)


def _entry(raw: Any) -> dict[str, str]:
    if "law" not in raw and "id" in raw:
        found = _ID.match(raw["id"])
        if not found:
            raise ValueError("'id' is no law and article")
        raw = {**raw, "law": found["law"], "article": found["article"]}
    label, text = str(raw["article"]).strip(), str(raw["text"]).strip()
    if not text or not str(raw["law"]).strip():
        raise ValueError("law or text is empty")
    version = str(raw.get("version") or "")
    if version:
        date.fromisoformat(version)
    number = read_article_number(label) or label
    return {"law": str(raw["law"]).strip(), "number": number, "label": label, "text": text, "version": version}


def _group(entries: Iterable[dict[str, str]]) -> Iterator[Law]:
    """One law a title and version, in the order of the file; the last text of an article counts."""
    laws: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for entry in entries:
        laws.setdefault((entry["law"], entry["version"]), {})[entry["number"]] = entry
    for (title, version), articles in laws.items():
        built = tuple(
            Article(title, e["number"], e["text"], ordinal=i, label=e["label"]) for i, e in enumerate(articles.values())
        )
        yield Law(title, title, date.fromisoformat(version) if version else None, built)


def label_of(article: Article) -> str:
    """Return the number as its JSON source wrote it; for markdown sources the Arabic number."""
    return article.label or article.number
