"""Card search: the right card, two close ones, or honestly none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

import pytest

from knowledge_base.first_cards import load_first_cards, make_first_cards
from knowledge_base.loader import KnowledgeBase, load
from knowledge_base.schema import Card
from knowledge_base.search import DEFAULT, CardSearch
from tests.builders_knowledge import make_card, make_kb

FOLDS = 4
TOPIC_PROBABILITY = 0.8
UNRELATED = """
今天天气怎么样
给我讲个笑话吧
红烧肉要炖多久才烂
周末去哪儿玩好
你叫什么名字
西红柿炒鸡蛋先放哪个
手机没信号咋弄
明天会下雪吗
帮我定个七点的闹钟
附近有没有好吃的面馆
世界上最高的山有多高
怎么学好英语
我的猫不爱吃饭
晚上睡不着数羊有用吗
这首歌是谁唱的
电视遥控器没反应
推荐一本好看的小说
高铁几点发车
火星上有没有水
洗衣机脱水时响得厉害
玫瑰花多久浇一次
篮球比赛谁赢了
怎么减肚子上的肉
打印机连不上电脑
下一届奥运会在哪办
冬天腌酸菜放多少盐
哈哈哈哈
嗯嗯好的
三乘以七等于几
地球离月亮多远
戈壁滩上能种葡萄不
长城第一墩门票贵不贵
羊肉泡馍哪家正宗
广播里放的秦腔叫啥名
""".strip().splitlines()


@dataclass(frozen=True)
class Outcome:
    """Shares of held-out questions."""

    first_right: float
    in_two: float
    wrong_hit: float
    none: float


def held_out(kb: KnowledgeBase) -> Iterator[tuple[KnowledgeBase, list[tuple[str, str]]]]:
    """Yield knowledge bases that lack every fourth way of asking, with the (question, card) pairs held out."""
    for fold in range(FOLDS):
        cards, out = {}, []
        for card in kb.cards.values():
            kept = tuple(ask for n, ask in enumerate(card.asks) if n % FOLDS != fold)
            out += [(ask, card.id) for n, ask in enumerate(card.asks) if n % FOLDS == fold]
            cards[card.id] = card.copy(update={"asks": kept})
        yield replace(kb, cards=MappingProxyType(cards)), out


def evaluate(kb: KnowledgeBase) -> Outcome:
    """Ask every held-out question, with its topic as the intent model would give it."""
    right = two = wrong = none = total = 0
    for part, questions in held_out(kb):
        search = CardSearch(part)
        for text, wanted in questions:
            found = search.find(text, [(kb.topic_of[wanted], TOPIC_PROBABILITY)])
            ids = [card.id for card in found.cards]
            total += 1
            none += found.kind == "none"
            right += ids[:1] == [wanted]
            two += wanted in ids
            wrong += found.kind == "hit" and ids != [wanted]
    return Outcome(right / total, two / total, wrong / total, none / total)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return load(strict=False)


@pytest.fixture(scope="module")
def search(kb: KnowledgeBase) -> CardSearch:
    return CardSearch(kb)


def test_questions_never_seen_find_their_card(kb: KnowledgeBase) -> None:
    outcome = evaluate(kb)
    print(outcome)
    assert outcome.in_two >= 0.50
    assert outcome.first_right >= 0.44
    assert outcome.wrong_hit <= 0.14


def test_known_ways_of_asking_find_their_card(kb: KnowledgeBase, search: CardSearch) -> None:
    asked = [(ask, card.id) for card in kb.cards.values() for ask in card.asks]
    found = [wanted in [card.id for card in search.find(ask).cards] for ask, wanted in asked]
    assert sum(found) / len(found) >= 0.95


def test_unrelated_questions_find_none(search: CardSearch) -> None:
    shown = [text for text in UNRELATED if search.find(text).kind != "none"]
    assert len(shown) <= len(UNRELATED) * 0.06, shown


@pytest.mark.parametrize("text", ["", "   ", "？？？", "🙂🙂", "asdf", "12345678901"])
def test_empty_or_strange_text_finds_none(search: CardSearch, text: str) -> None:
    assert search.find(text).kind == "none"


def fillers(count: int = 20) -> list[Card]:
    """Cards about nothing in particular, so that rare words are rare."""
    return [
        make_card(id=f"r{n}", title=f"别的{n}", asks=[f"{c}{n}" for c in "天地玄黄宇"], answer="别的", rule="别的")
        for n in range(count)
    ]


def two_topics() -> KnowledgeBase:
    wages = make_card(id="wages", title="老板拖欠工资")
    divorce = make_card(
        id="divorce",
        title="想离婚",
        asks=["跟老公过不下去了", "怎么办离婚", "离婚去哪里", "对象要离", "离婚手续"],
        answer="可以离婚。",
        rule="略",
    )
    will = make_card(
        id="will",
        title="写遗嘱",
        asks=["遗嘱怎么写", "立遗嘱", "老人留话算数吗", "手写遗嘱", "遗嘱要公证吗"],
        answer="自己写。",
        rule="略",
    )
    return make_kb(wages, divorce, will, *fillers())


@pytest.mark.parametrize(
    ("text", "wanted"), [("我丈夫不想过了要离", "divorce"), ("厂里欠薪不发", "wages"), ("遗书怎么写才算", "will")]
)
def test_residents_other_words_reach_the_card(text: str, wanted: str) -> None:
    found = CardSearch(two_topics()).find(text)
    assert [card.id for card in found.cards[:1]] == [wanted]


def test_two_close_cards_are_both_offered() -> None:
    one = make_card(id="one", title="工资拖欠", asks=["老板拖工资怎么办", "甲", "乙", "丙", "丁"])
    other = make_card(id="other", title="工资被扣", asks=["老板扣工资怎么办", "戊", "己", "庚", "辛"])
    found = CardSearch(make_kb(one, other, *fillers())).find("老板的工资")
    assert found.kind == "close"
    assert {card.id for card in found.cards} == {"one", "other"}


def test_topic_of_the_question_decides_between_equal_cards() -> None:
    asks = ["过期了怎么办", "超过时间了", "晚了几天", "来不及了", "错过日子"]
    same = [make_card(id=name, title="申请过期", asks=asks) for name in "ab"]
    kb = make_kb(*same, *fillers())
    kb = replace(kb, topic_of=MappingProxyType({**kb.topic_of, "b": "land"}))
    assert CardSearch(kb).find("申请过期了", [("land", 0.9)]).cards[0].id == "b"
    assert CardSearch(kb).find("申请过期了", [("labor", 0.9)]).cards[0].id == "a"


def test_no_cards_at_all() -> None:
    assert CardSearch(make_kb()).find("离婚").kind == "none"


def test_card_of_another_topic_is_offered_before_saying_none() -> None:
    kb = two_topics()
    kb = replace(kb, topic_of=MappingProxyType({**kb.topic_of, "will": "inheritance"}))
    search = CardSearch(kb)
    text = "遗书咋写"
    own = float(search.scores(text).max())
    strict = replace(DEFAULT, hit=own * 0.9, alone=own * 0.9)
    found = CardSearch(kb, thresholds=strict).find(text, [("labor", 0.7)])
    assert found.kind == "close"
    assert found.cards[0].id == "will"


def test_sure_topic_offers_what_fits_faintly(search: CardSearch, kb: KnowledgeBase) -> None:
    text = "借给朋友五万，打电话也不接了"
    found = search.find(text, [("debt", 0.9)])
    assert found.kind != "none"
    assert {kb.topic_of[card.id] for card in found.cards} == {"debt"}


@pytest.mark.parametrize(
    ("text", "topic", "wanted"),
    [
        ("种子是假的，地里绝收了", "land", "consumer_farm_inputs"),
        ("邻居家的羊吃了我家苗子", "property_service", "land_crop_damage"),
        ("我爹生前把房子写给了小儿子，是手写的，没有人见证，算不算数", "inheritance", "inheritance_will_write"),
        ("上游把水截了，我们村浇不上地", "land", "land_crop_damage"),
        ("有人拿我身份证开了公司", "reputation", "company_identity_misused"),
        ("农业保险不赔冰雹", "insurance", "insurance_agricultural"),
        ("隔壁把墙砌到我家宅基地上了", "land", "land_boundary"),
        ("工伤八级能赔多少钱", "work_injury", "work_injury_disability"),
        ("单位把我裁了", "labor", "labor_dismissal"),
        ("老人在养老院摔了", "injury", "injury_nursing_home"),
        ("被骗的钱报了案不给立案怎么办", "criminal", "criminal_case_filing"),
        ("老板欠我工资", "labor", "labor_unpaid_wages"),
        ("护士给我拿错药了", "medical", "medical_drug_device"),
        ("婆婆天天骂我打我咋办", "domestic_violence", "domestic_violence_emergency"),
        ("前女友裸照被威胁", "reputation", "reputation_threat_photos"),
        ("房子盖了一半包工头要涨价", "construction", "construction_rural_house"),
    ],
)
def test_residents_plain_questions_find_their_card(search: CardSearch, text: str, topic: str, wanted: str) -> None:
    assert wanted in [card.id for card in search.find(text, [(topic, 0.9)]).cards]


@pytest.mark.parametrize(
    ("text", "first", "count"),
    [
        ("离婚", "marriage_divorce_by_agreement", 3),
        ("我想咨询一下离婚的事", "marriage_divorce_by_agreement", 3),
        ("工资", "labor_unpaid_wages", 1),
        ("土地纠纷怎么办？", "land_taken_back", 3),
        ("借钱", "debt_borrower_refuses", 1),
        ("交通事故", "traffic_injured_compensation", 2),
        ("拆迁", "demolition_rural_house", 3),
        ("家暴", "domestic_violence_emergency", 1),
        ("彩礼", "marriage_bride_price", 1),
        ("社保", "social_security_employer_unpaid", 2),
        ("工伤", "work_injury_recognition", 1),
        ("遗产", "inheritance_order", 3),
        ("物业", "property_service_fee", 2),
    ],
)
def test_one_word_leads_to_what_is_asked_most(search: CardSearch, text: str, first: str, count: int) -> None:
    found = search.find(text, [("other", 0.9)])
    assert found.cards[0].id == first
    assert len(found.cards) == count
    assert found.kind == ("hit" if count == 1 else "close")


def test_whole_question_is_not_taken_for_a_word() -> None:
    first = load_first_cards()
    for text in ("老板欠我工资三个月", "离婚后孩子跟谁", "工伤认定过了一年", ""):
        assert first.of(text) == (), text


def test_first_cards_exist(kb: KnowledgeBase) -> None:
    assert [card for card in load_first_cards().ids if card not in kb.cards] == []


@pytest.mark.parametrize(
    "entries",
    [
        [{"words": ["甲"], "cards": ["a"]}, {"words": ["甲"], "cards": ["b"]}],
        [{"words": ["甲"], "cards": []}],
        [{"words": ["甲"], "cards": list("abcd")}],
    ],
)
def test_unclear_word_is_refused(entries: list[dict[str, list[str]]]) -> None:
    with pytest.raises(ValueError, match="first_cards"):
        make_first_cards(entries)
