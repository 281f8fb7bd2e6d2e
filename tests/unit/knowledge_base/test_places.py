"""The city's places as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from knowledge_base.places import Places, load_places

CITY = Path(__file__).resolve().parents[3] / "knowledge_base" / "jiayuguan"


@pytest.fixture(scope="module")
def places() -> Places:
    return load_places(CITY)


def written(tmp_path: Path, **changes: Any) -> Path:
    """Write a small places.yml with some parts changed."""
    data: dict[str, Any] = {
        "city": {"name": "示例市"},
        "forms": {"town": ["镇"], "village": ["村", "大队"], "community": ["社区"], "district": ["区"]},
        "towns": [{"id": "town_a", "name": "甲镇"}],
        "villages": [{"id": "village_b", "name": "乙村", "town": "town_a"}],
        "communities": [],
    }
    (tmp_path / "places.yml").write_text(yaml.safe_dump(data | changes, allow_unicode=True), encoding="utf-8")
    return tmp_path


def test_jiayuguan_has_three_towns_seventeen_villages_and_thirty_communities(places: Places) -> None:
    counts = len(places.towns), len(places.villages), len(places.communities), len(places.districts)
    assert counts == (3, 17, 30, 3)


@pytest.mark.parametrize("town, villages", [("town_xincheng", 8), ("town_wenshu", 6), ("town_yuquan", 3)])
def test_each_town_has_its_villages(places: Places, town: str, villages: int) -> None:
    assert len(places.inside(town)) == villages


@pytest.mark.parametrize("district, communities", [("xiongguan", 9), ("changcheng", 9), ("jingtie", 12)])
def test_each_district_has_its_communities(places: Places, district: str, communities: int) -> None:
    assert len(places.inside(f"district_{district}")) == communities


def test_full_name_starts_with_the_town(places: Places) -> None:
    assert places.full_name("village_shiqiao") == "文殊镇石桥村"


def test_aliases_have_every_ending_and_spelling(places: Places) -> None:
    aliases = places.by_id["village_duanshankou"].aliases
    assert {"断山口大队", "段山口村", "段山口大队"} <= set(aliases)


def test_stem_at_two_levels_is_ambiguous(places: Places) -> None:
    shared = {place.stem for place in places if place.ambiguous and not place.ordinary}
    assert shared == {"新城", "长城", "文殊", "雄关"}


def test_lexicon_has_names_but_no_everyday_words(places: Places) -> None:
    words = set(places.words())
    assert {"断山口村", "段山口村", "石桥大队", "石桥", "人民社区"} <= words
    assert not {"人民", "团结", "建设", "文书"} & words


def test_no_alias_names_two_places(places: Places) -> None:
    names = [name for place in places for name in (place.name, *place.aliases)]
    assert len(names) == len(set(names))


def test_unknown_parent_is_refused(tmp_path: Path) -> None:
    villages = [{"id": "village_b", "name": "乙村", "town": "town_x"}]
    with pytest.raises(ValueError, match="town_x"):
        load_places(written(tmp_path, villages=villages))


def test_repeated_id_is_refused(tmp_path: Path) -> None:
    towns = [{"id": "town_a", "name": "甲镇"}, {"id": "town_a", "name": "丙镇"}]
    with pytest.raises(ValueError, match="town_a"):
        load_places(written(tmp_path, towns=towns))


def test_name_without_its_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="甲"):
        load_places(written(tmp_path, towns=[{"id": "town_a", "name": "甲"}]))


def test_unknown_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        load_places(written(tmp_path, towns=[{"id": "town_a", "name": "甲镇", "nickname": "老甲"}]))


def test_another_city_is_another_folder(tmp_path: Path) -> None:
    other = load_places(written(tmp_path))
    assert other.by_id["village_b"].aliases == ("乙大队",)
