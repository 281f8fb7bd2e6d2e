"""The checklist that asks: order, conditions, substitutes, the verdict, and taking it up again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.casework.checklists import (
    FRESH,
    Answer,
    Kind,
    answer_condition,
    answer_material,
    applicable,
    begin,
    deciding,
    finish,
    last_open,
    next_question,
    state_of,
)
from bot.settings import ROOT
from bot.storage.checklists import ChecklistRun
from knowledge_base.loader import load
from tests.builders_booking import NOW
from tests.builders_visits import make_paper_item, make_visit_database

ITEM = make_paper_item()
PAPER = {material.id: material for material in ITEM.materials}
ALL_ITEMS = sorted(load(ROOT / "knowledge_base", "jiayuguan").service_items.values(), key=lambda item: item.id)


def empty_run() -> ChecklistRun:
    return ChecklistRun(conditions={}, answers={}, started_at=NOW, updated_at=NOW)


def asked(run: ChecklistRun) -> str:
    question = next_question(ITEM, run)
    return question.key if question else ""


def say_no_to_agent(run: ChecklistRun) -> None:
    answer_condition(run, "agent", False, now=NOW)


def test_only_conditions_on_which_a_paper_depends_are_asked_and_first() -> None:
    run = empty_run()
    assert asked(run) == "condition.agent"
    say_no_to_agent(run)
    assert asked(run) == "material.id_card"


def test_a_paper_for_agents_is_asked_of_agents_only() -> None:
    run = empty_run()
    say_no_to_agent(run)
    for name in ("id_card", "application"):
        answer_material(run, PAPER[name], Answer.HAVE, now=NOW)
    assert asked(run) == ""
    answer_condition(run, "agent", True, now=NOW)
    assert asked(run) == "material.power"


def test_something_else_is_asked_back_where_something_may_stand_in() -> None:
    run = empty_run()
    say_no_to_agent(run)
    assert answer_material(run, PAPER["id_card"], Answer.OTHER, now=NOW) is Answer.OTHER
    assert asked(run) == "substitute.id_card"
    answer_material(run, PAPER["id_card"], Answer.SUBSTITUTE, now=NOW)
    assert asked(run) == "material.application"


def test_something_else_is_missing_where_nothing_may_stand_in() -> None:
    run = empty_run()
    assert answer_material(run, PAPER["application"], Answer.OTHER, now=NOW) is Answer.MISSING


def test_progress_is_counted_among_the_papers_that_apply() -> None:
    run = empty_run()
    say_no_to_agent(run)
    answer_material(run, PAPER["id_card"], Answer.HAVE, now=NOW)
    question = next_question(ITEM, run)
    assert question is not None
    assert (question.done, question.total) == (2, 2)


def test_a_run_is_taken_up_days_later_where_it_stopped(tmp_path: Path) -> None:
    factory = make_visit_database(tmp_path)
    with factory() as session, session.begin():
        say_no_to_agent(begin(session, "talk", ITEM, now=NOW))
    later = NOW + timedelta(days=5)
    with factory() as session, session.begin():
        run = last_open(session, "talk", now=later)
        assert run is not None and run.item_id == ITEM.id
        assert asked(begin(session, "talk", ITEM, now=later)) == "material.id_card"


def test_starting_anew_or_after_months_empties_the_answers(tmp_path: Path) -> None:
    factory = make_visit_database(tmp_path)
    with factory() as session, session.begin():
        say_no_to_agent(begin(session, "talk", ITEM, now=NOW))
        assert begin(session, "talk", ITEM, now=NOW, anew=True).conditions == {}
        say_no_to_agent(begin(session, "talk", ITEM, now=NOW))
        long_after = NOW + FRESH + timedelta(days=1)
        assert state_of(session, "talk", ITEM, now=long_after).code == "unchecked"
        assert begin(session, "talk", ITEM, now=long_after).conditions == {}


def test_conversations_and_items_do_not_mix(tmp_path: Path) -> None:
    with make_visit_database(tmp_path)() as session:
        say_no_to_agent(begin(session, "talk", ITEM, now=NOW))
        other = make_paper_item(item_id="other_item")
        assert begin(session, "elsewhere", ITEM, now=NOW).conditions == {}
        assert begin(session, "talk", other, now=NOW).conditions == {}


def state_after(session: Session, **answers: Answer) -> str:
    run = begin(session, "talk", ITEM, now=NOW)
    say_no_to_agent(run)
    for name, answer in answers.items():
        answer_material(run, PAPER[name], answer, now=NOW)
    finish(ITEM, run, now=NOW)
    return state_of(session, "talk", ITEM, now=NOW).code


def test_the_desk_reads_how_far_the_papers_are(tmp_path: Path) -> None:
    with make_visit_database(tmp_path)() as session:
        assert state_of(session, "talk", ITEM, now=NOW).code == "unchecked"
        assert state_after(session, id_card=Answer.HAVE) == "unfinished"
        assert state_after(session, application=Answer.MISSING) == "missing"
        assert len(state_of(session, "talk", ITEM, now=NOW).missing) == 1
        assert state_after(session, application=Answer.HAVE) == "complete"


@given(st.sampled_from(ALL_ITEMS), st.data())
def test_every_item_ends_with_a_verdict_on_exactly_what_is_missing(item: object, data: st.DataObject) -> None:
    assert hasattr(item, "materials")
    run, lacking, asked_for = empty_run(), set(), []
    most = 2 * (len(item.conditions) + len(item.materials)) + 1
    for _ in range(most):
        question = next_question(item, run)
        if question is None:
            break
        asked_for.append(question.key)
        if question.kind is Kind.CONDITION:
            answer_condition(run, question.id, data.draw(st.booleans()), now=NOW)
            continue
        assert question.material is not None
        second = question.kind is Kind.SUBSTITUTE
        choices = [Answer.SUBSTITUTE, Answer.MISSING] if second else [Answer.HAVE, Answer.MISSING, Answer.OTHER]
        if answer_material(run, question.material, data.draw(st.sampled_from(choices)), now=NOW) is Answer.MISSING:
            lacking.add(question.id)
    state = finish(item, run, now=NOW)
    assert state.finished and {m.id for m in state.missing} == lacking
    assert len(asked_for) == len(set(asked_for))
    assert {c.id for c in deciding(item)} == set(run.conditions)
    assert set(run.answers) == {m.id for m in applicable(item, run.conditions)}
