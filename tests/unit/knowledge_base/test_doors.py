"""Which door a matter belongs to: residents' sentences, and what the table must never say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge_base.cues import CueError, parse_cue, strongest
from knowledge_base.doors import choose_door
from knowledge_base.loader import load
from knowledge_base.schema import Citation, Door, DoorRule

ROOT = Path(__file__).resolve().parents[3]
DOORS = load(ROOT / "knowledge_base", "jiayuguan", strict=False).doors
CASES = yaml.safe_load((Path(__file__).parent / "door_sentences.yml").read_text(encoding="utf-8"))
BY_TOPIC = CASES.pop("topic")
SENTENCES = [(door, text) for door, texts in CASES.items() for text in texts]
CITED = (Citation(law="信访工作条例", article="17", says="反映情况，提出建议"),)


def make_rule(rule_id: str, *cues: str, priority: int = 50, second: str = "") -> DoorRule:
    return DoorRule(id=rule_id, cues=cues, why="示例", priority=priority, second=second, citations=CITED)


def make_doors(**rules: DoorRule) -> dict[str, Door]:
    return {
        name: Door(
            id=name, name=name, institution="court", when="示例", asks_for=("示例",), citations=CITED, rules=(rule,)
        )
        for name, rule in rules.items()
    }


@pytest.mark.parametrize(("door", "text"), SENTENCES)
def test_a_sentence_is_shown_to_its_door(door: str, text: str) -> None:
    found = choose_door(text, DOORS).door
    assert (found.id if found else "none") == door


def test_there_are_sentences_for_every_door() -> None:
    assert len(SENTENCES) >= 60
    assert {door for door, _ in SENTENCES} - {"none"} == set(DOORS)


@pytest.mark.parametrize("case", BY_TOPIC, ids=lambda case: case["topic"])
def test_the_topic_alone_gives_a_door_that_is_not_sure(case: dict[str, str]) -> None:
    choice = choose_door(case["text"], DOORS, case["topic"])
    assert choice.door is not None
    assert (choice.door.id, choice.sure) == (case["door"], False)


@pytest.mark.parametrize("text", ["判决下来我不服，要去信访", "法院都判了我还是要上访", "官司输了，准备去信访局"])
def test_what_a_court_has_decided_is_never_sent_to_the_petition_office(text: str) -> None:
    choice = choose_door(text, DOORS)
    assert choice.door is not None
    assert choice.door.id != "petition"
    assert choice.second is None or choice.second.id != "petition"


@pytest.mark.parametrize("text", ["征地补偿给得太低，想申请土地仲裁", "政府征收补偿不合理，土地仲裁管吗"])
def test_expropriation_is_never_sent_to_land_arbitration(text: str) -> None:
    choice = choose_door(text, DOORS)
    assert choice.door is not None
    assert choice.door.id in ("reconsideration", "administrative_suit", "mediation_demolition")


def test_two_doors_that_are_met_alike_are_both_named_and_not_sure() -> None:
    doors = make_doors(court=make_rule("a", "借钱"), police=make_rule("b", "骗钱"))
    choice = choose_door("借钱骗钱", doors)
    assert choice.sure is False
    assert {choice.door.id if choice.door else "", choice.second.id if choice.second else ""} == {"court", "police"}


def test_priority_decides_between_rows_met_alike() -> None:
    doors = make_doors(court=make_rule("a", "借钱"), execution=make_rule("b", "判决", priority=90, second="court"))
    choice = choose_door("借钱的判决", doors)
    assert choice.door is not None
    assert (choice.door.id, choice.sure, choice.rule) == ("execution", True, "b")
    assert choice.second is doors["court"]


def test_a_refused_word_keeps_a_row_out() -> None:
    assert strongest(["仲裁+-土地"], "土地仲裁") == 0
    assert strongest(["仲裁+-土地"], "劳动仲裁") > 0


@pytest.mark.parametrize("notation", ["", "-土地", "仲裁+", "仲裁//工资", "仲裁+-"])
def test_a_cue_no_text_can_meet_is_refused(notation: str) -> None:
    with pytest.raises(CueError):
        parse_cue(notation)


def test_every_row_says_why_and_what_the_door_asks_for() -> None:
    known_topics = {path.stem for path in (ROOT / "nlu_data" / "consult").glob("*.yml")}
    for door in DOORS.values():
        assert door.asks_for
        assert door.rules
        for rule in door.rules:
            assert rule.why.endswith("。")
            assert rule.second == "" or rule.second in DOORS
            assert set(rule.topics) <= known_topics
            assert [parse_cue(cue) for cue in rule.cues]
