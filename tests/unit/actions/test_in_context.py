"""Short messages that go on from what came before: requests, news topics, the lawyer or office just shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from actions.answer_question import ActionAnswerQuestion
from actions.choose_option import ActionChooseOption
from actions.decline import ActionDecline
from actions.forms.booking_form import ValidateBookingForm
from actions.forms.complaint_lookup_form import ValidateComplaintLookupForm
from actions.forms.lawyer_form import ValidateLawyerForm
from actions.forms.request_form import ValidateRequestForm
from actions.hand_over import ActionHandOver
from actions.show_office import ActionShowOffice
from actions.subscriptions import ActionSubscribe
from bot.bootstrap import Context
from bot.casework.feedback import topics_of
from bot.casework.service_requests import RequestDraft, submit_request
from bot.storage.base import CITY_TIME
from bot.storage.engine import transaction
from bot.storage.handoffs import Handoff
from bot.storage.lawyers import Assignment, Firm, Lawyer
from tests.builders_context import Turns

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)
PHONE = "13937650012"


@pytest.fixture
def talk(system: Context) -> Turns:
    return Turns(NOW)


def request(system: Context, kind: str, conversation: str = "resident") -> str:
    fields = {"name": "马秀英", "phone": PHONE, "matter": "邻居的羊吃了我家苗", "other_side": "马六"}
    draft = RequestDraft(f"draft-{kind}-{conversation}", kind, conversation, "web", fields)
    with transaction(system.sessions) as session:
        return submit_request(session, draft, now=NOW, rng=Random(7)).number


@pytest.mark.parametrize(
    ("kind", "text"), [("mediation", "我那个调解到哪一步了"), ("legal_aid", "法律援助批了没，查一下")]
)
def test_a_request_is_told_instead_of_a_complaint_number_asked(
    talk: Turns, system: Context, kind: str, text: str
) -> None:
    number = request(system, kind)
    assert talk.say(ValidateComplaintLookupForm(), text, "query_complaint") == ["utter_request_stands"]
    assert talk.said[0]["number"] == number
    assert talk.slots["requested_slot"] is None


def test_where_nothing_is_on_record_it_is_said_whom_to_ring(talk: Turns) -> None:
    assert talk.say(ValidateComplaintLookupForm(), "法援进度查一下", "query_complaint") == ["utter_no_request_here"]


def test_asking_when_starts_no_second_mediation(talk: Turns, system: Context) -> None:
    request(system, "mediation")
    assert talk.say(ValidateRequestForm(), "调解几时能开始", "request_mediation") == ["utter_request_stands"]


def test_a_first_mediation_still_starts(talk: Turns) -> None:
    talk.say(ValidateRequestForm(), "想请人调解一下", "request_mediation")
    assert talk.slots["requested_slot"] == "request_matter"


@pytest.mark.parametrize("action", [ActionChooseOption(), ActionDecline()])
def test_the_number_alone_is_enough_in_the_own_conversation(
    talk: Turns, system: Context, action: ActionChooseOption | ActionDecline
) -> None:
    number = request(system, "mediation")
    written = f"{number[:2].lower()} {number[2:]}"
    assert talk.say(action, written, "inform") == ["utter_request_stands"]


def test_a_number_of_another_conversation_needs_its_telephone(talk: Turns, system: Context) -> None:
    number = request(system, "legal_aid", "neighbour")
    form = ValidateComplaintLookupForm()
    assert talk.say(form, number, "query_complaint") == ["utter_request_needs_phone"]
    assert talk.say(form, f"{number} 13800000000", "query_complaint") == ["utter_request_needs_phone"]
    assert talk.say(form, f"{number} {PHONE}", "query_complaint") == ["utter_request_stands"]


def test_a_complaint_is_still_looked_up_by_its_number(talk: Turns) -> None:
    talk.say(ValidateComplaintLookupForm(), "查一下我的投诉", "query_complaint")
    assert talk.slots["requested_slot"] == "reference_no"


def test_the_request_number_is_taken_where_the_complaint_number_is_asked(talk: Turns, system: Context) -> None:
    number = request(system, "mediation")
    talk.say(ValidateComplaintLookupForm(), "查一下进度", "query_complaint")
    talk.loop = "complaint_lookup_form"
    assert talk.say(ValidateComplaintLookupForm(), number, "inform")[0] == "utter_request_stands"


def test_a_handoff_is_told_with_its_number(talk: Turns) -> None:
    talk.say(ActionHandOver(), "厂里压着我半年的钱，我要找真人", "talk_to_person")
    number = talk.said[0]["number"]
    assert talk.say(ActionDecline(), f"{number}咋还没人回", "nlu_fallback") == ["utter_handoff_stands"]
    other = Turns(NOW, name="stranger")
    assert other.say(ActionDecline(), number, "nlu_fallback") == ["utter_handoff_not_here"]


def subscribed(system: Context) -> set[str]:
    with system.sessions() as session:
        return set(topics_of(session, conversation_id="resident", channel="web"))


def test_one_topic_is_chosen_after_subscribing_to_all(talk: Turns, system: Context) -> None:
    talk.say(ActionSubscribe(), "订阅", "subscribe_news")
    assert subscribed(system) == {"marriage", "land", "labor"}
    assert talk.say(ActionDecline(), "只要土地的", "out_of_scope") == ["utter_subscribed"]
    assert subscribed(system) == {"land"}


def test_one_topic_is_chosen_with_its_button(talk: Turns, system: Context) -> None:
    talk.say(ActionSubscribe(), "订阅", "subscribe_news")
    payload = talk.payload("劳动")
    assert payload == '/subscribe_news{"option": "news:labor"}'
    talk.say(ActionSubscribe(), payload, "subscribe_news", option="news:labor")
    assert subscribed(system) == {"labor"}


def test_a_topic_out_of_the_blue_is_no_subscription(talk: Turns, system: Context) -> None:
    assert talk.say(ActionDecline(), "只要土地的", "out_of_scope") == ["utter_out_of_scope_1"]
    assert subscribed(system) == set()


def test_waiting_for_a_free_time_is_no_news(talk: Turns, system: Context) -> None:
    talk.loop = "booking_form"
    assert talk.say(ActionSubscribe(), "有空位通知我", "subscribe_news") == ["utter_queue_explained"]
    assert talk.say(ActionDecline(), "能排队吗", "out_of_scope") == ["utter_queue_explained"]
    assert subscribed(system) == set()


@pytest.fixture
def lawyer(talk: Turns, system: Context) -> Turns:
    """The village's lawyer was just told."""
    with transaction(system.sessions) as session:
        one = Lawyer(name="示例甲", phone="13700000001", licence_no="L1", firm=Firm(name="示例所"))
        one.service_kinds = ["电话"]
        village = system.places.villages[0]
        session.add(Assignment(lawyer=one, place_id=village.id, household="rural", position=1))
    assert talk.say(ValidateLawyerForm(), village.name, "find_lawyer") == ["utter_your_lawyer"]
    return talk


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("他收费不", "utter_lawyer_fee"),
        ("他几点上班", "utter_lawyer_hours"),
        ("打他电话", "utter_lawyer_phone"),
        ("想见见他", "utter_lawyer_visit"),
        ("换一个吧", "utter_lawyer_another"),
    ],
)
def test_questions_about_the_lawyer_just_told(lawyer: Turns, text: str, response: str) -> None:
    assert lawyer.say(ActionDecline(), text, "out_of_scope") == [response]


def test_whatever_the_classifier_takes_them_for(lawyer: Turns) -> None:
    assert lawyer.say(ValidateLawyerForm(), "换一个律师行不", "find_lawyer") == ["utter_lawyer_another"]
    assert lawyer.say(ValidateBookingForm(), "我想见他，约一下", "book_appointment") == ["utter_lawyer_visit"]
    assert lawyer.say(ActionAnswerQuestion(), "他收钱不", "consult_criminal") == ["utter_lawyer_fee"]
    assert lawyer.say(ActionHandOver(), "打他电话", "talk_to_person") == ["utter_lawyer_phone"]
    assert lawyer.say(ActionShowOffice(), "他几点上班", "ask_office") == ["utter_lawyer_hours"]


def test_later_they_are_about_nothing(lawyer: Turns) -> None:
    lawyer.at += timedelta(hours=1)
    assert lawyer.say(ActionDecline(), "他收费不", "out_of_scope") == ["utter_out_of_scope_1"]


@pytest.mark.parametrize("text", ["我要预约司法救助", "律师阅卷约一下"])
def test_a_booking_after_the_lawyer_is_still_a_booking(lawyer: Turns, text: str) -> None:
    lawyer.say(ValidateBookingForm(), text, "book_appointment")
    assert lawyer.slots["requested_slot"] == "visit_start"


@pytest.mark.parametrize("text", ["有停车的地方吗", "有停车场没", "礼拜天开不开"])
def test_questions_about_the_office_just_told(talk: Turns, text: str) -> None:
    assert talk.say(ActionShowOffice(), "法院在哪", "ask_office") == ["utter_office"]
    assert talk.say(ActionShowOffice(), text, "ask_office") == ["utter_office_ask_there"]
    assert talk.said[0]["phone"] == "12368"
    assert talk.say(ActionDecline(), text, "out_of_scope") == ["utter_office_ask_there"]


def test_who_asks_for_a_person_first_is_asked_what_it_is_about(talk: Turns, system: Context) -> None:
    assert talk.say(ActionHandOver(), "我要找真人", "talk_to_person") == ["utter_handed_over_untold"]
    talk.say(ActionDecline(), "厂里压着我半年的钱不发", "nlu_fallback")
    assert talk.say(ActionHandOver(), "找真人", "talk_to_person") == ["utter_handed_over_no_lawyer"]
    with system.sessions() as session:
        assert "压着我半年的钱" in session.query(Handoff).one().summary
