"""The calculators as short dialogues: questions one by one, odd answers asked again, the sum at the end."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.calculator_form import ValidateCalculatorForm

FORM = ValidateCalculatorForm()
SAID_AT = 1_795_500_000.0


class Talk:
    """One resident in the calculator form; ``slots`` are kept between turns as Rasa keeps them."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {field.slot: None for field in FORM.fields} | {"requested_slot": None}
        self.active = False

    def say(self, text: str, option: str | None = None) -> list[tuple[str, dict[str, Any]]]:
        """Return the responses (name, variables) to one message."""
        entities = [{"entity": "option", "value": option}] if option else []
        message = {"text": text, "intent": {"name": "inform", "confidence": 0.9}, "entities": entities}
        loop = {"name": FORM.form_name} if self.active else {}
        events = [{"event": "user", "text": text, "timestamp": SAID_AT}]
        tracker = Tracker("resident", dict(self.slots), message, events, False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()
        for event in FORM.run(dispatcher, tracker, {}):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.active = True
        return [(one["response"], one) for one in dispatcher.messages]


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
