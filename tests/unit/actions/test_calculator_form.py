"""The calculators as short dialogues: questions one by one, odd answers asked again, the sum at the end."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer_question import ActionAnswerQuestion
from actions.forms.calculator_form import ValidateCalculatorForm
from bot.bootstrap import context
from knowledge_base.rates import load_rates

FORM = ValidateCalculatorForm()
SAID_AT = 1_795_500_000.0


class Talk:
    """One resident in the calculator form; ``slots`` are kept between turns as Rasa keeps them."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {field.slot: None for field in FORM.fields} | {"requested_slot": None}
        self.active = False
        self.events: list[dict[str, Any]] = []

    def say(
        self, text: str, option: str | None = None, intent: str = "inform", after: str | None = None
    ) -> list[tuple[str, dict[str, Any]]]:
        """Return the responses (name, variables) to one message; ``after`` is the action that led to the form."""
        dispatcher = CollectingDispatcher()
        self.events = FORM.run(dispatcher, self.tracker(text, option, intent, after), {})
        for event in self.events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.active = True
        return [(one["response"], one) for one in dispatcher.messages]

    def open(self, question: str) -> list[tuple[str, dict[str, Any]]]:
        """A legal question in words: the action that answers it decides whether the form opens."""
        events = ActionAnswerQuestion().run(
            CollectingDispatcher(), self.tracker(question, None, "consult_labor", None), {}
        )
        self.slots |= {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        assert {event["name"] for event in events if event["event"] == "followup"} == {"calculator_form"}
        return self.say(question, intent="consult_labor", after="action_answer_question")

    def tracker(self, text: str, option: str | None, intent: str, after: str | None) -> Tracker:
        entities = [{"entity": "option", "value": option}] if option else []
        ranking = [{"name": intent, "confidence": 0.9}]
        message = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": entities}
        loop = {"name": FORM.form_name} if self.active else {}
        events: list[dict[str, Any]] = [{"event": "user", "text": text, "timestamp": SAID_AT}]
        events += [{"event": "action", "name": after}] if after else []
        return Tracker("resident", dict(self.slots), message, events, False, None, loop, "action_listen")


def start(kind: str) -> Talk:
    talk = Talk()
    talk.slots["calc_kind"] = kind
    talk.say("算一算")
    return talk


def test_severance_is_asked_in_three_questions_and_told_with_its_article() -> None:
    talk = start("severance")
    assert talk.slots["requested_slot"] == "calc_wage"
    assert talk.say("三千五")[-1][0] == "utter_offer_calc_duration_worked"
    assert talk.say("三年七个月")[-1][0] == "utter_offer_calc_unlawful"
    name, told = talk.say("违法辞退", option="unlawful")[-1]
    assert name == "utter_calculation"
    assert told["total"] == "28000元"
    assert "《劳动合同法》第87条" in told["basis"]
    assert talk.slots["calc_wage"] is None


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("-3000", "utter_calc_problem_negative"),
        ("0", "utter_calc_problem_zero"),
        ("两万多", "utter_calc_problem_approximate"),
        ("不好说呢", "utter_calc_problem_not_a_number"),
        ("999999999999", "utter_calc_problem_too_large"),
    ],
)
def test_an_odd_wage_is_explained_and_asked_again(answer: str, problem: str) -> None:
    talk = start("severance")
    assert [name for name, _ in talk.say(answer)] == [problem, "utter_offer_calc_wage"]
    assert talk.slots["requested_slot"] == "calc_wage"


def test_years_without_months_are_asked_again() -> None:
    talk = start("double_wage")
    talk.say("4000")
    assert talk.say("2019年到2022年")[0][0] == "utter_calc_problem_month_missing"
    assert talk.say("2019年3月到2022年8月")[-1][1]["total"] == "44000元"


def test_overtime_takes_three_kinds_of_hours_and_none_of_them_may_be_all() -> None:
    talk = start("overtime")
    for answer in ("5000", "20小时", "没有", "8个小时"):
        told = talk.say(answer)
    assert told[-1][1]["total"] == "1551.73元"


def test_no_overtime_at_all_is_no_sum_but_a_question() -> None:
    talk = start("overtime")
    for answer in ("5000", "0", "0", "0"):
        told = talk.say(answer)
    assert [name for name, _ in told] == ["utter_calc_problem_zero", "utter_offer_calc_wage"]


def test_a_fee_that_does_not_depend_on_money_is_told_at_once() -> None:
    talk = start("court_fee")
    assert talk.say("劳动争议", option="fee:labor")[-1][1]["total"] == "10元"


def test_a_loan_without_a_day_is_told_by_the_present_rate() -> None:
    talk = start("loan_interest")
    for answer in ("5万", "1年半", "月息两分", "记不清"):
        told = talk.say(answer)
    assert told[-1][0] == "utter_calculation"
    assert told[-1][1]["notes"]


def test_the_calculator_is_offered_when_none_was_named() -> None:
    talk = Talk()
    name, told = talk.say("算一算")[-1]
    assert name == "utter_offer_calculators"
    assert len(told["buttons"]) == 5
    talk.say("加班费", option="calc:overtime")
    assert talk.slots["requested_slot"] == "calc_wage"


OPENING = "一个月四千五干了三年八个月被辞退能赔多少"


def test_facts_of_the_opening_question_are_not_asked_again() -> None:
    talk = Talk()
    assert [name for name, _ in talk.open(OPENING)] == ["utter_offer_calc_unlawful"]
    name, told = talk.say("正常解除", option="lawful")[-1]
    assert (name, told["total"]) == ("utter_calculation", "18000元")
    assert "干了3年8个月" in told["lines"]


def test_an_opening_that_tells_everything_is_answered_at_once() -> None:
    talk = Talk()
    name, told = talk.open("没理由就把我开除了，一个月5000块，工作了两年，能赔多少钱")[-1]
    assert (name, told["title"], told["total"]) == ("utter_calculation", "违法辞退的赔偿金", "20000元")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("月薪8000，2019年3月到2022年8月在公司，补偿金怎么算", "utter_offer_calc_unlawful"),
        ("干了六年被裁，补偿金多少钱", "utter_offer_calc_wage"),
        ("每月工资3600，补偿金能拿多少", "utter_offer_calc_duration_worked"),
        ("算算加班费，一个月五千，平时加班20小时，周末16个小时", "utter_offer_calc_holiday_hours"),
        ("借给表弟5万，月息两分，借了一年半，利息超过上限没有", "utter_offer_calc_made_on"),
        ("2023年5月借给他两万，没约定利息，利息最高多少", "utter_offer_calc_until_lent"),
        ("八个月没签合同，每个月给我6000，双倍工资能拿多少", None),
        ("离婚要交多少诉讼费", "utter_offer_calc_amount"),
        ("要回8万块货款，诉讼费多少钱", None),
    ],
)
def test_only_what_the_opening_left_out_is_asked(question: str, asked: str | None) -> None:
    talk = Talk()
    assert [name for name, _ in talk.open(question)] == [asked or "utter_calculation"]


@pytest.mark.parametrize("asked", ["calc_wage", "calc_duration"])
def test_a_question_full_of_facts_answers_a_question_of_the_form(asked: str) -> None:
    talk = start("severance")
    if asked == "calc_duration":
        talk.say("4000")
    assert talk.slots["requested_slot"] == asked
    assert [name for name, _ in talk.say(OPENING, intent="consult_labor")] == ["utter_offer_calc_unlawful"]
    assert (talk.slots["calc_wage"], talk.slots["calc_duration"]) == ("4500.0", "3-8-0")


def test_a_fact_given_out_of_turn_is_kept_and_the_question_put_again() -> None:
    talk = start("severance")
    assert [name for name, _ in talk.say("干了三年八个月")] == ["utter_offer_calc_wage"]
    assert talk.say("四千五")[-1][0] == "utter_offer_calc_unlawful"


def test_a_question_without_facts_is_left_to_the_other_answers() -> None:
    talk = start("severance")
    talk.say("不发工资可以去哪里告", intent="consult_labor")
    assert [event["event"] for event in talk.events if event["event"] != "slot"] == ["action_execution_rejected"]


def test_a_button_under_an_answer_takes_the_facts_of_the_question() -> None:
    talk = Talk()
    talk.slots |= {"pending_question": "一个月四千五干了三年八个月，公司不要我了咋办", "calc_kind": "severance"}
    told = talk.say("/inform", option="calc:severance", after="action_choose_option")
    assert [name for name, _ in told] == ["utter_offer_calc_unlawful"]


def test_the_button_decides_which_calculator_opens() -> None:
    talk = Talk()
    talk.slots |= {"pending_question": "加班费怎么算，一个月五千", "calc_kind": "severance"}
    talk.say("/inform", option="calc:severance", after="action_choose_option")
    assert (talk.slots["calc_kind"], talk.slots["requested_slot"]) == ("severance", "calc_duration")


def test_a_fact_can_be_corrected() -> None:
    talk = Talk()
    talk.open(OPENING)
    talk.say("不对，一个月五千")
    assert talk.say("正常")[-1][1]["total"] == "20000元"


@pytest.mark.parametrize(
    ("said", "kept"), [("不算违法吧", "lawful"), ("无故把我撵走的", "unlawful"), ("不清楚", "lawful")]
)
def test_lawful_or_not_is_read_in_words(said: str, kept: str) -> None:
    talk = Talk()
    talk.open(OPENING)
    title = talk.say(said)[-1][1]["title"]
    assert title == ("违法辞退的赔偿金" if kept == "unlawful" else "经济补偿")


def test_a_year_is_not_enough_for_the_rate_of_a_loan() -> None:
    talk = start("loan_interest")
    for answer in ("5万", "1年半", "月息两分"):
        talk.say(answer)
    assert [name for name, _ in talk.say("2023年")] == ["utter_calc_problem_loan_month", "utter_offer_calc_made_on"]
    told = talk.say("2023年5月")[-1][1]
    assert "2022年8月22日公布" in told["lines"]


def test_work_that_lasts_from_a_month_until_now_is_counted() -> None:
    talk = start("severance")
    talk.say("四千")
    talk.say("2021年5月到现在")
    assert talk.slots["calc_duration"] == "5-6-23"


def test_the_first_month_alone_is_asked_until_when() -> None:
    talk = start("severance")
    talk.say("四千")
    assert talk.say("2020年4月")[-1][0] == "utter_offer_calc_until_worked"
    assert talk.say("今年9月")[-1][0] == "utter_offer_calc_unlawful"
    assert talk.slots["calc_duration"] == "6-5-0"


@pytest.mark.parametrize(("said", "length"), [("还没有还", "2-9-23"), ("今年2月还清的", "2-0-0"), ("前年8月", "0-6-0")])
def test_the_day_of_a_loan_is_no_length_and_its_end_is_asked(said: str, length: str) -> None:
    talk = start("loan_interest")
    talk.say("八万")
    assert talk.say("前年2月借出去的")[-1][0] == "utter_offer_calc_until_lent"
    talk.say(said)
    assert (talk.slots["calc_made_on"], talk.slots["calc_duration"]) == ("2024-02-01", length)


def test_a_loan_paid_back_is_asked_when() -> None:
    talk = start("loan_interest")
    talk.say("八万")
    talk.say("前年2月借出去的")
    assert [name for name, _ in talk.say("已经还了", option="until_then")] == ["utter_calc_until_which_day"]


def test_a_wage_by_the_day_is_turned_into_a_months_and_told_so() -> None:
    talk = start("severance")
    told = talk.say("一天260块")
    assert [name for name, _ in told] == ["utter_calc_wage_by_day", "utter_offer_calc_duration_worked"]
    assert talk.slots["calc_wage"] == "5655.00"


@pytest.mark.parametrize(("said", "kept"), [("大约三千八", "3800.0"), ("5200左右", "5200.0")])
def test_a_rough_wage_is_taken_and_told_back(said: str, kept: str) -> None:
    talk = start("severance")
    assert talk.say(said)[0][0] == "utter_calc_taken_roughly"
    assert talk.slots["calc_wage"] == kept


def test_what_there_is_to_divide_is_added_up_and_other_sums_are_asked_together() -> None:
    talk = start("court_fee")
    talk.say("离婚的")
    assert talk.say("楼房60万，车5万，存款3万")[-1][1]["total"] == "2450元到2700元"
    other = start("court_fee")
    other.say("要货款")
    assert other.say("货款6万，运费1万")[0][0] == "utter_calc_problem_several"


def test_a_sum_told_for_the_kind_of_case_is_not_lost() -> None:
    talk = start("court_fee")
    told = talk.say("二十万")
    assert [name for name, _ in told] == ["utter_calc_fee_about_money", "utter_calculation"]
    assert told[-1][1]["total"] == "4300元"


def test_very_many_hours_are_asked_back_once() -> None:
    talk = start("overtime")
    talk.say("4800")
    assert [name for name, _ in talk.say("6000小时")] == ["utter_calc_problem_many_hours"]
    talk.say("6000小时", option="hours:6000")
    assert (talk.slots["calc_workday_hours"], talk.slots["requested_slot"]) == ("6000", "calc_rest_day_hours")


@pytest.mark.parametrize(("said", "hours"), [("两天", "16"), ("一天半", "12.0"), ("三天，每天5小时", "15")])
def test_whole_days_are_hours(said: str, hours: str) -> None:
    talk = start("overtime")
    for answer in ("4800", "0", "0"):
        talk.say(answer)
    (days, _), (name, told) = (*talk.say(said),) if "每天" not in said else (("", {}), talk.say(said)[-1])
    assert days in ("", "utter_calc_hours_by_day")
    assert name == "utter_calculation"
    assert f"× {float(hours):g}小时" in told["lines"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("天天加班两个半小时，工资四千，加班费应该多少", "overtime"),
        ("在超市工作了六年被裁员，一个月3300，能补多少", "severance"),
        ("饭店关门不用我了，做了四年，一个月三千六，该给多少钱", "severance"),
        ("强制执行要花多少钱，判了他还我15万", "court_fee"),
        ("借给同学6万，年利率18%，利息一共多少", "loan_interest"),
    ],
)
def test_a_question_with_facts_opens_its_calculator(question: str, kind: str) -> None:
    talk = Talk()
    talk.open(question)
    assert talk.slots.get("calc_kind") in (kind, None)
    assert load_rates().asked_for(question) == kind


def test_the_fee_of_an_execution_is_not_that_of_a_lawsuit() -> None:
    talk = Talk()
    name, told = talk.open("申请强制执行要交多少钱，他欠我15万")[-1]
    assert (name, told["total"]) == ("utter_calculation", "2150元")


@pytest.mark.parametrize("said", ["他们没有任何理由", "没说原因就让我走", "没走程序"])
def test_a_dismissal_without_a_reason_is_unlawful(said: str) -> None:
    talk = Talk()
    talk.open(OPENING)
    assert talk.say(said)[-1][1]["title"] == "违法辞退的赔偿金"


def test_who_does_not_know_is_told_what_is_assumed() -> None:
    talk = Talk()
    talk.open(OPENING)
    assert [name for name, _ in talk.say("这个我不晓得")] == ["utter_calc_lawful_assumed", "utter_calculation"]
    other = start("severance")
    assert other.say("我也不清楚")[0][0] == "utter_calc_problem_unknown"


@pytest.mark.parametrize(
    ("card", "kind"),
    [("debt_interest", "loan_interest"), ("labor_overtime", "overtime"), ("labor_dismissal", "severance")],
)
def test_a_card_offers_the_calculator_of_its_own_matter(card: str, kind: str) -> None:
    assert card in context().kb.cards
    assert load_rates().offered_for(card, "labor")[0] == kind


def test_every_card_that_offers_a_calculator_exists() -> None:
    named = {card for start in load_rates().starts for card in start.cards}
    assert named <= set(context().kb.cards)
