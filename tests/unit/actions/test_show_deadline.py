"""Periods in conversation: the clock that is meant, the day told later, and what happens under seven days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select

from actions.deadline_reply import told, wants_deadline
from actions.hand_over import ActionHandOver
from actions.show_deadline import ActionShowDeadline
from actions.told_day import tells_the_day
from bot.bootstrap import Context, context
from bot.casework.deadline_answers import answer_one, event_in
from bot.casework.lawyer_import import import_lawyers
from bot.storage.base import CITY_TIME
from bot.storage.engine import transaction
from bot.storage.handoffs import Handoff
from bot.storage.lawyers import Lawyer
from bot.storage.outbox import OutboxMessage
from bot.wording import say
from tests.builders_cases import make_sheet_row, places, write_rows

TUESDAY_MORNING = datetime(2026, 11, 24, 10, tzinfo=CITY_TIME)
LAWYER_CHAT = "101"


@dataclass
class Talk:
    """A resident who asks about periods; slots and events are kept as Rasa keeps them."""

    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    at: datetime = TUESDAY_MORNING
    said: list[dict[str, Any]] = field(default_factory=list)

    def hear(self, text: str, intent: str = "ask_deadline", option: str | None = None) -> Tracker:
        entities = [{"entity": "option", "value": option}] if option else []
        ranking = [{"name": intent, "confidence": 0.9}]
        message = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": entities}
        event = {"event": "user", "text": text, "timestamp": self.at.timestamp(), "input_channel": "web"}
        self.events.append(event)
        return Tracker("resident", dict(self.slots), message, list(self.events), False, None, {}, "action_listen")

    def ask(self, text: str, intent: str = "ask_deadline") -> list[str]:
        dispatcher = CollectingDispatcher()
        for event in ActionShowDeadline().run(dispatcher, self.hear(text, intent), {}):
            self.slots[event["name"]] = event["value"]
            self.events.append(event)
        self.said = dispatcher.messages
        return [message["response"] for message in self.said]


@pytest.fixture
def talk(monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A resident whose handoffs go nowhere: what is tested needs no database."""
    monkeypatch.setattr(ActionHandOver, "run", lambda *_: [])
    return Talk()


@pytest.fixture
def alone(system: Context) -> Talk:
    """A resident whose place nobody knows."""
    return Talk()


@pytest.fixture
def village(system: Context, tmp_path: Path) -> Talk:
    """A resident of 石桥村 whose lawyer is linked to Telegram."""
    with transaction(system.sessions) as session:
        import_lawyers(session, write_rows(tmp_path / "l.xlsx", [make_sheet_row()]), places(), now=TUESDAY_MORNING)
        session.execute(select(Lawyer)).scalars().one().telegram_chat_id = LAWYER_CHAT
    return Talk({"place": "village_shiqiao", "household": "rural"})


def outbox(system: Context) -> list[OutboxMessage]:
    with system.sessions() as session:
        return list(session.execute(select(OutboxMessage)).scalars())


def handoffs(system: Context) -> list[Handoff]:
    with system.sessions() as session:
        return list(session.execute(select(Handoff)).scalars())


URGENT = "仲裁裁决书是11月12号拿到的，不服要去法院"


def test_under_seven_days_the_lawyer_really_gets_a_message(system: Context, village: Talk) -> None:
    said = village.ask(URGENT)
    assert said == ["utter_deadline_last_days", "utter_deadline_lawyer_told", "utter_handed_over"]
    (message,) = outbox(system)
    assert (message.channel, message.recipient, message.template) == ("telegram", LAWYER_CHAT, "utter_lawyer_brief")
    assert URGENT in message.variables["summary"]
    assert message.send_after == TUESDAY_MORNING
    assert village.said[2]["lawyer"] == "李示例"


def test_under_seven_days_legal_aid_that_starts_first_is_proposed(village: Talk) -> None:
    village.ask(URGENT)
    first = village.said[0]
    assert (first["last_day"], first["days_left"]) == ("2026年11月27日", 3)
    assert "《法律援助法》第44条" in say(first["response"])
    assert [button["payload"] for button in first["buttons"]] == ["/apply_legal_aid", "/talk_to_person"]


def test_without_a_lawyer_it_is_recorded_and_said_so(system: Context, alone: Talk) -> None:
    said = alone.ask(URGENT)
    assert said[-1] == "utter_handed_over_no_lawyer"
    assert outbox(system) == []
    (handoff,) = handoffs(system)
    assert handoff.number == alone.said[-1]["number"]


def test_a_lawyer_who_cannot_be_reached_is_not_said_to_have_been_told(system: Context, village: Talk) -> None:
    with transaction(system.sessions) as session:
        session.execute(select(Lawyer)).scalars().one().telegram_chat_id = None
    village.ask(URGENT)
    assert outbox(system) == []
    assert village.said[-1]["when"] == say("utter_handover_unlinked", day="11月24日")
    assert "转给律师" not in say("utter_deadline_lawyer_told")


def test_asked_again_the_same_lawyer_is_not_alarmed_twice(system: Context, village: Talk) -> None:
    village.ask(URGENT)
    village.ask(URGENT)
    assert len(outbox(system)) == len(handoffs(system)) == 1


def test_at_night_the_lawyer_is_told_in_the_morning(system: Context, village: Talk) -> None:
    village.at = TUESDAY_MORNING.replace(hour=23)
    village.ask(URGENT)
    (message,) = outbox(system)
    assert message.send_after.astimezone(CITY_TIME) == datetime(2026, 11, 25, 8, tzinfo=CITY_TIME)


@pytest.mark.parametrize(
    "text",
    [
        "昨天收到处罚决定书，复议还来得及吗",
        "去年8月收到的处罚决定书，还能复议吗",
        "信访9月20号受理的，还没结果",
        "行政复议期限多久",
    ],
)
def test_nobody_is_alarmed_with_time_left_or_over_or_the_office_late(system: Context, village: Talk, text: str) -> None:
    village.ask(text)
    assert handoffs(system) == []


def test_the_last_day_itself_is_named_as_today(talk: Talk) -> None:
    assert talk.ask("民事判决书11月9号收到的，上诉还行吗")[0] == "utter_deadline_last_day_today"


def test_a_day_told_in_the_next_message_is_counted(talk: Talk) -> None:
    assert talk.ask("行政复议期限多久")[0] == "utter_deadline_need_event"
    said = talk.ask("昨天收到的", "inform")
    assert said == ["utter_deadline_in_time"]
    assert talk.said[0]["last_day"] == "2027年1月22日"
    assert "2027年5月24日" in talk.said[0]["beside"]


def test_a_corrected_day_is_counted_anew(talk: Talk) -> None:
    talk.ask("劳动仲裁裁决不服几天内起诉")
    talk.ask("11月20号收到的", "inform")
    first = talk.said[0]["last_day"]
    talk.ask("不对，是11月18号", "inform")
    assert (first, talk.said[0]["last_day"]) == ("2026年12月7日", "2026年12月3日")


def test_the_day_told_before_the_question_counts(talk: Talk) -> None:
    talk.slots |= {"pending_question": "前天收到城管的处罚决定书，罚得太重了", "last_topic": "administrative"}
    assert talk.ask("还来得及吗")[0] == "utter_deadline_in_time"
    assert talk.said[0]["event_on"] == "2026年11月22日"


def test_a_day_of_another_matter_is_not_counted_for_a_clock_that_is_named(talk: Talk) -> None:
    talk.slots |= {"pending_question": "去年3月被辞退的，一分钱没给", "last_topic": "labor"}
    assert talk.ask("民事判决几天内上诉")[0] == "utter_deadline_need_event"


def test_a_clock_of_the_last_card_is_meant_by_a_bare_question(talk: Talk) -> None:
    card = "labor_no_contract"
    talk.slots |= {"last_card": card, "last_topic": "labor"}
    assert talk.ask("还来得及吗")[0] == "utter_deadline_need_event"


def test_an_office_that_is_late_can_be_reminded(talk: Talk) -> None:
    assert talk.ask("信访9月20号受理的，还没结果")[0] == "utter_deadline_office_missed"
    assert [button["payload"] for button in talk.said[0]["buttons"]] == ["/urge_complaint", "/talk_to_person"]


def test_every_answer_about_every_clock_can_be_told() -> None:
    calendar, today = context().calendar, TUESDAY_MORNING.date()
    for clock in context().kb.deadlines.values():
        for day in (None, today, date(2026, 6, 1), date(2000, 1, 1)):
            reply = told(answer_one(clock, day, careful=True, calendar=calendar, today=today, latest=day))
            assert "{" not in say(reply.response, **reply.variables)


def test_a_question_without_any_clock_is_answered_like_others(talk: Talk) -> None:
    assert not any(response.startswith("utter_deadline") for response in talk.ask("你好啊今天天气好"))


@pytest.mark.parametrize(
    ("asked", "text", "intent"),
    [
        ("行政复议期限多久", "昨天收到处罚决定书", "consult_administrative"),
        ("行政复议期限多久", "昨天收到的", "inform"),
        ("劳动仲裁的时效是多久", "去年3月被辞退的", "inform"),
        ("劳动仲裁的时效是多久", "2025年12月31号离职", "consult_labor"),
        ("民事判决几天内上诉", "判决书是10号拿到的", "consult_litigation"),
        ("工伤认定自己申请期限是多久", "是今年8月5号", "affirm"),
        ("借条过期没有", "三年前", "inform"),
    ],
)
def test_a_bare_day_after_a_period_belongs_to_it(talk: Talk, asked: str, text: str, intent: str) -> None:
    talk.ask(asked)
    assert tells_the_day(talk.hear(text, intent))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("昨天收到的法院传票不去会怎么样", "consult_litigation"),
        ("去年3月签的合同能退吗", "consult_contract"),
        ("上个月孩子摔断了胳膊", "consult_injury"),
        ("石桥村的", "inform"),
        ("明天下午三点", "inform"),
    ],
)
def test_another_matter_after_a_period_is_left_alone(talk: Talk, text: str, intent: str) -> None:
    talk.ask("劳动仲裁的时效是多久")
    assert not tells_the_day(talk.hear(text, intent))


def test_a_day_told_after_something_else_belongs_to_that(talk: Talk) -> None:
    talk.ask("劳动仲裁的时效是多久")
    talk.hear("我是石桥村的", "inform")
    assert not tells_the_day(talk.hear("昨天收到的", "inform"))


def test_a_day_told_without_a_period_before_it_is_no_answer(talk: Talk) -> None:
    assert not tells_the_day(talk.hear("昨天收到的", "inform"))


SENTENCES = [
    ("昨天收到交警的处罚决定书，想复议来得及吗", "administrative_reconsideration", "2027-01-22"),
    ("城管罚单是十月八号收到的", "administrative_reconsideration", "2026-12-07"),
    ("派出所行政拘留我是8月5号出来的，复议晚没晚", "administrative_reconsideration", "2026-10-08"),
    ("税务局罚款决定书上个月收到，想直接告", "administrative_suit", "2027-04-01"),
    ("复议决定书昨天寄到的，维持原判", "administrative_suit_after_reconsideration", "2026-12-08"),
    ("房子征收补偿决定11月1号贴出来的", "expropriation_suit", "2027-05-03"),
    ("公司10月15号把我辞退的，仲裁最晚哪天", "labor_arbitration", "2027-10-15"),
    ("没签合同从去年1月干到今年9月，双倍工资还要得上吗", "labor_arbitration", "2027-09-01"),
    ("裁决书是上周一拿到的，不想认，啥时候前得去法院", "labor_arbitration_suit", "2026-12-01"),
    ("劳动监察投诉，去年夏天干的活", "labor_inspection", "2027-05-05"),
    ("我爸10月25号在工地上从架子上掉下来，工伤认定还能申请不", "work_injury_worker", "2027-10-25"),
    ("我男人9月1号在工地砸了脚，老板不报工伤", "work_injury_employer", "2026-10-08"),
    ("我的地2024年就让村上收走了，土地仲裁还赶得上不", "land_arbitration", "2026-01-04"),
    ("村里占我承包地三年了，能不能仲裁", "land_arbitration", "2025-11-24"),
    ("欠条写的2024年1月1日还清", "civil_limitation", "2027-01-04"),
    ("车祸是今年3月份出的，想起诉要赔偿", "civil_limitation", "2029-03-01"),
    ("上个月15号收到的一审判决书，今天上诉还行不行", "civil_appeal", "2026-10-30"),
    ("裁定书前天收到，说不予受理", "civil_appeal_ruling", "2026-12-02"),
    ("刑事判决书上星期五拿到的，想上诉", "criminal_appeal", "2026-11-30"),
    ("调解书写的2024年12月31号前还，没还", "execution_application", "2026-12-31"),
    ("判决今年1月生效，对方不给钱，啥时候前申请执行", "execution_application", "2028-01-03"),
    ("二审判决今年5月20号收到的，还能申请再审吗", "retrial_application", "2026-11-20"),
    ("签调解协议是11月1号，想让法院盖章", "mediation_confirmation", "2026-12-01"),
    ("信访答复上周三给我的，不满意", "petition_review", "2026-12-18"),
    ("复查意见书上个礼拜三拿到", "petition_second_review", "2026-12-18"),
    ("信访局9月1号收了我的材料，到现在没动静", "petition_registration", "2026-09-16"),
    ("检察院上个月20号收了我的申诉材料，一直没回话", "procuratorate_intake", "2026-10-27"),
    ("给检察院寄信是9月1号", "procuratorate_letter_reply", "2026-09-08"),
    ("律师昨天说要阅卷", "file_reading", "2026-11-26"),
    ("被冤枉关了半年，今年2月放的，国家赔偿啥时候前提", "state_compensation_claim", "2028-02-01"),
    ("法律援助11月10号交的申请", "legal_aid_decision", "2026-11-17"),
    ("法援批了五天还没律师", "legal_aid_assignment", "2026-11-23"),
    ("保护令申请前天交的", "protection_order", "2026-11-25"),
    ("离婚申请11月2号交的", "divorce_cooling_off", "2026-12-02"),
    ("网上买的鞋前天到的，不想要了", "consumer_online_return", "2026-11-30"),
    ("健身卡五天前办的，后悔了能全退不", "prepaid_cooling", "2026-11-26"),
    ("房子给了儿子，他今年3月开始不管我", "revoke_gift", "2027-03-01"),
    ("上个月才发现合同是被骗签的", "revoke_contract", "2027-10-04"),
    ("车险事故是2025年1月", "insurance_claim", "2027-01-04"),
    ("老爸人寿保险，2022年走的", "insurance_claim_life", "2027-01-04"),
    ("房东11月10号说要卖房，我想买", "tenant_first_refusal", "2026-11-25"),
    ("离婚后今年5月发现他藏了房子", "marriage_redivide_property", "2029-05-03"),
]


@pytest.mark.parametrize(("text", "clock", "last_day"), SENTENCES)
def test_a_sentence_is_counted_to_its_last_day(talk: Talk, text: str, clock: str, last_day: str) -> None:
    talk.ask(text)
    day = date.fromisoformat(last_day)
    title, spoken = context().kb.deadlines[clock].title, f"{day.year}年{day.month}月{day.day}日"
    first = next(one for one in talk.said if "title" in one)
    beside = [line for line in first["beside"].splitlines() if title in line]
    assert first.get("last_day") == spoken if first["title"] == title else any(spoken in line for line in beside)


def test_there_are_forty_sentences() -> None:
    assert len(SENTENCES) >= 40


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今年8月一直没发工资", "2026-08-01"),
        ("从上个月等到昨天才收到判决", "2026-11-23"),
        ("从2024年3月到2026年5月在厂里", "2026-05-01"),
        ("2015年3月到2026年10月", "2026-10-01"),
        ("去年1月到今年9月", "2026-09-01"),
        ("去年1月到法院起诉", "2025-01-01"),
        ("从去年拖到现在", "2025-01-01"),
    ],
)
def test_a_period_runs_from_the_end_of_what_lasted(text: str, day: str) -> None:
    event = event_in(text, TUESDAY_MORNING)
    assert event is not None
    assert event.on.isoformat() == day


@pytest.mark.parametrize("text", ["2021年借给朋友三万，没写还款日，过期没有", "欠条五年了，没说什么时候还，还能告吗"])
def test_a_loan_without_a_day_to_pay_back_is_not_counted_from_the_loan(talk: Talk, text: str) -> None:
    assert talk.ask(text) == ["utter_deadline_need_event"]


@pytest.mark.parametrize("text", ["还来得及吗", "那我啥时候去告", "多长时间之内要去告", "几天之内申请", "最迟哪天"])
def test_a_bare_question_about_time_is_asked_back_and_joined(talk: Talk, text: str) -> None:
    assert talk.ask(text) == ["utter_deadline_which"]
    assert talk.ask("受了工伤", "consult_work_injury") == ["utter_deadline_need_event"]
    assert talk.ask("去年12月1号", "inform") == ["utter_deadline_in_time"]
    assert talk.said[0]["last_day"] == "2026年12月1日"


def test_the_day_may_come_before_the_matter(talk: Talk) -> None:
    talk.ask("现在还来得及吗")
    assert talk.ask("去年12月20号", "inform") == ["utter_deadline_which"]
    talk.ask("被厂里辞退", "consult_labor")
    assert talk.said[0]["last_day"] == "2026年12月21日"


@pytest.mark.parametrize(
    "text",
    ["欠条是2021年6月1号到期的，现在还能告吗", "交通事故是去年端午那天，来得及要赔偿吗", "货款前年3月就该给，过期没有"],
)
def test_a_legal_question_about_time_is_one_about_a_period(talk: Talk, text: str) -> None:
    assert wants_deadline(talk.hear(text, "consult_debt"))
    talk.ask(text, "consult_debt")
    assert talk.said[0]["title"] == context().kb.deadlines["civil_limitation"].title


@pytest.mark.parametrize("text", ["欠条怎么写", "从前年3月借的到现在", "孩子被狗咬了能要多少钱"])
def test_other_legal_questions_are_left_to_the_cards(talk: Talk, text: str) -> None:
    assert not wants_deadline(talk.hear(text, "consult_debt"))


def test_where_and_what_it_costs_are_answered_with_the_period(talk: Talk) -> None:
    said = talk.ask("表哥借了我两万，今年1月到期不还，来得及吗，去哪告，花多少钱")
    assert said[0].startswith("utter_deadline_")
    assert any(response.startswith("utter_right_door") for response in said)
    assert any("calc:court_fee" in button["payload"] for button in talk.said[0]["buttons"])
