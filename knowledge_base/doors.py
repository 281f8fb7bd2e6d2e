"""The right-door table: which path a matter belongs to, why, and what that door asks for.

The table is data (``national/doors.yml``). Of the rows whose words a text meets the strongest wins, priority
weighing in; with no words met the topic decides; with neither, or with two doors too close, the choice is not sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from knowledge_base.chinese_numbers import to_ascii
from knowledge_base.cues import strongest
from knowledge_base.schema import Citation, Door, DoorButton, DoorRule

CLOSE = 0.06
"""Two doors whose scores differ by less are both named."""


@dataclass(frozen=True)
class DoorChoice:
    """``door`` is None when nothing in the text or its topic points anywhere. ``sure`` is False when it is a guess.

    ``reason`` is one or two plain sentences, ``citations`` its articles. ``second`` is the door to try beside it or,
    when not sure, the other one that may be meant.
    """

    door: Door | None
    reason: str = ""
    citations: tuple[Citation, ...] = ()
    second: Door | None = None
    sure: bool = False
    rule: str = ""
    """Id of the row that decided."""
    name: str = ""
    """What the path is called: the row's own name, else the door's."""
    asks_for: tuple[str, ...] = ()
    buttons: tuple[DoorButton, ...] = ()
    named: Door | None = None
    """The door the text asks for by name, if that is a wrong one: what does not belong there must be said."""


@dataclass(frozen=True)
class _Met:
    score: float
    door: Door
    rule: DoorRule


def choose_door(text: str, doors: Mapping[str, Door], topic: str | None = None) -> DoorChoice:
    """Return the door for a resident's own words; ``topic`` is the legal topic the question was understood as."""
    plain = to_ascii(text)
    met = sorted(_rows_met(plain, doors, topic), key=lambda m: -m.score)
    if met:
        choice = _choice(met, doors)
        return replace(choice, named=_wrong_name(choice, named_door(plain, doors)))
    by_topic = [m for m in _rows(doors) if topic in m.rule.topics]
    if not by_topic:
        return DoorChoice(None)
    best = max(by_topic, key=lambda m: m.score)
    return _told(best, doors.get(best.rule.second), sure=False)


def named_door(text: str, doors: Mapping[str, Door]) -> Door | None:
    """Return the door that ``text`` names, by the door's own cues: 信访, 劳动监察. None if it names none."""
    best = max(doors.values(), key=lambda door: strongest(door.cues, text), default=None)
    return best if best and strongest(best.cues, text) else None


def _wrong_name(choice: DoorChoice, named: Door | None) -> Door | None:
    """A name is only called wrong when the choice is sure and does not lead there in its second step either."""
    return None if not choice.sure or named in (choice.door, choice.second) else named


def _choice(met: list[_Met], doors: Mapping[str, Door]) -> DoorChoice:
    best = met[0]
    other = next((m for m in met[1:] if m.door.id != best.door.id), None)
    close = other is not None and best.score - other.score < CLOSE
    second = other.door if other and close else doors.get(best.rule.second)
    return _told(best, second, sure=not close)


def _told(best: _Met, second: Door | None, *, sure: bool) -> DoorChoice:
    door, rule = best.door, best.rule
    return DoorChoice(
        door,
        rule.why,
        rule.citations,
        second,
        sure,
        rule.id,
        name=rule.name or door.name,
        asks_for=rule.asks_for or door.asks_for,
        buttons=rule.buttons,
    )


def _rows(doors: Mapping[str, Door]) -> Iterator[_Met]:
    for door in doors.values():
        for rule in door.rules:
            yield _Met(rule.priority / 100, door, rule)


def _rows_met(text: str, doors: Mapping[str, Door], topic: str | None) -> Iterator[_Met]:
    for row in _rows(doors):
        strength = strongest(row.rule.cues, text)
        if strength:
            bonus = TOPIC_BONUS if topic in row.rule.topics else 0.0
            yield _Met(row.score + WORDS_WEIGHT * strength + bonus, row.door, row.rule)


TOPIC_BONUS = 0.05
WORDS_WEIGHT = 0.4
