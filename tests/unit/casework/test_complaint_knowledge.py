from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from knowledge_base.complaints import ComplaintWorkflow
from knowledge_base.law_collection import LawCollection, read_collection
from tests.builders_cases import CITY, NATIONAL, ROOT, rules

LAWS = ROOT.parent / "shared" / "laws"


@pytest.fixture(scope="module")
def laws() -> LawCollection:
    if not LAWS.is_dir():
        pytest.skip("the law texts are not beside the project")
    return read_collection(LAWS)


def workflow_file() -> dict[str, Any]:
    return yaml.safe_load(Path(NATIONAL / "complaint_workflow.yml").read_text(encoding="utf-8"))


def test_every_receiver_is_an_institution_of_the_city() -> None:
    known = {row["id"] for row in yaml.safe_load((CITY / "institutions.yml").read_text("utf-8"))["institutions"]}
    categories = rules().categories
    named = {c.receiver for c in categories.by_id.values()} | set(categories.words_for_bodies)
    named |= {c.receiver_if_accused for c in categories.by_id.values()} - {""}
    assert named <= known


def test_every_example_leads_to_its_own_category() -> None:
    categories = rules().categories
    wrong = [
        (category.id, example)
        for category in categories.by_id.values()
        for example in category.examples
        if getattr(categories.guess(example), "id", None) != category.id
    ]
    assert wrong == []


def test_a_text_without_any_cue_is_not_guessed() -> None:
    assert rules().categories.guess("今天天气不错") is None


def test_a_receiver_that_is_accused_does_not_get_the_accusation() -> None:
    categories = rules().categories
    assert categories.receiver_of("official_misconduct", "示例镇的会计") == "supervision_commission"
    assert categories.receiver_of("official_misconduct", "纪委的示例同志") == "petition_office"


def test_every_citation_stands_in_the_law(laws: LawCollection) -> None:
    citations = [c for category in rules().categories.by_id.values() for c in category.citations]
    citations += [c for clock in rules().workflow.clocks for c in clock.citations]
    wrong = []
    for citation in citations:
        article = laws.article(citation.law, citation.article)
        if article is None or citation.says not in article.text:
            wrong.append(citation)
    assert wrong == []


@pytest.mark.parametrize(
    "change",
    [
        {"id": "lost", "name": "无", "says": "无"},
        {"id": "lost", "name": "无", "says": "无", "final": True},
    ],
)
def test_a_state_nobody_reaches_or_leaves_is_refused(change: dict[str, Any]) -> None:
    data = workflow_file()
    data["states"].append(change)
    with pytest.raises(ValidationError, match=r"unreachable lost|dead end lost"):
        ComplaintWorkflow.parse_obj(data)


def test_a_dead_end_is_refused() -> None:
    data = workflow_file()
    data["states"].append({"id": "stuck", "name": "无", "says": "无"})
    data["actions"].append({"id": "lose", "name": "无", "roles": ["officer"], "from": ["registered"], "to": "stuck"})
    with pytest.raises(ValidationError, match="dead end stuck"):
        ComplaintWorkflow.parse_obj(data)


def test_an_unknown_state_and_a_doubled_action_are_refused() -> None:
    data = workflow_file()
    data["actions"].append({"id": "route", "name": "无", "roles": ["officer"], "from": ["registered"], "to": "nowhere"})
    with pytest.raises(ValidationError, match=r"unknown state nowhere; route stands twice"):
        ComplaintWorkflow.parse_obj(data)


def test_a_resident_can_do_something_in_every_state_but_the_withdrawn() -> None:
    workflow = rules().workflow
    silent = [state.id for state in workflow.states if not workflow.possible(state.id, "resident")]
    assert silent == ["withdrawn"]


def test_the_clocks_are_those_of_the_regulation() -> None:
    counts = {clock.id: clock.count for clock in rules().workflow.clocks}
    assert counts == {
        "register_and_route": 15,
        "tell_resident": 15,
        "handle": 60,
        "ask_review": 30,
        "review": 30,
        "ask_final_review": 30,
        "final_review": 30,
    }
