"""Loading the knowledge base."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge_base.loader import KnowledgeError, load
from tests.builders_knowledge import card_fields, write_knowledge, write_yaml


def test_cards_institutions_and_topics_are_found_by_id(tmp_path: Path) -> None:
    kb = load(write_knowledge(tmp_path, card_fields()), "shiyan")
    assert kb.cards["labor_sample"].title == "工资没付清"
    assert kb.topic_of["labor_sample"] == "labor"
    assert kb.institutions["court"].name == "示例法院"


def test_loaded_knowledge_cannot_be_changed(tmp_path: Path) -> None:
    kb = load(write_knowledge(tmp_path, card_fields()), "shiyan")
    with pytest.raises(TypeError):
        kb.cards["other"] = kb.cards["labor_sample"]  # type: ignore[index]
    with pytest.raises(TypeError):
        kb.cards["labor_sample"].title = "改"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"asks": ["只有一种"]}, r"labor\.yml: cards\[labor_sample\]\.asks"),
        ({"titel": "错字"}, r"labor\.yml: cards\[labor_sample\]\.titel"),
        ({"where": ["nowhere"]}, r"labor\.yml:labor_sample: institution 'nowhere'"),
        ({"see_also": ["gone"]}, r"labor\.yml:labor_sample: see_also 'gone'"),
    ],
)
def test_wrong_field_is_named_with_file_and_card(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    root = write_knowledge(tmp_path, card_fields(**change))
    with pytest.raises(KnowledgeError, match=sentence):
        load(root, "shiyan")


def test_repeated_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="'labor_sample' stands there twice"):
        load(write_knowledge(tmp_path, card_fields(), card_fields()), "shiyan")


def test_yaml_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path, card_fields())
    (root / "national/topics/labor.yml").write_text("topic: labor\nname: [劳动\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"labor\.yml line \d"):
        load(root, "shiyan")


def test_unknown_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no city folder 'nowhere'"):
        load(write_knowledge(tmp_path, card_fields()), "nowhere")


def test_lenient_load_names_what_it_left_out(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path, card_fields())
    write_yaml(root / "national/topics/land.yml", {"topic": "land"})
    kb = load(root, "shiyan", strict=False)
    assert "labor_sample" in kb.cards
    assert [problem.split(":")[0] for problem in kb.problems] == ["land.yml"]


def test_changed_file_is_read_again(tmp_path: Path) -> None:
    root = write_knowledge(tmp_path, card_fields())
    load(root, "shiyan")
    write_knowledge(tmp_path, card_fields(title="改过的标题"))
    assert load(root, "shiyan").cards["labor_sample"].title == "改过的标题"
