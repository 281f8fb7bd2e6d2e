"""Milliseconds of the parts that every message passes, each beside jieba cutting the same text in the same run.

    python -m tests.benchmarks.small_parts

Prints danger check, card search and statute search (``../shared/laws``), and the loading of all answer cards beside
PyYAML reading the same files.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import jieba
import yaml

from bot.nlu.danger import check
from knowledge_base.law_collection import read_collection
from knowledge_base.loader import load
from knowledge_base.search import CardSearch
from knowledge_base.statute_signals import StatuteText
from knowledge_base.statutes import build_index
from tests.benchmarks.nlu_data import ROOT
from tests.builders_knowledge import LAWS

CARDS = ROOT / "knowledge_base" / "national" / "topics"
STORY = "我是出嫁的女儿，户口还在村里，去年开始村里分红就没有给过我，地也让人种了，找村委会说了三回都不给办。"
QUESTION = "我在工地干活受伤了，老板不给钱，也没有签合同，应该怎么办"


def main() -> None:
    """Print one line a part."""
    started = time.perf_counter()
    cards = load()
    loading = time.perf_counter() - started
    reading = seconds(_read_cards, rounds=1)
    print(f"loading {len(cards.cards)} cards: {loading:.2f} s, {loading / reading:.1f} times reading their YAML")
    search = CardSearch(cards)
    laws = read_collection(LAWS).current.values()
    statutes = build_index([StatuteText(law.title, a.number, a.text, a.chapter) for law in laws for a in law.articles])
    hundred, long = (STORY * 3)[:100], (STORY * 50)[:2000]
    beside_jieba("danger check, 100 characters", hundred, check)
    beside_jieba("danger check, 2,000 characters", long, check)
    beside_jieba("card search", STORY, search.find)
    beside_jieba("statute search, 100 results", QUESTION, lambda text: statutes.search(text, 100))


def beside_jieba(name: str, text: str, part: Callable[[str], object]) -> None:
    """One line: the best time of ``part`` on ``text``, and how many times that of cutting the text."""
    part(text)
    took, cutting = seconds(lambda: part(text)), seconds(lambda: jieba.lcut(text))
    print(f"{name}: {took * 1000:.2f} ms, {took / cutting:.1f} times jieba ({cutting * 1000:.2f} ms)")


def seconds(part: Callable[[], object], rounds: int = 20) -> float:
    """The shortest of some calls."""
    return min(_once(part) for _ in range(rounds))


def _once(part: Callable[[], object]) -> float:
    started = time.perf_counter()
    part()
    return time.perf_counter() - started


def _read_cards() -> None:
    for path in sorted(CARDS.rglob("*.yml")):
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


if __name__ == "__main__":
    main()
