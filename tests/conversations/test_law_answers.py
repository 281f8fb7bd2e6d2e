"""Conversations that reach the right card, follow-up, clock, door, calculator or statute."""

from __future__ import annotations

import pytest

from tests.conversations.live import Resident

pytestmark = pytest.mark.live

CARDS = [
    ("老板欠了我三个月工资一直不给", "拖欠工资"),
    ("工地包工头跑了，民工的工钱找谁要", "总承包"),
    ("上班一年多单位没跟我签劳动合同", "二倍"),
    ("公司突然把我开除了，能赔多少", "经济补偿"),
    ("在厂里干活手叫机器压断了，怎么认工伤", "工伤"),
    ("老板没给我买工伤保险，受了伤谁出钱", "工伤保险"),
    ("我被单位裁了，失业金咋领", "失业"),
    ("家里困难，想申请个低保该找谁办", "低保"),
    ("过马路让小车撞了骨折，能赔哪些", "交强险"),
    ("去年被车撞了司机逃逸，一直没抓到，医药费找谁要", "逃逸"),
    ("朋友借我五万块钱到期不还", "675"),
    ("借条上没写利息，能不能要利息", "没有利息"),
    ("给亲戚担保，他不还让我还", "保证"),
    ("买的手机是假货，能要三倍赔偿吗", "55"),
    ("健身房关门了，办的卡钱怎么退", "预付"),
    ("交了定金不想买了能退不", "定金"),
    ("被邻居家的狗咬伤了谁赔", "1245"),
    ("孩子在幼儿园摔断胳膊，园方要负责吗", "1199"),
    ("家里人被刑事拘留了，什么时候能请律师", "34"),
    ("取保候审要什么条件", "67"),
    ("被骗了两万块怎么报案", "266"),
    ("收到法院传票不去会怎么样", "缺席判决"),
    ("官司打赢了对方一直不给钱，怎么申请强制执行", "250"),
    ("派出所罚款我不服，能申请复议吗", "复议"),
    ("我想离婚，两个人都同意，要办哪些手续", "1077"),
    ("出嫁的女儿能不能分村里的地和钱", "集体"),
]
CLOCKS = [
    ("收到处罚决定书还能复议吗，还剩几天", "行政复议"),
    ("劳动仲裁的时效是多久", "1年"),
    ("刑事判决书下来了几天内能上诉", "10天"),
    ("工伤认定自己申请期限是多久", "1年"),
]
STATUTES = [
    ("民法典1079条怎么说", ("1079", "法律法规数据库")),
    ("关于彩礼有哪些法条", ("彩礼", "第")),
]


@pytest.mark.parametrize(("question", "part"), CARDS)
def test_the_right_answer_is_reached(resident: Resident, question: str, part: str) -> None:
    said = resident.say(question)
    if any(button["payload"].startswith('/inform{"option": "card:') for button in said.buttons) and "【" not in said:
        said = resident.say(said.buttons[0]["payload"])
    assert part in said, said.text[:200]
    assert "《" in said


@pytest.mark.parametrize(("question", "part"), CLOCKS)
def test_the_right_clock_is_told(resident: Resident, question: str, part: str) -> None:
    assert part in resident.say(question)


@pytest.mark.parametrize(("question", "parts"), STATUTES)
def test_statutes_are_named(resident: Resident, question: str, parts: tuple[str, str]) -> None:
    said = resident.say(question)
    assert any(part in said for part in parts)


def test_a_date_is_counted_to_the_last_day(resident: Resident) -> None:
    said = resident.say("前天收到处罚决定书，申请复议还来得及吗")
    assert "还来得及" in said and "到20" in said


@pytest.mark.parametrize(
    ("question", "pressed", "part"),
    [
        ("公司突然把我开除了，能赔多少", "怀孕或哺乳期", "42"),
        ("老板欠了我三个月工资一直不给", "在工地干活", "总承包"),
        ("老板欠了我三个月工资一直不给", "已经离职", "1年"),
        ("朋友借我五万块钱到期不还", "只有转账记录", "微信"),
        ("被骗了两万块怎么报案", "刚转不久", "止付"),
    ],
)
def test_a_pressed_case_changes_the_answer(resident: Resident, question: str, pressed: str, part: str) -> None:
    resident.say(question)
    assert part in resident.press(pressed)


def test_a_typed_case_changes_the_answer(resident: Resident) -> None:
    resident.say("老板欠了我三个月工资一直不给")
    assert "总承包" in resident.say("在工地干活")


@pytest.mark.parametrize(
    ("question", "door"),
    [
        ("老板欠了我三个月工资一直不给", "劳动"),
        ("收到法院判决书，对方就是不给钱，申请强制执行了也没动静", "执行"),
    ],
)
def test_the_right_door_is_told_on_request(resident: Resident, question: str, door: str) -> None:
    resident.say(question)
    assert door in resident.press("该走哪条路")


def test_a_calculator_asks_and_shows_its_working(resident: Resident) -> None:
    resident.say("帮我算一下诉讼费")
    for reply in ("财产", "十万", "10万"):
        if "2300" in resident.last.text.replace(",", "").replace(" ", ""):
            break
        resident.say(reply)
    assert "2300" in resident.last.text.replace(",", "")
    assert "诉讼费用交纳办法" in resident.last
