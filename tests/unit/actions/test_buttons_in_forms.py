"""Buttons of other services pressed while a form is open, with Rasa's part of the turn played by ``Chat``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.choose_option import ActionChooseOption
from actions.continue_form import ActionContinue
from actions.forms.booking_form import ValidateBookingForm
from actions.forms.calculator_form import ValidateCalculatorForm
from actions.forms.checklist_dialogue import ValidateCheckForm
from actions.forms.checklist_form import ValidateChecklistForm
from actions.forms.complaint_form import ValidateComplaintForm
from actions.forms.guided_form import FORM_SLOTS, GuidedForm
from actions.forms.lawyer_form import ValidateLawyerForm
from actions.forms.manage_booking_form import ValidateManageBookingForm
from bot.bootstrap import Context
from bot.storage.appointments import Appointment
from bot.storage.base import CITY_TIME

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=CITY_TIME)
FORMS: dict[str, GuidedForm] = {
    form.form_name: form
    for form in (
        ValidateBookingForm(),
        ValidateCalculatorForm(),
        ValidateCheckForm(),
        ValidateChecklistForm(),
        ValidateComplaintForm(),
        ValidateLawyerForm(),
        ValidateManageBookingForm(),
    )
}
BY_INTENT = {
    "book_appointment": "booking_form",
    "change_appointment": "manage_booking_form",
    "cancel_appointment": "manage_booking_form",
    "file_complaint": "complaint_form",
    "ask_checklist": "checklist_form",
    "find_lawyer": "lawyer_form",
}


@dataclass
class Chat:
    """One conversation: the open form hears a message first; what it rejects goes to the rules' action."""

    name: str = "resident"
    slots: dict[str, Any] = field(default_factory=lambda: dict.fromkeys((*FORM_SLOTS, "requested_slot", "paused_form")))
    loop: str | None = None
    said: list[dict[str, Any]] = field(default_factory=list)
    _done: list[str] = field(default_factory=list)

    def say(self, text: str, intent: str = "inform") -> list[str]:
        """Return the names of the responses to a typed message or, where it begins with a slash, a pressed button."""
        self.said, self._done = [], []
        option = text.split('"option": "')[1].removesuffix('"}') if '"option": "' in text else None
        message = (text, option, text[1:] if text.startswith("/") and option is None else intent)
        if self.loop is None or not self._form(self.loop, message):
            self._rule(message)
        return [said["response"] for said in self.said]

    def press(self, title: str) -> list[str]:
        """Press a button shown under the last answer."""
        return self.say(next(b["payload"] for s in self.said for b in s["buttons"] or [] if title in b["title"]))

    def option(self, value: str) -> list[str]:
        """Press a button from further up."""
        return self.say(f'/inform{{"option": "{value}"}}')

    @property
    def asked(self) -> str | None:
        return self.slots["requested_slot"] if self.loop else None

    def _rule(self, message: tuple[str, str | None, str]) -> None:
        opened = BY_INTENT.get(message[2])
        if opened is None:
            action = ActionContinue() if message[2] == "affirm" else ActionChooseOption()
            opened = self._run(action, message)
            self._done.append(action.name())
        form = opened or self.loop
        if form is not None:
            self._form(form, message)

    def _form(self, name: str, message: tuple[str, str | None, str]) -> bool:
        """Run the form; False when it leaves the message to the rules."""
        rejected = self._run(FORMS[name], message) == "rejected"
        if not rejected:
            self.loop = name if self.slots["requested_slot"] is not None else None
        return not rejected

    def _run(self, action: Action, message: tuple[str, str | None, str]) -> str | None:
        dispatcher, outcome = CollectingDispatcher(), None
        for event in action.run(dispatcher, self._tracker(*message), {}):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            outcome = {"followup": event.get("name"), "action_execution_rejected": "rejected"}.get(
                event["event"], outcome
            )
        self.said += dispatcher.messages
        return outcome

    def _tracker(self, text: str, option: str | None, intent: str) -> Tracker:
        entities = [{"entity": "option", "value": option}] if option else []
        message = {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": entities}
        user = {"event": "user", "text": text, "timestamp": NOW.timestamp(), "input_channel": "web"}
        events = [user, *({"event": "action", "name": name} for name in self._done)]
        loop = {"name": self.loop} if self.loop else {}
        return Tracker(self.name, dict(self.slots), message, events, False, None, loop, "action_listen")


@pytest.fixture
def chat(system: Context) -> Chat:
    """In the middle of a booking: the name is asked."""
    talk = Chat()
    talk.say("我要预约司法救助", "book_appointment")
    talk.press("上午")
    assert talk.asked == "visitor_name"
    return talk


def finish_booking(talk: Chat) -> Appointment | list[str]:
    talk.say("我叫李桂芳")
    talk.say("13911110000")
    return talk.say("确认")


@pytest.mark.parametrize(
    ("option", "response"),
    [
        ("checklist:file_reading", "utter_checklist"),
        ("pass:12345678", "utter_pass_needs_number"),
        ("will_come", "utter_no_visit_ahead"),
        ("waiting:1", "utter_nothing_open"),
        ("waiting_no:1", "utter_nothing_open"),
        ("rate:5", "utter_rated_well"),
        ("card:no_such_card", "utter_no_card"),
    ],
)
def test_a_service_button_is_done_and_the_form_goes_on(chat: Chat, option: str, response: str) -> None:
    start = chat.slots["visit_start"]
    said = chat.option(option)
    assert "utter_not_understood_in_form" not in said and "utter_put_aside" not in said
    assert said[0] == response or option.startswith("card")
    assert (chat.loop, chat.asked, chat.slots["visit_start"]) == ("booking_form", "visitor_name", start)
    assert finish_booking(chat) == ["utter_booked"]


def test_the_checklist_dialogue_puts_the_booking_aside_and_gives_it_back_as_it_was(chat: Chat, system: Context) -> None:
    start = chat.slots["visit_start"]
    said = chat.option("check:file_reading")
    assert said[0] == "utter_put_aside" and chat.said[0]["what"] == "预约"
    assert (chat.loop, chat.slots["checklist_item"]) == ("check_form", "file_reading")
    while chat.loop == "check_form":
        chat.press("不是" if any("不是" in b["title"] for b in chat.said[-1]["buttons"]) else "有")
    assert [said["response"] for said in chat.said] == ["utter_check_complete", "utter_resume"]
    assert not any("预约" in button["title"] for button in chat.said[0]["buttons"])
    chat.say("继续", "affirm")
    assert (chat.loop, chat.asked) == ("booking_form", "visitor_name")
    assert (chat.slots["service_item"], chat.slots["visit_start"]) == ("judicial_relief", start)
    assert finish_booking(chat) == ["utter_booked"]
    with system.sessions() as session:
        assert session.query(Appointment).one().item_id == "judicial_relief"


def test_leaving_the_form_in_between_offers_the_waiting_one(chat: Chat) -> None:
    chat.option("check:file_reading")
    assert chat.say("算了", "stop") == ["utter_check_paused", "utter_resume"]


def test_leaving_a_form_that_is_forgotten_still_keeps_the_waiting_one(chat: Chat) -> None:
    start = chat.slots["visit_start"]
    chat.option("calc:severance")
    assert chat.say("算了", "stop") == ["utter_aside_stopped", "utter_resume"]
    assert (chat.loop, chat.slots["calc_kind"]) == (None, None)
    chat.say("继续", "affirm")
    assert (chat.loop, chat.asked, chat.slots["visit_start"]) == ("booking_form", "visitor_name", start)


def test_a_reminder_button_moves_another_visit_and_the_booking_keeps_its_item(system: Context, chat: Chat) -> None:
    assert finish_booking(chat) == ["utter_booked"]
    chat.say("我要预约律师阅卷", "book_appointment")
    assert chat.slots["service_item"] == "file_reading"
    assert chat.say("/change_appointment")[:2] == ["utter_put_aside", "utter_when_to_come"]
    chat.press("下午")
    assert chat.say("确认") == ["utter_booking_changed", "utter_resume"]
    chat.say("继续", "affirm")
    assert (chat.loop, chat.asked, chat.slots["service_item"]) == ("booking_form", "visit_start", "file_reading")
    with system.sessions() as session:
        assert session.query(Appointment).one().start.hour >= 12


def test_a_calculator_button_opens_the_calculator(chat: Chat) -> None:
    assert chat.option("calc:severance")[0] == "utter_put_aside"
    assert (chat.loop, chat.slots["paused_form"]) == ("calculator_form", "booking_form")
    chat.option("calc:overtime")
    assert chat.loop == "calculator_form" and chat.slots["paused_form"] == "booking_form"


def test_another_lists_button_inside_the_dialogue_changes_the_list_at_once(system: Context) -> None:
    talk = Chat()
    talk.option("check:judicial_relief")
    said = talk.option("check:file_reading")
    assert "utter_put_aside" not in said and "utter_not_understood_in_form" not in said
    assert (talk.loop, talk.slots["checklist_item"], talk.asked) == ("check_form", "file_reading", "check_answer")


@pytest.mark.parametrize("pressed", ["pass:1", "will_come", "checklist:legal_aid"])
def test_no_button_becomes_the_text_of_a_complaint(system: Context, pressed: str) -> None:
    talk = complaint()
    assert "utter_put_aside" not in talk.option(pressed)
    assert (talk.loop, talk.asked, talk.slots["complaint_facts"]) == ("complaint_form", "complaint_facts", None)


def test_a_pressed_change_is_no_text_of_a_complaint_either(system: Context) -> None:
    talk = complaint()
    assert talk.say("/change_appointment")[0] == "utter_put_aside"
    assert (talk.loop, talk.slots["complaint_facts"]) == ("manage_booking_form", None)


def complaint() -> Chat:
    talk = Chat()
    talk.say("我要投诉", "file_complaint")
    talk.press(next(b["title"] for b in talk.said[-1]["buttons"]))
    talk.say("示例物业公司")
    assert talk.asked == "complaint_facts"
    return talk


def test_an_unknown_button_is_still_no_answer(chat: Chat) -> None:
    assert chat.option("no_such_thing")[0] == "utter_not_understood_in_form"
    assert chat.asked == "visitor_name"


def test_another_place_asks_for_the_place_although_one_is_known(system: Context) -> None:
    place = next(p.id for p in system.places.by_id.values() if p.level == "village")
    talk = Chat()
    talk.slots["place"] = place
    talk.option("other_place")
    assert (talk.loop, talk.asked) == ("lawyer_form", "place")


def test_a_bare_place_is_read_by_the_form_it_opens(system: Context) -> None:
    village = next(p for p in system.places.by_id.values() if p.level == "village")
    talk = Chat()
    assert talk.say(system.places.full_name(village.id))[0].startswith(("utter_your_lawyer", "utter_no_lawyer"))


@pytest.mark.parametrize(
    "option", ["calc:", "calc:zzz", "rate:", "rate:x", "card:", "case:x", "check:", "checklist:zzz"]
)
def test_forged_buttons_end_in_a_kind_sentence(system: Context, chat: Chat, option: str) -> None:
    assert Chat(name="outside").option(option)
    assert chat.option(option)
