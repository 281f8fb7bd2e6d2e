"""A complaint as residents really give it: half told at once, corrected, skipped, answered at the wrong question."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.forms.complaint_form import ValidateComplaintForm
from bot.bootstrap import Context
from bot.storage.base import CITY_TIME
from bot.storage.complaints import Complaint
from tests.builders_forms import FormTalk

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)


def opened(text: str = "我想投诉") -> FormTalk:
    talk = FormTalk(ValidateComplaintForm(), NOW)
    talk.say(text, intent="file_complaint")
    return talk


def at_time() -> FormTalk:
    talk = opened()
    talk.press("物业")
    talk.say("向阳物业公司")
    talk.say("3号楼的电梯坏了两个月没人修")
    assert talk.slots["requested_slot"] == "complaint_when"
    return talk


def read_back() -> FormTalk:
    talk = at_time()
    talk.say("上个月")
    talk.say("幸福小区3号楼")
    talk.say("匿名")
    talk.press("不留电话")
    assert talk.slots["requested_slot"] == "complaint_confirmed"
    return talk


def filed(system: Context) -> Complaint:
    with system.sessions() as session:
        found: Complaint = session.query(Complaint).one()
        session.expunge_all()
        return found


@pytest.mark.usefixtures("system")
class TestSkippingAndGoingBack:
    def test_skip_at_the_time_skips_the_time_even_if_it_sounds_like_leaving(self) -> None:
        talk = at_time()
        talk.say("跳过", intent="stop")
        assert (talk.slots["complaint_when"], talk.slots["requested_slot"]) == ("不清楚", "complaint_where")
        talk.say("跳过", intent="stop")
        assert talk.slots["requested_slot"] == "complaint_named"

    def test_leaving_still_leaves(self) -> None:
        talk = at_time()
        before = dict(talk.slots)
        assert talk.say("算了", intent="stop") == []
        assert talk.slots == before

    def test_a_step_back_asks_the_earlier_question(self) -> None:
        talk = at_time()
        talk.say("返回上一步", intent="stop")
        assert (talk.slots["requested_slot"], talk.slots["complaint_facts"]) == ("complaint_facts", None)

    def test_a_step_back_at_the_first_question_asks_it_again(self) -> None:
        talk = opened()
        assert talk.say("上一步") == ["utter_offer_complaint_categories"]


@pytest.mark.usefixtures("system")
class TestCorrections:
    def test_a_number_of_the_same_kind_is_replaced_everywhere(self) -> None:
        talk = read_back()
        assert talk.say("不对，是5号楼", intent="deny") == ["utter_confirm_complaint"]
        assert talk.slots["complaint_where"] == "幸福小区5号楼"
        assert talk.slots["complaint_facts"].startswith("5号楼的电梯")

    @pytest.mark.parametrize(
        ("said", "slot", "value"),
        [
            ("时间不对，应该是前天晚上", "complaint_when", "前天晚上"),
            ("地点改成和平小区", "complaint_where", "和平小区"),
            ("不是上个月，是九月份", "complaint_when", "九月份"),
            ("反映的单位写错了，是朝阳物业公司", "complaint_about", "朝阳物业公司"),
        ],
    )
    def test_what_should_stand_there_is_put_there(self, said: str, slot: str, value: str) -> None:
        talk = read_back()
        assert talk.say(said) == ["utter_confirm_complaint"]
        assert talk.slots[slot] == value

    def test_a_correction_that_fits_nowhere_asks_which_part_and_keeps_the_words(self) -> None:
        talk = read_back()
        assert talk.say("不对，是老刘家") == ["utter_change_which_to"]
        assert talk.press("反映谁") == ["utter_confirm_complaint"]
        assert talk.slots["complaint_about"] == "老刘家"

    def test_yes_while_the_part_is_open_reads_back_and_files_nothing(self, system: Context) -> None:
        talk = read_back()
        assert talk.press("我要改") == ["utter_which_part"]
        assert talk.say("确认", intent="affirm") == ["utter_confirm_complaint"]
        assert talk.say("确认", intent="affirm") == ["utter_complaint_filed"]
        assert filed(system).about_whom == "向阳物业公司"

    def test_a_typed_part_is_asked_again_and_filed_changed(self, system: Context) -> None:
        talk = read_back()
        talk.say("我要改", intent="change_appointment")
        talk.say("反映谁", intent="help")
        assert talk.slots["requested_slot"] == "complaint_about"
        talk.say("李主任")
        talk.say("确认", intent="affirm")
        assert filed(system).about_whom == "李主任"

    def test_only_naming_what_is_wrong_asks_that_part(self) -> None:
        talk = read_back()
        talk.say("时间写错了")
        assert talk.slots["requested_slot"] == "complaint_when"


@pytest.mark.usefixtures("system")
class TestTypedButtons:
    def test_a_typed_title_is_the_press(self) -> None:
        talk = opened()
        talk.say("水电暖气道路公交", intent="consult_property_service")
        assert talk.slots["complaint_category"] == "utilities_and_roads"

    @pytest.mark.parametrize("said", ["不留电话", "不留", "我没手机", "没电话", "不用了"])
    def test_no_number_is_left(self, said: str) -> None:
        talk = at_time()
        for answer in ("昨天", "跳过", "匿名"):
            talk.say(answer)
        talk.say(said, intent="stop")
        assert (talk.slots["complainant_phone"], talk.slots["requested_slot"]) == ("", "complaint_confirmed")

    def test_a_named_complaint_without_a_telephone_is_told_what_to_do(self) -> None:
        talk = at_time()
        for answer in ("昨天", "跳过", "实名", "周建军"):
            talk.say(answer)
        assert talk.say("我没电话", intent="out_of_scope")[0] == "utter_phone_needed"


@pytest.mark.usefixtures("system")
class TestAnswersAtTheWrongQuestion:
    def test_a_place_at_when_fills_where(self) -> None:
        talk = at_time()
        assert talk.say("东河村")[0] == "utter_where_kept"
        assert talk.slots["requested_slot"] == "complaint_when"
        talk.say("去年冬天")
        assert (talk.slots["complaint_where"], talk.slots["complaint_when"]) == ("东河村", "去年冬天")
        assert talk.slots["requested_slot"] == "complaint_named"

    def test_a_time_at_where_fills_when(self) -> None:
        talk = at_time()
        talk.say("记不清")
        talk.say("今年三月")
        assert (talk.slots["complaint_when"], talk.slots["requested_slot"]) == ("今年三月", "complaint_where")

    def test_a_name_is_no_time(self) -> None:
        talk = at_time()
        assert talk.say("赵德福", intent="out_of_scope")[0] == "utter_when_too_short"
        assert talk.slots["complaint_when"] is None

    def test_a_role_and_a_name_are_written_down_without_the_verb(self) -> None:
        talk = opened()
        talk.press("村务")
        talk.say("会计叫李大有")
        assert talk.slots["complaint_about"] == "会计李大有"

    def test_a_number_is_no_story(self) -> None:
        talk = opened()
        talk.press("物业")
        talk.say("向阳物业公司")
        assert talk.say("13911112222") == ["utter_phone_kept"]
        assert talk.slots["complainant_phone"] == "13911112222"
        assert (talk.slots["complaint_facts"], talk.slots["requested_slot"]) == (None, "complaint_facts")

    def test_who_fears_to_be_found_out_is_answered_and_nothing_is_written_down(self) -> None:
        talk = opened()
        talk.press("物业")
        talk.say("向阳物业公司")
        assert talk.say("我先问下，匿名的话人家能不能知道是我", intent="file_complaint")[0] == "utter_complaint_secrecy"
        assert (talk.slots["complaint_facts"], talk.slots["requested_slot"]) == (None, "complaint_facts")

    def test_a_surname_with_old_asks_for_the_full_name(self) -> None:
        talk = at_time()
        for answer in ("昨天", "跳过", "实名"):
            talk.say(answer)
        assert talk.say("老张", intent="out_of_scope")[0] == "utter_name_in_full"
        assert talk.slots["requested_slot"] == "complainant_name"

    def test_a_full_name_told_too_early_is_kept(self) -> None:
        talk = at_time()
        talk.say("昨天")
        talk.say("跳过")
        assert talk.say("周建军", intent="out_of_scope")[0] == "utter_name_noted"
        talk.say("实名")
        assert (talk.slots["complainant_name"], talk.slots["requested_slot"]) == ("周建军", "complainant_phone")


@pytest.mark.usefixtures("system")
class TestWhatWasToldAlready:
    def test_whom_it_is_about_is_not_asked_again(self) -> None:
        talk = opened("我要举报村主任")
        assert talk.slots["complaint_about"] == "村主任"
        talk.press("村务")
        assert talk.slots["requested_slot"] == "complaint_facts"

    def test_the_opening_story_is_shown_and_kept(self) -> None:
        talk = opened("村支书把我们组的低保名额给了他小舅子，我要投诉")
        assert talk.slots["complaint_about"] == "村支书"
        assert talk.said[-1]["response"] == "utter_request_more_facts"
        assert "小舅子" in talk.variable("told")
        talk.say("没有了", intent="stop")
        assert talk.slots["complaint_facts"] == "村支书把我们组的低保名额给了他小舅子"

    def test_more_is_added_to_the_opening(self) -> None:
        talk = opened("村支书把我们组的低保名额给了他小舅子，我要投诉")
        talk.say("他家有两辆汽车")
        assert talk.slots["complaint_facts"] == "村支书把我们组的低保名额给了他小舅子；他家有两辆汽车"

    def test_too_short_a_story_is_not_answered_with_the_whole_introduction(self) -> None:
        talk = opened()
        talk.press("物业")
        talk.say("向阳物业公司")
        assert talk.say("石桥") == ["utter_facts_too_short"]
        assert talk.slots["requested_slot"] == "complaint_facts"

    def test_a_new_complaint_knows_nothing_of_the_last_opening(self) -> None:
        talk = opened("村支书把我们组的低保名额给了他小舅子，我要投诉")
        talk.say("我想投诉", intent="file_complaint")
        again = FormTalk(ValidateComplaintForm(), NOW, slots=dict.fromkeys(talk.slots) | {"complaint_opening": "旧的"})
        again.say("我想投诉", intent="file_complaint")
        assert again.slots["complaint_opening"] is None


@pytest.mark.usefixtures("system")
class TestTheRightCategory:
    def test_a_firms_name_says_whom_and_not_what(self) -> None:
        talk = opened("我要投诉老板")
        assert talk.say("宏达酒店") == ["utter_about_kept"]
        assert (talk.slots["complaint_about"], talk.slots["complaint_category"]) == ("宏达酒店", None)
        talk.press("拖欠工资")
        assert talk.slots["requested_slot"] == "complaint_facts"

    def test_a_firms_name_in_the_opening_points_to_no_category(self) -> None:
        talk = opened("我要投诉宏达饭店")
        assert (talk.slots["complaint_about"], talk.slots["complaint_category"]) == ("宏达饭店", None)

    def test_bribes_lead_to_the_supervision_commission_whatever_was_chosen(self, system: Context) -> None:
        talk = opened("我想告法官")
        talk.press("办案")
        talk.say("他拿了对方两万块钱，把官司判给人家了")
        for answer in ("去年", "跳过", "匿名", "不留"):
            talk.say(answer)
        assert (
            "干部作风和违纪" in talk.variable("door_note") and "执行" not in talk.variable("door_note").split("提醒")[1]
        )
        talk.press("干部作风")
        assert talk.slots["complaint_category"] == "official_misconduct"
        assert talk.variable("receiver") == system.kb.institutions["supervision_commission"].name
        assert "提醒" not in talk.variable("door_note")

    def test_the_chosen_category_stays_when_the_facts_fit_it(self) -> None:
        assert "提醒" not in read_back().variable("door_note")

    def test_a_trade_without_a_name_points_to_its_category_and_asks_who(self) -> None:
        talk = opened("我要投诉物业公司")
        assert (talk.slots["complaint_category"], talk.slots["requested_slot"]) == (
            "property_service",
            "complaint_about",
        )
