"""Places of Jiayuguan as residents say and misspell them."""

from __future__ import annotations

import timeit
from pathlib import Path

import pytest

from bot.nlu.place_finder import find_place
from knowledge_base.places import Place, load_places

PLACES = load_places(Path(__file__).resolve().parents[3] / "knowledge_base" / "jiayuguan")


@pytest.mark.parametrize("place", PLACES.all, ids=lambda place: place.id)
def test_every_name_and_alias_is_found_exactly(place: Place) -> None:
    for name in (place.name, *place.aliases):
        match = find_place(f"我家在{name}，想问问", PLACES)
        assert (match.kind, match.candidates) == ("exact", (place.id,)), name


@pytest.mark.parametrize("place", [place for place in PLACES if place.parent], ids=lambda place: place.id)
def test_full_name_is_the_smaller_place(place: Place) -> None:
    assert find_place(PLACES.full_name(place.id), PLACES).candidates == (place.id,)


@pytest.mark.parametrize(
    "text, place",
    [
        ("石桥大队", "village_shiqiao"),
        ("我是石桥的", "village_shiqiao"),
        ("段山口", "village_duanshankou"),
        ("断山口大队上", "village_duanshankou"),
        ("文书镇", "town_wenshu"),
        ("新城镇长城", "village_changcheng"),
        ("雄关区胜利", "community_shengli"),
        ("团结村三组", "village_tuanjie"),
        ("人民社区居委会", "community_renmin"),
        ("我在兰州打工，家是石桥村的", "village_shiqiao"),
        ("户口在塔湾，人在市里", "village_tawan"),
    ],
)
def test_colloquial_form_is_known(text: str, place: str) -> None:
    match = find_place(text, PLACES)
    assert (match.kind, match.candidates) == ("exact", (place,))


@pytest.mark.parametrize(
    "text, place",
    [
        ("管蒲村", "village_guanpu"),
        ("石乔村", "village_shiqiao"),
        ("四桥村", "village_shiqiao"),
        ("断山扣村", "village_duanshankou"),
        ("断山沟村", "village_duanshankou"),
        ("冯家够的", "village_fengjiagou"),
        ("黄草应村", "village_huangcaoying"),
        ("种沟村", "village_zhonggou"),
        ("紫萱社区", "community_zixuan"),
        ("佳园社区", "community_jiayuan"),
        ("家住福明社区", "community_fumin"),
        ("shiqiao", "village_shiqiao"),
        ("Shi Qiao cun", "village_shiqiao"),
    ],
)
def test_misspelt_or_misheard_name_is_a_guess_to_ask_about(text: str, place: str) -> None:
    match = find_place(text, PLACES)
    assert match.kind == "guess"
    assert match.candidates[0] == place


@pytest.mark.parametrize(
    "text, candidates",
    [
        ("新城", {"town_xincheng", "village_xincheng"}),
        ("我是长城的", {"village_changcheng", "district_changcheng"}),
        ("文殊", {"town_wenshu", "village_wenshu"}),
        ("雄关", {"district_xiongguan", "community_xiongguan"}),
        ("石桥村和横沟村", {"village_shiqiao", "village_henggou"}),
    ],
)
def test_name_of_several_places_is_ambiguous(text: str, candidates: set[str]) -> None:
    match = find_place(text, PLACES)
    assert match.kind == "ambiguous"
    assert set(match.candidates) == candidates


@pytest.mark.parametrize("place", [p for p in PLACES if p.ordinary and p.stem != "嘉峪关"], ids=lambda place: place.id)
def test_everyday_word_is_a_place_only_when_one_was_asked_for(place: Place) -> None:
    assert find_place(place.stem, PLACES).kind is None
    answered = find_place(f"我是{place.stem}的", PLACES, expecting_place=True)
    assert (answered.kind, answered.candidates) == ("exact", (place.id,))


def test_the_citys_name_as_an_answer_is_asked_about() -> None:
    match = find_place("嘉峪关", PLACES, expecting_place=True)
    assert (match.kind, match.candidates) == ("guess", ("village_jiayuguan",))
    assert find_place("嘉峪关市", PLACES).kind is None


@pytest.mark.parametrize("text", ["兰州", "我在兰州打工", "酒泉市", "我是肃州区的", "住在玉门"])
def test_place_outside_the_city_is_elsewhere(text: str) -> None:
    assert find_place(text, PLACES).kind == "elsewhere"


@pytest.mark.parametrize(
    "text",
    [
        "我们村",
        "全村人都知道",
        "农村户口",
        "乡村振兴",
        "城乡居民医保",
        "参加新城乡居民养老",
        "村里不给开证明",
        "到社区盖章",
        "镇上的人",
        "大众汽车",
        "建设工地欠薪",
        "法律文书怎么写",
        "爬长城",
        "团结友爱",
        "吃兰州拉面",
        "老板是河南人",
        "北京时间",
        "邻村的人打我",
        "",
    ],
)
def test_ordinary_talk_names_no_place(text: str) -> None:
    assert find_place(text, PLACES).kind is None


def test_search_takes_less_than_a_millisecond() -> None:
    text = "我是一个普通的农民，家里种了十几亩地，去年村里说要修路把我家的地占了一部分，补偿款一直没有给我"
    find_place(text, PLACES, expecting_place=True)
    seconds = min(timeit.repeat(lambda: find_place(text, PLACES, expecting_place=True), number=20, repeat=3)) / 20
    assert seconds < 0.001
