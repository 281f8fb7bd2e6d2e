"""Danger first: decides by the rules of ``knowledge_base/national/danger.yml`` whether someone is in danger now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.nlu.danger_phrases import PhraseFinder, Span, is_plain
from bot.nlu.danger_reader import ExampleReader, is_short, windows
from bot.nlu.danger_sound import as_sound
from bot.nlu.danger_text import SOFT_GAP, clause_around, sentence_around, squeeze
from knowledge_base.danger_rules import (
    Context,
    DangerExamples,
    DangerRules,
    Rule,
    Scope,
    load_danger_examples,
    load_danger_rules,
)

NOW_REACH = 40
SENTENCE_REACH = 60
BEFORE_REACH = 3
LONG_STORY = 80
LONG_STORY_REACH = 14
SOUND_LENGTH = 4
"""Shortest phrase that is also matched by sound; shorter ones sound like too many other words."""
EXAMPLE_THRESHOLD = -0.06
DOUBT_PENALTY = 0.3
NO_HINT_PENALTY = 0.3
CALM_SCORE = -0.4
CALMEST_SELF_HARM = -0.6
"""In the reader's score; all set on sentences written after rules and examples. Below the last two a message is so
much like the calm examples (业主群把我踢了, 强制装燃气报警器吗) that a rule's words in it do not count. A wish to die
is hardest to overrule: people speak of their own death in the words of everyday business."""
SHORTEST_WINDOW = 4
"""Characters; a shorter message (了, 再见) is like too many sentences at once."""
LONGEST_WITHOUT_HINT = 26
"""Characters; so much talk about a danger without one word of danger does not happen, and not reading it saves time."""
_RULE_CONFIDENCE = 1.0
_EXAMPLE_CONFIDENCE = 0.8

Spans = Sequence[Span]
Found = Mapping[str, Spans]


@dataclass(frozen=True)
class DangerFinding:
    """What was found. ``matched`` is the resident's own wording: for tests, never for logs, so repr leaves it out."""

    kind: str
    confidence: float
    matched: str = field(repr=False)


class DangerChecker:
    """The rules, compiled once, and the examples for what no rule knows; checking is pure and thread-safe."""

    def __init__(self, rules: DangerRules, examples: DangerExamples | None = None) -> None:
        """Compile. Without ``examples`` the rules decide alone."""
        self._rules = rules
        self._typos = re.compile("|".join(map(re.escape, sorted(rules.typos, key=len, reverse=True))) or "(?!)")
        says = {_rule_name(kind.id, at): rule.say for kind in rules.kinds for at, rule in enumerate(kind.rules)}
        contexts = {f"unless:{name}": context.words for name, context in rules.contexts.items()}
        groups = {f"near:{name}": rules.words[name] for name in _groups_near(rules)}
        signs = {"now:anywhere": rules.now.anywhere, "now:clause": rules.now.same_clause}
        self._finder = PhraseFinder({**says, **contexts, **groups, **signs}, rules.words)
        self._by_sound = PhraseFinder({name: _sounds(say) for name, say in says.items()}, {})
        doubts = {f"unless:{name}": rules.contexts[name].words for name in rules.doubts}
        self._doubts = PhraseFinder({**doubts, "now:anywhere": rules.now.anywhere}, rules.words)
        self._idioms = PhraseFinder({"idiom": _overlapping(rules)}, rules.words)
        self._hints = re.compile("|".join(map(re.escape, rules.hints)))
        self._reader = ExampleReader(examples.danger, examples.calm) if examples else None

    def check(self, text: str) -> DangerFinding | None:
        """Return the most urgent danger told in ``text`` (any length, as typed or normalised), or None."""
        squeezed = self._typos.sub(lambda match: self._rules.typos[match.group()], squeeze(text))
        joined = squeezed.replace(SOFT_GAP, "")
        return next(self._by_rules(joined), None) or self._by_examples(squeezed)

    def _by_rules(self, text: str) -> Iterator[DangerFinding]:
        """Yield what the rules find and the examples do not speak against, most urgent kind first."""
        found = self._finder.find(text)
        heard = self._by_sound.find(as_sound(text))
        for kind in self._rules.kinds:
            for at, rule in enumerate(kind.rules):
                name = _rule_name(kind.id, at)
                for span in (*found.get(name, ()), *heard.get(name, ())):
                    holds = _holds(rule, span, text, found, self._rules.contexts)
                    if holds and not self._is_calm(kind.id, text):
                        yield DangerFinding(kind.id, _RULE_CONFIDENCE, text[slice(*span)])

    def _is_calm(self, kind: str, text: str) -> bool:
        """Whether the examples speak against the rules. In a long story most words are about something else."""
        if self._reader is None or not is_short(text):
            return False
        bound = CALMEST_SELF_HARM if kind == "self_harm" else CALM_SCORE
        return self._reader.score(self._without_idioms(text)) < bound

    def _by_examples(self, text: str) -> DangerFinding | None:
        if self._reader is None:
            return None
        plain = self._without_idioms(text)
        alarming = [window for window in windows(plain) if self._is_alarming(window)]
        if not alarming:
            return None
        worst = max(alarming, key=self._reader.score)
        return DangerFinding(self._reader.kind(worst), _EXAMPLE_CONFIDENCE, worst)

    def _without_idioms(self, text: str) -> str:
        """Cut 气死我 and 跳楼价 out: the examples must not be compared with words that mean nothing."""
        kept, end = [], 0
        for span in self._idioms.find(text).get("idiom", ()):
            kept.append(text[end : max(end, span[0])])
            end = max(end, span[1])
        return "".join([*kept, text[end:]])

    def _is_alarming(self, window: str) -> bool:
        if self._reader is None or len(window) < SHORTEST_WINDOW:
            return False
        has_hint = self._hints.search(window) is not None
        if not has_hint and len(window) > LONGEST_WITHOUT_HINT:
            return False
        score = self._reader.score(window) - (0.0 if has_hint else NO_HINT_PENALTY)
        if score <= EXAMPLE_THRESHOLD:
            return False
        doubts = self._doubts.find(window)
        if "unless:over" in doubts:
            return False
        return "now:anywhere" in doubts or not doubts or score > EXAMPLE_THRESHOLD + DOUBT_PENALTY


def _rule_name(kind: str, at: int) -> str:
    return f"{kind}:{at}"


def _groups_near(rules: DangerRules) -> set[str]:
    return {name for kind in rules.kinds for rule in kind.rules for name in rule.near}


def _overlapping(rules: DangerRules) -> list[str]:
    idioms = (context.words for context in rules.contexts.values() if context.scope is Scope.OVERLAP)
    return [word for words in idioms for word in words]


def _sounds(phrases: tuple[str, ...]) -> Iterator[str]:
    return (as_sound(phrase) for phrase in phrases if is_plain(phrase) and len(phrase) >= SOUND_LENGTH)


def _holds(rule: Rule, span: Span, text: str, found: Found, contexts: Mapping[str, Context]) -> bool:
    if not all(_any_within(_beside(found.get(f"near:{group}", ()), span), span, rule.within) for group in rule.near):
        return False
    happening = _any_within(_beside(found.get("now:anywhere", ()), span), span, NOW_REACH)
    today = _any_inside(_beside(found.get("now:clause", ()), span), clause_around(text, *span))
    if rule.needs_now and not (happening or today):
        return False
    # A rule that needs now has used up a mere 现在 or 今天: only something happening outweighs its contexts.
    now = happening or (today and not rule.needs_now)
    return not any(
        _applies(contexts[name].scope, span, text, found.get(f"unless:{name}", ()))
        for name in rule.unless
        if not (now and contexts[name].now_wins)
    )


def _beside(marks: Spans, span: Span) -> list[Span]:
    """Leave out marks on the hit itself: 不见 does not make 不见 recent."""
    return [mark for mark in marks if mark[1] <= span[0] or mark[0] >= span[1]]


def _applies(scope: Scope, span: Span, text: str, marks: Spans) -> bool:
    if not marks:
        return False
    if scope is Scope.OVERLAP:
        return any(start < span[1] and end > span[0] for start, end in marks)
    if scope is Scope.LEADING and any(span[0] <= start and end <= span[1] for start, end in marks):
        return True
    if scope in (Scope.BEFORE, Scope.LEADING):
        clause_start = clause_around(text, *span)[0]
        return any(clause_start <= start and 0 <= span[0] - end <= BEFORE_REACH for start, end in marks)
    if scope is Scope.CLAUSE:
        return _any_inside(marks, clause_around(text, *span))
    # In a long story the next sentence, or the other end of one without marks, may well be about something else.
    is_long = len(text) > LONG_STORY
    following = 1 if scope is Scope.QUESTION and not is_long else 0
    reach = LONG_STORY_REACH if is_long else SENTENCE_REACH
    return _any_inside(marks, sentence_around(text, *span, reach=reach, following=following))


def _any_within(marks: Spans, span: Span, reach: int) -> bool:
    return any(start - span[1] <= reach and span[0] - end <= reach for start, end in marks)


def _any_inside(marks: Spans, bounds: Span) -> bool:
    return any(bounds[0] <= start and end <= bounds[1] for start, end in marks)


@lru_cache(maxsize=1)
def _checker() -> DangerChecker:
    return DangerChecker(load_danger_rules(), load_danger_examples())


def check(text: str) -> DangerFinding | None:
    """Check ``text`` by the shipped rules."""
    return _checker().check(text)
