"""帮我对一下 without Rasa: every kind of answer, stale buttons, leaving, the verdict, the desk's view of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from actions.forms.checklist_dialogue import ValidateCheckForm, wants_check
from actions.forms.checklist_form import ValidateChecklistForm
from bot.bootstrap import Context
from bot.casework.checklists import deciding, state_of
from bot.storage.base import CITY_TIME
from knowledge_base.schema import PLACEHOLDER
from tests.builders_forms import FormTalk

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)
ITEM = "judicial_relief"


def start(at: datetime = NOW, item: str = ITEM) -> FormTalk:
    talk = FormTalk(ValidateCheckForm(), at, slots={"checklist_item": item})
    talk.say("对一下", option=f"check:{item}")
    return talk


def no_to_conditions(talk: FormTalk, system: Context) -> None:
    for _ in deciding(system.kb.service_items[ITEM]):
        assert talk.said[-1]["response"] == "utter_check_condition"
        talk.press("不是")


def state(system: Context, at: datetime = NOW) -> str:
    with system.sessions() as session:
        return state_of(session, "resident", system.kb.service_items[ITEM], now=at).code


def test_conditions_come_first_then_papers_then_the_verdict_of_one_trip(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    total = talk.variable("total")
    for done in range(1, total + 1):
        assert (talk.variable("done"), talk.titles) == (done, ["有", "没有", "有别的", "不知道是什么"])
        talk.press("有")
    assert talk.said[-1]["response"] == "utter_check_complete"
    assert "现在就预约" in talk.titles
    assert state(system) == "complete"


def test_what_is_missing_is_told_with_who_issues_it_and_again_at_the_end(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    assert talk.press("没有")[0] == "utter_check_missing"
    assert "公安派出所" in talk.said[0]["help"] and "临时居民身份证" in talk.said[0]["help"]
    while talk.said[-1]["response"] == "utter_check_material":
        talk.press("有")
    assert talk.said[-1]["response"] == "utter_check_lacking"
    assert talk.variable("count") == 1 and "本人居民身份证" in talk.variable("list")
    assert "【待填】" not in str(talk.said)
    assert state(system) == "missing"


def test_how_long_a_missing_paper_takes_is_told_or_where_to_ask(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    talk.press("没有")
    assert "60日内发证" in talk.said[0]["help"]
    assert talk.press("没有")[0] == "utter_check_missing"
    assert "当天就能写好" in talk.said[0]["help"]
    assert system.kb.service_items[ITEM].materials[2].how_long.startswith(PLACEHOLDER)
    assert talk.press("不知道是什么")[0] == "utter_check_explain"
    assert "时间请问发证单位" in talk.said[0]["help"] and PLACEHOLDER not in talk.said[0]["help"]


def test_every_paper_says_how_long_or_is_marked_for_the_operator(system: Context) -> None:
    papers = [m for item in system.kb.service_items.values() for m in item.materials]
    assert not [m.id for m in papers if not m.how_long]
    assert {m.how_long.startswith(PLACEHOLDER) for m in papers} == {True, False}


def test_something_else_is_held_against_what_may_stand_in(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    assert talk.press("有别的") == ["utter_check_substitute"]
    talk.press("是")
    assert talk.variable("done") == 2
    assert talk.press("有别的")[0] == "utter_check_no_substitute"


def test_an_unknown_paper_is_explained_and_asked_again(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    assert talk.press("不知道是什么") == ["utter_check_explain", "utter_check_material"]
    assert talk.variable("done") == 1


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("有哩", "utter_check_material"),
        ("没得", "utter_check_missing"),
        ("莫有", "utter_check_missing"),
        ("没有。", "utter_check_missing"),
        ("有别的", "utter_check_substitute"),
        ("不知道是啥", "utter_check_explain"),
    ],
)
@pytest.mark.parametrize("intent", ["inform", "consult_debt", "stop", "out_of_scope"])
def test_typed_answers_are_understood_whatever_the_classifier_thinks(
    system: Context, text: str, first: str, intent: str
) -> None:
    talk = start()
    no_to_conditions(talk, system)
    assert talk.say(text, intent=intent)[0] == first


def test_an_answer_that_names_another_item_changes_nothing(system: Context) -> None:
    talk = start()
    assert talk.say("身份证申诉")[0] == "utter_not_understood_in_form"
    assert talk.slots["checklist_item"] == ITEM


def test_a_button_pressed_twice_never_answers_the_next_question(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    pressed = "check_answer:material.id_card:missing"
    talk.say("没有", option=pressed)
    assert talk.variable("done") == 2
    talk.say("没有", option=pressed)
    assert talk.variable("done") == 2


def test_who_is_not_sure_of_a_condition_is_asked_for_the_paper(system: Context) -> None:
    talk = start()
    assert talk.say("不知道")[0] == "utter_check_unsure"


def test_leaving_keeps_the_answers_and_days_later_it_goes_on(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    talk.press("有")
    assert talk.say("算了", intent="stop") == ["utter_check_paused"]
    assert talk.slots["requested_slot"] is None
    assert state(system) == "unfinished"
    later = start(NOW + timedelta(days=4))
    assert later.variable("done") == 2


def test_asking_to_go_on_in_words_finds_the_open_run(system: Context) -> None:
    start().say("算了", intent="stop")
    talk = FormTalk(ValidateChecklistForm(), NOW + timedelta(days=2))
    talk.say("接着对材料", intent="ask_checklist")
    assert (talk.followed, talk.slots["checklist_item"]) == ("check_form", ITEM)


def test_the_item_named_wins_and_without_any_it_is_asked(system: Context) -> None:
    talk = FormTalk(ValidateChecklistForm(), NOW)
    talk.say("帮我对一下律师阅卷的材料", intent="ask_checklist")
    assert talk.slots["checklist_item"] == "file_reading"
    asked = FormTalk(ValidateCheckForm(), NOW)
    assert asked.say("帮我对一下") == ["utter_offer_items"]


def test_a_finished_run_gives_its_verdict_at_once_and_can_begin_anew(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    while talk.said[-1]["response"] == "utter_check_material":
        talk.press("有")
    again = start(NOW + timedelta(days=1))
    assert again.said[-1]["response"] == "utter_check_complete"
    outside = FormTalk(None, NOW + timedelta(days=1))
    outside.say("重新对一遍", option=f"check_anew:{ITEM}")
    assert outside.followed == "check_form"
    assert state(system) == "unchecked"


def test_only_words_about_going_through_start_the_dialogue() -> None:
    assert wants_check("帮我对一下") and wants_check("帮我查查齐不齐")
    assert not wants_check("律师阅卷要带什么材料")


def test_every_item_reaches_a_verdict(system: Context) -> None:
    for item in system.kb.service_items:
        talk = start(item=item)
        for _ in range(40):
            if talk.said[-1]["response"] in ("utter_check_complete", "utter_check_lacking"):
                break
            talk.press("不是" if "不是" in talk.titles else "没有")
        assert talk.said[-1]["response"] == "utter_check_lacking", item
        assert "【待填】" not in str(talk.said), item


@pytest.mark.parametrize(("text", "intent"), [("继续", "affirm"), ("接着来", "affirm"), ("好的", "affirm")])
def test_going_on_is_no_answer(system: Context, text: str, intent: str) -> None:
    talk = start()
    asked = talk.variable("question")
    assert talk.say(text, intent=intent) == ["utter_check_condition"]
    assert talk.variable("question") == asked
    no_to_conditions(talk, system)
    assert talk.say(text, intent=intent) == ["utter_check_material"]
    assert talk.variable("done") == 1


@pytest.mark.parametrize("text", ["身份证没带", "我没带身份证", "身份证丢了", "身份证找不到了"])
def test_a_paper_told_missing_at_a_condition_is_that_paper(system: Context, text: str) -> None:
    talk = start()
    asked = talk.variable("question")
    assert talk.say(text, intent="deny") == ["utter_check_missing", "utter_check_condition"]
    assert "居民身份证" in talk.said[0]["name"] and talk.variable("question") == asked
    no_to_conditions(talk, system)
    assert talk.variable("done") == 2


@pytest.mark.parametrize("intent", ["consult_litigation", "ask_checklist", "deny", "stop", "out_of_scope"])
def test_a_lost_paper_gets_no_answer_card(system: Context, intent: str) -> None:
    talk = start()
    no_to_conditions(talk, system)
    assert talk.say("粮本丢了", intent=intent) == ["utter_check_not_listed", "utter_check_material"]
    assert talk.variable("done") == 1


@pytest.mark.parametrize("text", ["要原件吗", "复印件行不", "这个去哪开", "要几份"])
@pytest.mark.parametrize("intent", ["ask_checklist", "ask_office", "out_of_scope"])
def test_a_question_is_answered_for_the_open_paper_only(system: Context, text: str, intent: str) -> None:
    talk = start()
    no_to_conditions(talk, system)
    assert talk.say(text, intent=intent) == ["utter_check_explain", "utter_check_material"]
    assert "居民身份证" in talk.said[0]["name"] and talk.variable("done") == 1


def test_a_question_may_name_another_paper(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    other = system.kb.service_items[ITEM].materials[1]
    word = "申请书"
    assert word in other.name
    talk.say(f"{word}怎么写", intent="consult_litigation")
    assert talk.said[0]["name"] == other.name and talk.variable("done") == 1


def test_the_whole_list_is_still_there_for_who_asks(system: Context) -> None:
    talk = start()
    no_to_conditions(talk, system)
    assert talk.say("把清单全发给我", intent="ask_checklist")[0] == "utter_checklist"


@pytest.mark.parametrize("text", ["办低保要带什么", "去起诉离婚要带哪些材料", "申请廉租房要准备啥"])
def test_papers_of_a_matter_that_is_not_ours_are_said_to_be_elsewhere(system: Context, text: str) -> None:
    talk = FormTalk(ValidateChecklistForm(), NOW)
    assert talk.say(text, intent="ask_checklist") == ["utter_not_our_item"]
    assert talk.slots["requested_slot"] is None and talk.titles[-1] == "看清单里有哪些事"


@pytest.mark.parametrize("text", ["要带什么材料", "办事要准备些啥", "去窗口都要带哪些东西呀", "/ask_checklist"])
def test_who_names_no_matter_is_asked_for_it(system: Context, text: str) -> None:
    talk = FormTalk(ValidateChecklistForm(), NOW)
    assert talk.say(text, intent="ask_checklist") == ["utter_offer_items"]


def test_the_list_of_an_item_of_ours_comes_as_before(system: Context) -> None:
    talk = FormTalk(ValidateChecklistForm(), NOW)
    assert talk.say("律师阅卷要带什么", intent="ask_checklist") == ["utter_checklist"]


def test_divorce_papers_point_to_the_card(system: Context) -> None:
    talk = FormTalk(ValidateChecklistForm(), NOW)
    talk.say("起诉离婚要带啥", intent="ask_checklist")
    assert any("离婚" in title for title in talk.titles)
