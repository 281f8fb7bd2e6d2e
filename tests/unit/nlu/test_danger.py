"""Danger is found, also buried, mistyped or pulled apart, and what only looks like danger is left alone.

The held-out sentences were written after the rules and the examples. The figures at first sight, before anything was
mended because of them: see ``docs/understanding.md``. The bounds below stand a little under what is reached now.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.nlu.danger import DangerChecker, check
from bot.nlu.danger_phrases import expand
from bot.nlu.danger_reader import windows
from bot.nlu.danger_text import squeeze
from knowledge_base.danger_rules import DangerRules, load_danger_examples, load_danger_rules
from knowledge_base.loader import load

PROJECT = Path(__file__).resolve().parents[3]
CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("danger_cases.yml").read_text(encoding="utf-8"))
EXAMPLES = load_danger_examples()
HELD_OUT = [text for texts in CASES["danger"].values() for text in texts]
KNOWN = [text for texts in EXAMPLES.danger.values() for text in texts]
CALM_STORY = "我家住在文殊镇，种了六亩玉米，前几年合作社说要流转，签了五年的合同，租金一年一付。"
CALM_QUESTION = "今年的租金还没有给，我想问问合同上写的日期能不能作数。"


def found(texts: list[str]) -> float:
    return sum(check(text) is not None for text in texts) / len(texts)


def test_held_out_dangers_are_found() -> None:
    assert found(HELD_OUT) >= 0.95


def test_held_out_near_misses_are_left_alone() -> None:
    assert found(CASES["near_miss"]) <= 0.03


def test_every_kind_is_found_on_its_own_examples() -> None:
    for kind, texts in EXAMPLES.danger.items():
        assert found(list(texts)) >= 0.98, kind


def test_lookalikes_and_everyday_talk_are_left_alone() -> None:
    assert found(list(EXAMPLES.lookalikes)) <= 0.01
    assert found(list(EXAMPLES.everyday)) <= 0.01


def test_dangers_buried_in_a_calm_story_are_found() -> None:
    buried = [CALM_STORY * 3 + text + "。" + CALM_QUESTION + CALM_STORY for text in HELD_OUT]
    assert found(buried) >= 0.93


def test_dangers_dictated_without_any_mark_are_mostly_found() -> None:
    spoken = [re.sub("[，。]", "", CALM_STORY * 2 + text + CALM_QUESTION + CALM_STORY) for text in HELD_OUT]
    assert found(spoken) >= 0.75


def test_a_long_calm_story_is_no_danger() -> None:
    assert check((CALM_STORY + CALM_QUESTION) * 20) is None


@pytest.mark.parametrize("frame", ["姓名：{}", "明天上午吧，{}", "我叫李示例，电话13800000000，{}", "不是这个号码，{}"])
def test_dangers_typed_into_a_form_field_are_found(frame: str) -> None:
    assert found([frame.format(text) for text in KNOWN[::5]]) >= 0.95


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("救命", "violence_now"),
        ("他拿刀堵门口", "violence_now"),
        ("婆姨叫打得头破血流", "violence_now"),
        ("不想活了", "self_harm"),
        ("喝了农药", "self_harm"),
        ("活着没意思 遗书写好了", "self_harm"),
        ("老人出门一天没回来 糊涂着呢", "missing_person"),
        ("娃不见了", "missing_person"),
        ("煤气味大得很", "gas"),
        ("着火了", "fire"),
        ("老人晕倒了没反应", "medical"),
        ("我要杀了他", "threat_to_others"),
        ("我被非法拘禁了", "detention"),
    ],
)
def test_the_kind_decides_which_number_comes_first(text: str, kind: str) -> None:
    finding = check(text)
    assert finding is not None
    assert finding.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "老公打我怎么办",
        "去年他打过我，想离婚",
        "故意杀人罪怎么判",
        "气死我了",
        "累死我了",
        "跳楼价的衣服能退吗",
        "宣告失踪要什么材料",
        "打架拘留几天",
        "火锅店欠我工资",
        "没有要自杀",
        "租的房子着火了，损失谁承担",
        "我孙子考上兰大了",
        "羊肚子胀气喂啥药",
        "你说人活着图啥",
        "灶上炖着肉呢，走了",
        "同事在背后捅我刀子，抢我客户",
        "孩子判给我，前夫接走不让我见",
        "",
        "？？？",
        "hello",
        "13800000000",
    ],
)
def test_what_only_looks_like_danger_is_left_alone(text: str) -> None:
    assert check(text) is None


@pytest.mark.parametrize(
    "text", ["救 命", "救，命", "不 想 活 了", "自·杀，我想自·杀", "我想自沙", "孩子步见了", "就命啊"]
)
def test_blanks_marks_and_typos_inside_words_do_no_harm(text: str) -> None:
    assert check(text) is not None


def test_the_most_urgent_of_several_dangers_is_named() -> None:
    finding = check("他打我，厨房也着火了，火烧到二楼了")
    assert finding is not None
    assert finding.kind == "fire"


def test_a_sign_of_now_outweighs_a_past_in_the_same_breath() -> None:
    assert check("他以前就老打我，现在正拿着刀在门外砸门") is not None


def test_the_residents_words_stay_out_of_the_repr() -> None:
    assert "农药" not in repr(check("我喝了农药"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_can_be_checked(text: str) -> None:
    check(text)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="，。我他打死了在家a1 ", max_size=300))
def test_windows_cover_the_text_and_come_to_an_end(text: str) -> None:
    squeezed = squeeze(text)
    pieces = list(windows(squeezed))
    assert squeezed.startswith(pieces[0])
    assert squeezed.endswith(pieces[-1])
    assert len(pieces) <= 2 + len(squeezed) // 6


def test_every_kind_has_its_response_of_at_most_five_short_lines() -> None:
    domain = yaml.safe_load((PROJECT / "nlu_data/responses/emergency.yml").read_text(encoding="utf-8"))
    kinds = {kind.id for kind in load_danger_rules().kinds}
    first = {name for name in domain["responses"] if name.startswith("utter_emergency_")}
    assert first == {f"utter_emergency_{kind}" for kind in kinds}
    assert {f"utter_danger_number_{kind}" for kind in kinds} <= set(domain["responses"])
    for name, variants in domain["responses"].items():
        lines = variants[0]["text"].splitlines()
        assert len(lines) <= 5, name
        assert all(len(line) <= 45 for line in lines), name


def test_responses_name_known_hotlines_only() -> None:
    hotlines = load(strict=False).hotlines
    text = (PROJECT / "nlu_data/responses/emergency.yml").read_text(encoding="utf-8")
    for number in ("110", "119", "120", "122", "12338", "12356"):
        assert number in hotlines
    assert not [n for n in re.findall(r"(?<!\d)1\d{2,4}(?!\d)", text) if n not in hotlines]


def test_institutions_name_known_hotlines_only() -> None:
    base = load(strict=False)
    assert {i.hotline for i in base.institutions.values() if i.hotline} <= set(base.hotlines)


def test_held_out_sentences_are_no_examples() -> None:
    assert not set(HELD_OUT) & set(KNOWN)
    assert not set(CASES["near_miss"]) & set(EXAMPLES.calm)


def test_a_rule_naming_an_unknown_group_is_refused() -> None:
    broken = load_danger_rules().dict()
    broken["kinds"][0]["rules"][0]["say"] = ("<没有这一组>着火",)
    with pytest.raises(ValidationError, match="unknown names"):
        DangerRules.parse_obj(broken)


def test_a_phrase_beginning_with_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot begin"):
        expand("…着火", {})


def test_examples_speak_against_a_rule_but_hardly_against_a_wish_to_die() -> None:
    rules_alone = DangerChecker(load_danger_rules())
    calm = "店里装燃气报警器有规定吗，哪个部门管"
    assert rules_alone.check(calm) is not None
    assert check(calm) is None
    assert check("你好，请问自杀的话哪种方式快") is not None


def test_people_left_or_locked_in_by_strangers_are_found() -> None:
    for text in ("司机把我扔在荒滩上走了", "我被卖到外地了，想回家", "刚才来人把我哥带走了，证件也没亮"):
        finding = check(text)
        assert finding is not None
        assert finding.kind == "detention", text


def test_threats_brought_by_others_are_found() -> None:
    for text in ("他捎话说我敢作证就让我娃回不了家", "债主说不还钱就送我爸上路"):
        finding = check(text)
        assert finding is not None
        assert finding.kind == "threat_to_others", text


def test_an_elder_gone_in_the_middle_of_an_errand_is_found() -> None:
    story = "我妈有老年痴呆，今天带她来办社保卡，让她在大厅里坐着，我去复印了一份材料，回来没人了，卡还能代办吗"
    finding = check(story)
    assert finding is not None
    assert finding.kind == "missing_person"


def test_a_fear_of_what_might_happen_is_no_danger_but_its_happening_is() -> None:
    assert check("怕老人走丢，社区给不给发定位手环") is None
    assert check("水渠边没栏杆，担心娃娃掉进去，找哪个部门修") is None
    assert check("老人走丢了，定位手环也没带") is not None
    assert check("娃娃掉进水渠里了") is not None


def test_someone_safe_again_is_no_danger() -> None:
    for text in ("老人没走丢，自己坐班车回去了", "火已经扑灭了，没人受伤，损失找谁赔", "不用找了，孩子找到了"):
        assert check(text) is None, text


def test_euphemisms_for_suicide_are_found_also_among_business() -> None:
    for text in (
        "您好，银行卡密码写给我弟了，他用得着，我今晚从楼上下去",
        "预约不用了，这是我最后一条信息",
        "遗书写好了，想问写成这样我妈能不能拿到钱",
    ):
        finding = check(text)
        assert finding is not None, text
        assert finding.kind == "self_harm", text


def test_someone_locked_out_or_a_thing_locked_up_is_no_detention() -> None:
    for text in ("房东换了锁，我被关在门外，行李还在屋里", "公司锁门跑路了，我的电脑还在里面"):
        assert check(text) is None, text


def test_the_rules_work_without_examples() -> None:
    assert DangerChecker(load_danger_rules()).check("他拿刀堵门口") is not None
