"""Residents who name the wrong door are told so, and plain sentences of many matters find theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge_base.doors import choose_door, named_door
from knowledge_base.loader import load

DOORS = load(Path(__file__).resolve().parents[3] / "knowledge_base", "jiayuguan", strict=False).doors

WRONG_NAMES = [
    ("想去信访，厂里欠我两个月工资", "petition", "labor_inspection"),
    ("我要上访，法院判错了", "petition", "lawsuit"),
    ("准备去信访局告邻居占我家过道", "petition", "mediation"),
    ("打官司告包工头，工资要不回来", "lawsuit", "labor_inspection"),
    ("想去检察院告老板欠薪", "procuratorate_complaint", "labor_inspection"),
    ("报警说他借钱不还", "police", "lawsuit"),
    ("去土地仲裁，征地钱补少了", "land_arbitration", "reconsideration"),
    ("去市场监管局告邻居", "consumer_complaint", "mediation"),
]
RIGHT_NAMES = [
    "信访答复我不满意，想复查",
    "想申请行政复议，城管罚了我五百",
    "劳动仲裁怎么申请，单位辞退我不给补偿",
    "去纪委举报村主任贪污",
    "我去报案派出所不给立案",
    "12315管假货吗",
]
SENTENCES = [
    ("单位把我开了，一分钱补偿没给", "labor_arbitration"),
    ("我在厂里干活手指头断了，老板说不算工伤", "labor_arbitration"),
    ("工地摔了老板只给了两千就不管了", "labor_arbitration"),
    ("找劳动监察要经济补偿行吗", "labor_arbitration"),
    ("社保单位从来没给我交过", "labor_inspection"),
    ("老板扣我身份证", "labor_inspection"),
    ("单位让我签自愿放弃社保", "labor_inspection"),
    ("村上把我家口粮地收走给了别人", "land_arbitration"),
    ("政府把我家院子征了补得太少", "reconsideration"),
    ("城管把我的三轮车扣了", "reconsideration"),
    ("交警罚我两百我没闯红灯", "reconsideration"),
    ("退休金给我算少了", "reconsideration"),
    ("孩子户口派出所不给上", "reconsideration"),
    ("村里不给我家分宅基地", "reconsideration"),
    ("医保报销不了", "reconsideration"),
    ("法官判得不公平我要告他", "lawsuit"),
    ("法院立案庭不给我立案", "lawsuit"),
    ("家里老人没了兄弟几个争房子", "lawsuit"),
    ("狗把我咬了主人不认", "lawsuit"),
    ("厂子排污水把我地里庄稼毒死了", "lawsuit"),
    ("养老院把老人摔了", "lawsuit"),
    ("开发商逾期交房", "lawsuit"),
    ("婆家不还嫁妆", "lawsuit"),
    ("包工头欠我们砌墙的工钱判决都下来了", "execution_reception"),
    ("判了抚养费他不给", "execution_reception"),
    ("村支书把低保给了他亲戚", "supervision"),
    ("医院把我妈的病耽误了", "mediation_medical"),
    ("孩子在学校让同学打了", "police"),
    ("网贷催收天天打电话骂人", "police"),
    ("派出所打我", "procuratorate_complaint"),
    ("看守所不让我们律师会见", "procuratorate_complaint"),
    ("老师体罚我孩子", "petition"),
    ("养鸡场臭得没法开窗", "petition"),
    ("门口路修了一半扔下了", "petition"),
    ("化肥是假的，苗子全死了", "consumer_complaint"),
    ("装修公司拿了钱跑了", "consumer_complaint"),
]


@pytest.mark.parametrize(("text", "asked", "door"), WRONG_NAMES)
def test_a_wrong_door_asked_for_by_name_is_told_beside_the_right_one(text: str, asked: str, door: str) -> None:
    choice = choose_door(text, DOORS)
    assert (choice.named.id if choice.named else "", choice.door.id if choice.door else "") == (asked, door)


@pytest.mark.parametrize("text", RIGHT_NAMES)
def test_the_right_door_asked_for_by_name_is_not_called_wrong(text: str) -> None:
    choice = choose_door(text, DOORS)
    assert choice.door is not None
    assert choice.named is None


def test_a_door_that_can_be_asked_for_by_name_says_what_does_not_belong_there() -> None:
    assert all(door.not_here for door in DOORS.values() if door.cues)
    assert named_door("今天天气怎么样", DOORS) is None


@pytest.mark.parametrize(("text", "door"), SENTENCES)
def test_plain_sentences_find_their_door(text: str, door: str) -> None:
    found = choose_door(text, DOORS).door
    assert (found.id if found else "none") == door


@pytest.mark.parametrize("text", ["我弟被抓了说是诈骗", "出租车司机绕路多收钱", "公证处不给办公证"])
def test_what_fits_no_row_is_left_open(text: str) -> None:
    assert choose_door(text, DOORS).door is None
