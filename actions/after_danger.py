"""The turns after a danger: nothing is refused, no form is opened by a guess, and a person is always reached."""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.forms.common_fields import bare
from actions.reply import Reply, intent
from actions.turn import Slots, Turn
from bot.wording import say

LOOK_BACK = 3
"""How many messages after a danger are still heard as belonging to it."""
FRESH_SECONDS = 60 * 60
SAFE = re.compile(
    "安全了|没事了|没事儿了|平安了|脱险|逃出来|跑出来|缓过来|不要紧了|好些了|好多了|他走了|她走了|人找到了"
    "|阀门?(?:已经|都)?关(?:了|上|好|掉)|关(?:了|上|好|掉)(?:了)?(?:阀门?|总阀)|火灭了|扑灭了|醒过来了"
)
ALONE = re.compile("没人管|没人帮|没人理|没人听|没人要|孤单|就我一个|我一个人|害怕|好怕|怕得|受不了|撑不住|难受|难过")
A_PERSON = re.compile(
    "(?:我|给我|帮我|请|快|想|要|能)*(?:找|叫|派|来|喊)(?:一?个|真|活)*人(?:来|说说话|说说|说话|聊聊|帮帮?我|吧|啊|呀)*"
)
NAMED_WISH = re.compile(
    "投诉|举报|反映|预约|约|改期|改天|取消|律师|顾问|调解|法援|法律援助|材料|带啥|带什么|清单|进度|编号|算"
)
"""Words by which a service is asked for in earnest."""


def danger_near(tracker: Tracker, turn: Turn) -> bool:
    """Whether one of the last messages before this one told of danger."""
    said = [event for event in tracker.events if event.get("event") == "user"][-1 - LOOK_BACK : -1]
    fresh = [e for e in said if turn.now.timestamp() - float(e.get("timestamp") or 0) < FRESH_SECONDS]
    return any(_intent(event) == "emergency" for event in fresh)


def wants_a_person(turn: Turn) -> bool:
    """找人, the word that the answer to danger taught."""
    return A_PERSON.fullmatch(bare(turn.text)) is not None


def tells_how_it_is(turn: Turn) -> bool:
    """Whether the message says that all is well, or that one is alone."""
    return bool(SAFE.search(turn.text) or ALONE.search(turn.text)) and len(turn.text) <= 14


def only_guessed(turn: Turn) -> bool:
    """Whether a service was guessed from words that name none."""
    return turn.option is None and not turn.text.startswith("/") and not NAMED_WISH.search(turn.text)


def kind_word(turn: Turn, slots: Slots) -> Reply:
    """A kind sentence, the number once more, and a person."""
    number = say(f"utter_danger_number_{slots.get('danger_kind') or 'violence_now'}")
    buttons = (intent(say("utter_button_a_person"), "talk_to_person"),)
    if SAFE.search(turn.text):
        return Reply("utter_after_danger_safe", {"number": number}, buttons)
    response = "utter_after_danger_alone" if ALONE.search(turn.text) else "utter_after_danger_here"
    return Reply(response, {"number": number}, buttons)


def _intent(event: dict[str, object]) -> str:
    parsed = event.get("parse_data")
    found = parsed.get("intent") if isinstance(parsed, dict) else None
    return str((found or {}).get("name") or "")
