"""What the bot knows about complaints: the categories residents choose from, and the way a complaint goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, root_validator

from knowledge_base.schema import Citation, Strict, Unit, at_least

Role = Literal["resident", "officer", "manager", "system"]
Procedure = Literal["petition", "own_rules", "accusation"]
"""``petition``: 信访工作条例 31(6), sixty days. ``own_rules``: the receiver acts under its own law (31(1)-(5)).
``accusation``: 检举控告, handled under the discipline bodies' rules (22, 23) and never shown to the accused (30)."""
STAYS = "stays"
"""As an action's ``to``: the state does not change."""
GAP = "…"
"""In a cue: at most ``GAP_LENGTH`` other characters may stand between its halves (收了…钱)."""
GAP_LENGTH = 10
CLEARLY = 2
"""Characters by which another category must cover more of the facts before it is proposed."""


class ComplaintCategory(Strict):
    """One kind of complaint, in residents' words, and the body that takes it up."""

    id: str = Field(regex=r"^[a-z0-9_]+$")
    name: str = Field(max_length=14)
    """Fits on a button."""
    examples: tuple[str, ...]
    cues: tuple[str, ...]
    """Words that point to this category when a resident tells the matter freely."""
    cues_of_officials: tuple[str, ...] = ()
    """Words that only point here where the text names an official: a shop that takes money is no misconduct."""
    receiver: str
    """Id of the institution that receives it."""
    receiver_if_accused: str = ""
    """Who receives it instead when the receiver itself is accused (信访工作条例 30)."""
    asks_for: tuple[str, ...]
    """What the receiver will ask the resident for."""
    door_note: str
    """What the resident should know about this door, in one or two sentences."""
    procedure: Procedure
    citations: tuple[Citation, ...] = ()

    _enough = at_least(3, "examples", "cues")
    _not_empty = at_least(1, "asks_for")


class _CategoriesFile(Strict):
    categories: tuple[ComplaintCategory, ...]
    words_for_bodies: dict[str, tuple[str, ...]]
    words_for_officials: tuple[str, ...] = ()


class ComplaintCategories(Strict):
    """All categories, and the words by which residents name each body."""

    by_id: dict[str, ComplaintCategory]
    words_for_bodies: dict[str, tuple[str, ...]]
    words_for_officials: tuple[str, ...]

    def receiver_of(self, category_id: str, about_whom: str) -> str:
        """Return the institution for a complaint: another one when ``about_whom`` names the usual one.

        Raises ``KeyError`` for an unknown category.
        """
        category = self.by_id[category_id]
        if category.receiver_if_accused and self.names_body(about_whom, category.receiver):
            return category.receiver_if_accused
        return category.receiver

    def names_body(self, about_whom: str, institution: str) -> bool:
        """Return whether the words a resident used for the accused point to this institution."""
        return any(word in about_whom for word in self.words_for_bodies.get(institution, ()))

    def guess(self, text: str) -> ComplaintCategory | None:
        """Return the category whose cues cover most of ``text``; None when no cue or two categories equally."""
        scores = {category_id: self.score(category_id, text) for category_id in self.by_id}
        best = max(scores.values(), default=0)
        leaders = [category_id for category_id, score in scores.items() if score == best]
        return self.by_id[leaders[0]] if best and len(leaders) == 1 else None

    def score(self, category_id: str, text: str) -> int:
        """Return how many characters of ``text`` the category's cues cover."""
        category = self.by_id[category_id]
        score = sum(_covered(cue, text) for cue in category.cues)
        official = max((len(word) for word in self.words_for_officials if word in text), default=0)
        by_official = sum(_covered(cue, text) for cue in category.cues_of_officials) if official else 0
        return score + (by_official + official if by_official else 0)

    def better(self, category_id: str, text: str) -> ComplaintCategory | None:
        """Return a category that ``text`` clearly points to while it does less so to the chosen one, or None."""
        guessed = self.guess(text)
        if guessed is None or guessed.id == category_id:
            return None
        return guessed if self.score(guessed.id, text) >= self.score(category_id, text) + CLEARLY else None


def _covered(cue: str, text: str) -> int:
    if GAP not in cue:
        return len(cue) if cue in text else 0
    halves = f".{{0,{GAP_LENGTH}}}".join(re.escape(half) for half in cue.split(GAP))
    return len(cue) - 1 if re.search(halves, text) else 0


class ComplaintState(Strict):
    """Where a complaint stands."""

    id: str = Field(regex=r"^[a-z_]+$")
    name: str
    says: str
    """What it means for the resident, one sentence."""
    final: bool = False


class ComplaintAction(Strict):
    """A step: who may take it, from which states, and where it leads."""

    id: str = Field(regex=r"^[a-z_]+$")
    name: str
    """As it stands in the history the resident reads: 转送承办单位."""
    roles: tuple[Role, ...]
    from_: tuple[str, ...] = Field(alias="from")
    to: str
    reason_required: bool = False
    public: bool = True
    """Whether the resident sees it in the history."""


class ComplaintClock(Strict):
    """A time limit that starts when a complaint enters a state."""

    id: str = Field(regex=r"^[a-z_]+$")
    state: str
    count: int = Field(gt=0)
    unit: Unit
    sets: Literal["due_by", "handle_by"] = "due_by"
    procedures: tuple[Procedure, ...] = ("petition", "own_rules", "accusation")
    """Where the clock runs; the law leaves accusations and some other matters to the bodies' own rules."""
    citations: tuple[Citation, ...]


class ComplaintWorkflow(Strict):
    """States, actions and clocks. Refuses unknown states, two ways for one action, dead ends and unreachable states."""

    start: str
    states: tuple[ComplaintState, ...]
    actions: tuple[ComplaintAction, ...]
    clocks: tuple[ComplaintClock, ...]

    @root_validator(skip_on_failure=True)
    def _consistent(cls, values: dict[str, Any]) -> dict[str, Any]:
        problems = list(_workflow_problems(values))
        if problems:
            raise ValueError("; ".join(problems))
        return values

    def state(self, state_id: str) -> ComplaintState:
        """Raises ``KeyError`` for an unknown id."""
        return {state.id: state for state in self.states}[state_id]

    def action(self, action_id: str, state_id: str, role: str) -> ComplaintAction | None:
        """Return the action when ``role`` may take it in that state."""
        for action in self.actions:
            if action.id == action_id and state_id in action.from_ and role in action.roles:
                return action
        return None

    def possible(self, state_id: str, role: str) -> tuple[str, ...]:
        """Return the ids of the actions ``role`` may take in a state."""
        return tuple(a.id for a in self.actions if state_id in a.from_ and role in a.roles)

    def clocks_of(self, state_id: str, procedure: str) -> tuple[ComplaintClock, ...]:
        """Return the clocks that start on entering a state."""
        return tuple(c for c in self.clocks if c.state == state_id and procedure in c.procedures)


def load_complaint_categories(national_dir: Path) -> ComplaintCategories:
    """Read ``complaint_categories.yml``. Raises ``pydantic.ValidationError`` or ``ValueError`` for a broken file."""
    parsed = _CategoriesFile.parse_obj(_read(national_dir / "complaint_categories.yml"))
    by_id = {category.id: category for category in parsed.categories}
    if len(by_id) != len(parsed.categories):
        raise ValueError("complaint_categories.yml: a category id stands twice")
    for category in parsed.categories:
        if category.procedure == "accusation" and category.receiver_if_accused in ("", category.receiver):
            raise ValueError(f"complaint_categories.yml: {category.id} needs another receiver_if_accused")
    return ComplaintCategories(
        by_id=by_id, words_for_bodies=parsed.words_for_bodies, words_for_officials=parsed.words_for_officials
    )


def load_complaint_workflow(national_dir: Path) -> ComplaintWorkflow:
    """Read ``complaint_workflow.yml``. Raises ``pydantic.ValidationError`` for a broken file."""
    return ComplaintWorkflow.parse_obj(_read(national_dir / "complaint_workflow.yml"))


def _read(path: Path) -> Any:
    with path.open(encoding="utf-8") as handle:
        return yaml.safe_load(handle)


def _workflow_problems(values: dict[str, Any]) -> Iterable[str]:
    states = {state.id: state for state in values["states"]}
    actions: tuple[ComplaintAction, ...] = values["actions"]
    named = {values["start"], *(c.state for c in values["clocks"])}
    for action in actions:
        named.update((*action.from_, *({action.to} - {STAYS})))
    yield from (f"unknown state {name}" for name in sorted(named - states.keys()))
    yield from _doubled(actions)
    moves = {(source, a.to) for a in actions if a.to != STAYS for source in a.from_}
    finals = {state.id for state in states.values() if state.final}
    yield from (f"dead end {name}" for name in sorted(states.keys() - _closure(finals, {(b, a) for a, b in moves})))
    yield from (f"unreachable {name}" for name in sorted(states.keys() - _closure({values["start"]}, moves)))


def _doubled(actions: tuple[ComplaintAction, ...]) -> Iterable[str]:
    seen: set[tuple[str, str]] = set()
    for action in actions:
        for source in action.from_:
            if (action.id, source) in seen:
                yield f"{action.id} stands twice for {source}"
            seen.add((action.id, source))


def _closure(start: set[str], moves: set[tuple[str, str]]) -> set[str]:
    """Return every state that can be reached from ``start`` along ``moves``."""
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = {b for a, b in moves if a in fresh} - reached
        reached |= fresh
    return reached
