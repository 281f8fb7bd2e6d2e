from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge_base.schema import PLACEHOLDER, ServiceItem
from knowledge_base.service_items import ServiceItemError, load_service_items

ROOT = Path(__file__).resolve().parents[3] / "knowledge_base"
ITEMS = load_service_items(ROOT, "jiayuguan")
AT_12309 = {
    *("business_consulting", "accusation", "petition_appeal", "state_compensation", "judicial_relief", "case_intake"),
    *("lawyer_reception", "file_reading", "defence_and_agency", "case_information", "prosecutor_reception"),
}
ELSEWHERE = {
    "execution_reception": "court_execution",
    "legal_aid": "legal_aid_center",
    "mediation": "mediation_committee",
    "public_legal_service": "public_legal_service_center",
}
KINDS = {"原件", "复印件", "原件和复印件", "口头说明"}


def write(root: Path, name: str = "thing", **changes: Any) -> Path:
    data = yaml.safe_load((ROOT / "national" / "service_items" / "legal_aid.yml").read_text(encoding="utf-8"))
    folder = root / "national" / "service_items"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yml").write_text(yaml.safe_dump({**data, "id": name, **changes}), encoding="utf-8")
    return root


def override(root: Path, **items: Any) -> None:
    (root / "city").mkdir()
    (root / "city" / "service_items.yml").write_text(yaml.safe_dump({"overrides": items}), encoding="utf-8")


def test_every_item_of_the_source_document_is_there_at_its_institution() -> None:
    assert {name for name, item in ITEMS.items() if item.institution == "procuratorate_12309"} == AT_12309
    assert {name: item.institution for name, item in ITEMS.items() if name not in AT_12309} == ELSEWHERE


def test_the_published_one_trip_promise_covers_exactly_four_items() -> None:
    promised = {name for name, item in ITEMS.items() if item.one_trip}
    assert promised == {"business_consulting", "judicial_relief", "file_reading", "case_intake"}


@pytest.mark.parametrize("item", ITEMS.values(), ids=list(ITEMS))
def test_an_item_says_all_a_resident_must_know(item: ServiceItem) -> None:
    assert all((item.for_whom, item.leads_to, item.fee, item.place, item.time_limit, item.citations, item.booking))
    assert any(material.condition == "" for material in item.materials) or item.id == "file_reading"
    for material in item.materials:
        assert material.kind in KINDS
        assert material.issuer
        assert not material.condition or material.needed_when


@pytest.mark.parametrize("item", ITEMS.values(), ids=list(ITEMS))
def test_every_question_of_an_item_decides_about_something(item: ServiceItem) -> None:
    used = {material.condition for material in item.materials}
    assert {condition.id for condition in item.conditions} <= used


def test_whoever_comes_for_somebody_else_needs_a_power_of_attorney() -> None:
    for name in ("accusation", "petition_appeal", "state_compensation", "judicial_relief", "prosecutor_reception"):
        needed = [material for material in ITEMS[name].materials if material.condition == "agent"]
        assert any("授权委托书" in material.name for material in needed)


def test_no_address_or_phone_is_invented() -> None:
    assert all(PLACEHOLDER in item.place for item in ITEMS.values())
    assert all(PLACEHOLDER in item.online for item in ITEMS.values())


def test_a_city_changes_place_and_hours_without_touching_the_rest(tmp_path: Path) -> None:
    root = write(tmp_path)
    override(root, thing={"place": "示例大厅", "booking": {"windows": 7}})
    changed, plain = load_service_items(root, "city")["thing"], load_service_items(root)["thing"]
    assert (changed.place, changed.booking.windows) == ("示例大厅", 7)  # type: ignore[union-attr]
    assert changed.booking.visit_minutes == plain.booking.visit_minutes  # type: ignore[union-attr]
    assert changed.materials == plain.materials


def test_a_change_for_an_unknown_item_is_an_error(tmp_path: Path) -> None:
    root = write(tmp_path)
    override(root, misspelt={"place": "示例大厅"})
    with pytest.raises(ServiceItemError, match="misspelt"):
        load_service_items(root, "city")


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"fee": None}, "fee"),
        ({"colour": "red"}, "colour"),
        ({"id": "other"}, "must be the file's name"),
        ({"conditions": []}, "unknown condition"),
        ({"booking": {"visit_minutes": 0, "windows": 1, "lead_working_days": 0, "horizon_days": 9}}, "visit_minutes"),
        (
            {
                "booking": {
                    "visit_minutes": 9,
                    "windows": 1,
                    "lead_working_days": 0,
                    "horizon_days": 9,
                    "hours": ["12:00-09:00"],
                }
            },
            "hours",
        ),
    ],
)
def test_a_wrong_file_is_one_sentence_with_file_and_field(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ServiceItemError, match=rf"^thing\.yml: .*{said}"):
        load_service_items(write(tmp_path, **changes))


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "national" / "service_items" / "broken.yml").write_text("a: [", encoding="utf-8")
    with pytest.raises(ServiceItemError, match=r"^broken\.yml"):
        load_service_items(tmp_path)
