"""Mediation and legal aid: the matter told at once is kept, stray answers are not taken for it, corrections count."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.forms.request_form import ValidateRequestForm
from bot.bootstrap import Context
from bot.storage.base import CITY_TIME
from bot.storage.service_requests import ServiceRequest
from tests.builders_forms import FormTalk, spoken

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)


def opened(text: str = "我要申请调解", intent: str = "request_mediation") -> FormTalk:
    talk = FormTalk(ValidateRequestForm(), NOW)
    talk.say(text, intent=intent)
    return talk


def read_back() -> FormTalk:
    talk = opened()
    for answer in ("隔壁盖房把2米的路给堵了", "王老五", "李桂芳", "13911110000"):
        talk.say(answer)
    assert talk.slots["requested_slot"] == "request_confirmed"
    return talk


@pytest.mark.usefixtures("system")
class TestTheMatter:
    def test_told_with_the_wish_it_is_not_asked_again(self) -> None:
        talk = opened("请人给我们调解一下，隔壁浇地把我家的麦子淹了")
        assert talk.said[-1]["response"] == "utter_request_more_matter"
        talk.say("没了")
        assert talk.slots["request_matter"] == "隔壁浇地把我家的麦子淹了"

    def test_too_short_gets_one_short_sentence(self) -> None:
        assert opened().say("东河村") == ["utter_facts_too_short"]

    @pytest.mark.parametrize("said", ["13911110000", "确认", "李桂芳"])
    def test_a_number_a_yes_or_a_name_is_no_dispute(self, said: str) -> None:
        talk = opened()
        talk.say(said)
        assert (talk.slots["request_matter"], talk.slots["requested_slot"]) == (None, "request_matter")

    @pytest.mark.parametrize("said", ["确认", "13911110000", "好的", "没有了", "12348是啥", "不想说"])
    def test_a_yes_or_a_number_is_no_opponent(self, said: str) -> None:
        talk = opened()
        talk.say("隔壁盖房把我家的路给堵了")
        assert talk.say(said)[0] == "utter_about_too_short"
        assert talk.slots["request_other_side"] is None

    def test_who_asks_for_a_relative_gives_the_relatives_name(self) -> None:
        talk = opened("我要申请法律援助", "apply_legal_aid")
        talk.say("我妈在工地上摔伤了老板不赔")
        assert talk.say("我是她女儿", intent="out_of_scope")[0] == "utter_name_of_relative"


@pytest.mark.usefixtures("system")
class TestCorrections:
    def test_what_should_stand_there_is_put_there(self) -> None:
        talk = read_back()
        assert talk.say("不对，是3米", intent="deny") == ["utter_confirm_request_mediation"]
        assert talk.slots["request_matter"] == "隔壁盖房把3米的路给堵了"

    def test_a_few_words_never_take_the_place_of_the_whole_matter(self) -> None:
        talk = read_back()
        assert talk.say("不对，是东边那家", intent="deny") == ["utter_change_which_to"]
        talk.press("事情")
        assert "堵了" in talk.slots["request_matter"] and "东边那家" in talk.slots["request_matter"]

    def test_the_named_part_takes_the_new_words(self) -> None:
        talk = read_back()
        assert talk.say("对方写错了，是王老六") == ["utter_confirm_request_mediation"]
        assert talk.slots["request_other_side"] == "王老六"

    def test_yes_while_the_part_is_open_records_nothing(self, system: Context) -> None:
        talk = read_back()
        talk.say("我要改", intent="change_appointment")
        assert talk.say("确认") == ["utter_confirm_request_mediation"]
        with system.sessions() as session:
            assert session.query(ServiceRequest).count() == 0

    def test_naming_a_wrong_part_asks_it_again(self) -> None:
        talk = read_back()
        talk.say("电话错了")
        assert talk.slots["requested_slot"] == "request_phone"


@pytest.mark.usefixtures("system")
def test_legal_aid_promises_no_day_before_the_papers_are_in() -> None:
    talk = opened("我要申请法律援助", "apply_legal_aid")
    for answer in ("工地上摔伤了老板一分不赔", "李桂芳", "13911110000", "确认"):
        talk.say(answer)
    text = spoken(talk)
    assert "7天内" in text and "第43条" in text
    assert "12月" not in text and "{" not in text
