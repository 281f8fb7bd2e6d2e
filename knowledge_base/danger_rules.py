"""The typed form of ``national/danger.yml``: by which words a message is known to be about danger.

The file is written for people who know residents, not regular expressions. A *phrase* is plain text in which
``<组名>`` stands for any word of a named group, ``…`` for up to six characters of the same clause and ``……`` for up to
fourteen characters that may run over a comma.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, root_validator

from knowledge_base.schema import Strict, at_least

DANGER_FILE = Path(__file__).parent / "national" / "danger.yml"
EXAMPLES_FILE = Path(__file__).parent / "national" / "danger_examples.yml"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
GROUP_NAME = re.compile(r"<([^<>]+)>")


class Scope(str, Enum):
    """Where the words of a context must stand to count for a hit."""

    OVERLAP = "overlap"
    """On the very characters of the hit: 跳楼 in 跳楼价."""
    BEFORE = "before"
    """In the same clause, ending at most three characters ahead of the hit: 没有 in 没有想自杀."""
    LEADING = "leading"
    """As ``before``, or inside the hit itself: 以前 in 他以前打我."""
    CLAUSE = "clause"
    SENTENCE = "sentence"
    QUESTION = "question"
    """The hit's sentence or the next one, where the question usually stands."""


class Context(Strict):
    """Words that take the danger out of a hit: a past event, a legal question, an idiom, a negation, a news item."""

    scope: Scope
    now_wins: bool = False
    """A sign of now beside the hit makes this context irrelevant."""
    words: tuple[str, ...]


class Rule(Strict):
    """One way in which danger is told: any phrase of ``say``, with a word of each group of ``near`` close by."""

    say: tuple[str, ...]
    near: tuple[str, ...] = ()
    """Names of word groups; each must occur within ``within`` characters, in either order."""
    within: int = Field(default=12, gt=0)
    unless: tuple[str, ...] = ()
    """Names of contexts."""
    needs_now: bool = False
    """Counts only beside a sign of now."""

    _not_empty = at_least(1, "say")


class Kind(Strict):
    """One kind of danger; its id ends the name of the response ``utter_emergency_<id>``."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    name: str
    rules: tuple[Rule, ...]

    _not_empty = at_least(1, "rules")


class NowSigns(Strict):
    """Signs that something is happening at this moment."""

    anywhere: tuple[str, ...]
    """Count within forty characters of the hit: 正在, 躲在, 快来."""
    same_clause: tuple[str, ...]
    """Times that also begin a plain question (现在想离婚), so they count in the hit's own clause only."""


class DangerRules(Strict):
    """The whole file. ``kinds`` stand most urgent first."""

    typos: dict[str, str]
    """Wrongly typed word -> word meant, put right before anything is looked for."""
    words: dict[str, tuple[str, ...]]
    now: NowSigns
    contexts: dict[str, Context]
    hints: tuple[str, ...]
    """A message without any of these must be more like the examples to count."""
    doubts: tuple[str, ...]
    """Contexts that count against a message when it is compared with the examples."""
    kinds: tuple[Kind, ...]

    @root_validator(skip_on_failure=True)
    def _names_are_defined(cls, values: dict[str, Any]) -> dict[str, Any]:
        for kind in values["kinds"]:
            for rule in kind.rules:
                _refuse_unknown(kind.id, set(rule.near) - set(values["words"]))
                _refuse_unknown(kind.id, set(rule.unless) - set(values["contexts"]))
                _refuse_unknown(kind.id, _groups_named(rule.say) - set(values["words"]))
        _refuse_unknown("doubts", set(values["doubts"]) - set(values["contexts"]))
        for name, context in values["contexts"].items():
            _refuse_unknown(name, _groups_named(context.words) - set(values["words"]))
        return values


class DangerExamples(Strict):
    """``danger_examples.yml``: own-written sentences that a message is compared with where no rule applies."""

    danger: dict[str, tuple[str, ...]]
    """Kind id -> sentences of people in danger."""
    lookalikes: tuple[str, ...]
    """Past events, legal questions, idioms, news, jokes, denials."""
    everyday: tuple[str, ...]

    @property
    def calm(self) -> tuple[str, ...]:
        """All sentences without danger."""
        return self.lookalikes + self.everyday


def _groups_named(phrases: tuple[str, ...]) -> set[str]:
    return {name for phrase in phrases for name in GROUP_NAME.findall(phrase)}


def _refuse_unknown(where: str, names: set[str]) -> None:
    if names:
        raise ValueError(f"{where}: unknown names {sorted(names)}")


@lru_cache(maxsize=1)
def load_danger_rules(path: Path = DANGER_FILE) -> DangerRules:
    """Read and check the rules. Raises ``pydantic.ValidationError`` or ``yaml.YAMLError`` on a broken file."""
    return DangerRules.parse_obj(yaml.load(path.read_text(encoding="utf-8"), _LOADER))


@lru_cache(maxsize=1)
def load_danger_examples(path: Path = EXAMPLES_FILE) -> DangerExamples:
    """Read and check the examples. Raises as ``load_danger_rules`` does."""
    return DangerExamples.parse_obj(yaml.load(path.read_text(encoding="utf-8"), _LOADER))
