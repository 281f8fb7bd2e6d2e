"""What the desk shows of a check that was made in chat."""

from __future__ import annotations

from pathlib import Path

from bot.casework.checklists import Answer, answer_condition, answer_material, begin
from bot.desk.checklist_reader import checklist_reader
from bot.wording import say
from tests.builders_booking import NOW, make_visit
from tests.builders_visits import make_paper_item, make_visit_database

ITEM = make_paper_item()


def test_the_desk_reads_unchecked_unfinished_missing_and_complete(tmp_path: Path) -> None:
    read = checklist_reader({ITEM.id: ITEM}, lambda: NOW, say)
    with make_visit_database(tmp_path)() as session:
        visit = make_visit(session, ITEM, conversation_id="talk")
        assert read(session, visit) == ""
        run = begin(session, "talk", ITEM, now=NOW)
        answer_condition(run, "agent", False, now=NOW)
        assert read(session, visit) == "没对完"
        answer_material(run, ITEM.materials[0], Answer.HAVE, now=NOW)
        answer_material(run, ITEM.materials[1], Answer.MISSING, now=NOW)
        assert read(session, visit) == "差1样"
        answer_material(run, ITEM.materials[1], Answer.HAVE, now=NOW)
        assert read(session, visit) == "齐了"
        visit.item_id = "gone"
        assert read(session, visit) == ""
