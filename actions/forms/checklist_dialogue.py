"""帮我对一下: conditions first, then each paper that applies, then the verdict. The answers live in the database.

A button names its question, so that one pressed twice, or an old one, never answers the question after it.
"""

from __future__ import annotations

from typing import cast

from actions.forms.checklist_form import ask_item, booking_waits, item_kept, read_item
from actions.forms.checklist_words import (
    GO_ON,
    NO,
    YES,
    asks_about_paper,
    named_paper,
    question_names,
    said_of_paper,
)
from actions.forms.common_fields import bare
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import Done, GuidedForm
from actions.forms.items import find_item
from actions.reply import Button, Reply, intent, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework.appointments import find_by_conversation
from bot.casework.checklists import (
    Answer,
    ChecklistState,
    Kind,
    Question,
    answer_condition,
    answer_material,
    applicable,
    begin,
    finish,
    fresh_run,
    last_open,
    next_question,
    replaceable,
)
from bot.storage.checklists import ChecklistRun
from bot.storage.engine import reading, transaction
from bot.wording import say
from knowledge_base.checklist_text import checklist_text
from knowledge_base.schema import PLACEHOLDER, Material, ServiceItem

PRESSED = "check_answer:"
UNKNOWN = "unknown"
SHORT_ANSWER = 10
"""Characters: what is lacking in a longer message is a story, not a paper."""
CHECK_WORDS = ("对一下", "对一对", "核对材料", "接着对", "重新对", "查查齐不齐", "看看齐不齐", "对材料", "对清单")
HAVE = frozenset(
    [
        "有",
        "有的",
        "有了",
        "有哩",
        "有呢",
        "有着呢",
        "有着哩",
        "带着呢",
        "带了",
        "带上了",
        "在呢",
        "准备好了",
        "办好了",
        "都有",
    ]
)
LACK = frozenset(
    [
        "没有",
        "没",
        "没得",
        "莫有",
        "莫得",
        "么有",
        "没有呢",
        "没有哩",
        "没得哩",
        "还没有",
        "没带",
        "没办",
        "丢了",
        "找不到",
        "没准备",
        "还没办",
        "没开上",
    ]
)
ELSE = frozenset(["有别的", "别的", "有其他的", "有替代的", "用别的", "有旁的", "有别的呢", "有别的哩"])
UNSURE = frozenset(
    [
        "不知道是什么",
        "不知道是啥",
        "不知道",
        "不晓得",
        "不懂",
        "不清楚",
        "不明白",
        "这是啥",
        "这是什么",
        "是啥",
        "是什么",
        "啥东西",
        "拿不准",
        "说不上",
    ]
)


def wants_check(text: str) -> bool:
    """Whether a message about papers asks to go through them one by one."""
    return any(word in text for word in CHECK_WORDS)


def item_to_check(turn: Turn, slots: Slots) -> ServiceItem | None:
    """The item named, else the run left open, the item just shown, or the one booked in this conversation."""
    items = context().kb.service_items
    named = find_item(turn.text, turn.option)
    if named is not None:
        return named
    with reading(context().sessions) as session:
        run = last_open(session, turn.conversation_id, now=turn.now)
        visits = find_by_conversation(session, turn.conversation_id, now=turn.now)
    known = [run.item_id if run else None, slots.get("service_item"), visits[0].item_id if visits else None]
    return next((items[str(name)] for name in known if name in items), None)


def start_anew(turn: Turn, item: ServiceItem) -> None:
    """Forget what was answered for ``item`` in this conversation."""
    with transaction(context().sessions) as session:
        begin(session, turn.conversation_id, item, now=turn.now, anew=True)


def read_answer(turn: Turn, slots: Slots) -> Reading:
    """The answer to the question that is open, or to the one whose button was pressed. Writes nothing."""
    item = _item(slots)
    question = _open_question(turn, item) if item else None
    if item is None or question is None:
        return None
    if turn.option is not None:
        return _pressed(turn.option, item)
    if bare(turn.text) in GO_ON:
        return {"check_answer": None}
    word = _condition_word(turn) if question.kind is not Kind.MATERIAL else _paper_word(turn)
    return _reading(question.kind, question.id, word, item) if word else _about_a_paper(turn.text, question, item)


def _about_a_paper(text: str, question: Question, item: ServiceItem) -> Reading:
    """没带身份证, 判决书丢了, 要原件吗: belongs to the paper named, else to the one just asked for."""
    if asks_about_paper(text):
        paper = question_names(text, item.materials, question.material)
        return Problem(_help("utter_check_explain", paper, item), {"check_answer": None}) if paper else None
    said = said_of_paper(text)
    if said is None:
        return None
    named = named_paper(said[0], item.materials, question.material)
    if named is not None:
        return _reading(Kind.MATERIAL, named.id, (Answer.HAVE if said[1] else Answer.MISSING).value, item)
    short = len(text) <= SHORT_ANSWER and not said[1]
    return Problem(Reply("utter_check_not_listed"), {"check_answer": None}) if short else None


def _pressed(chosen: str, item: ServiceItem) -> Reading:
    if not chosen.startswith(PRESSED):
        return None
    key, _, word = chosen.removeprefix(PRESSED).partition(":")
    kind, _, name = key.partition(".")
    known = {c.id for c in item.conditions} if kind == Kind.CONDITION else {m.id for m in item.materials}
    return _reading(Kind(kind), name, word, item) if name in known else None


def _condition_word(turn: Turn) -> str:
    text = bare(turn.text)
    if text in NO or text in LACK:
        return "no"
    if text in YES or text in HAVE:
        return "yes"
    return UNKNOWN if text in UNSURE else ""


def _paper_word(turn: Turn) -> str:
    text = bare(turn.text)
    words = ((UNSURE, UNKNOWN), (ELSE, Answer.OTHER.value), (LACK, Answer.MISSING.value), (HAVE, Answer.HAVE.value))
    found = next((word for texts, word in words if text in texts), "")
    if found:
        return found
    if text in NO:
        return Answer.MISSING.value
    return Answer.HAVE.value if text in YES else ""


def _reading(kind: Kind, name: str, word: str, item: ServiceItem) -> Reading:
    if kind is Kind.CONDITION:
        said = _said(kind, name, "yes" if word == UNKNOWN else word)
        return Problem(Reply("utter_check_unsure"), said) if word == UNKNOWN else said
    material = next(m for m in item.materials if m.id == name)
    if kind is Kind.SUBSTITUTE:
        if word == "yes":
            return _said(kind, name, Answer.SUBSTITUTE.value)
        return Problem(_help("utter_check_missing", material, item), _said(kind, name, Answer.MISSING.value))
    if word == UNKNOWN:
        return Problem(_help("utter_check_explain", material, item), {"check_answer": None})
    if word == Answer.MISSING:
        return Problem(_help("utter_check_missing", material, item), _said(kind, name, word))
    if word == Answer.OTHER and not replaceable(material):
        return Problem(_help("utter_check_no_substitute", material, item), _said(kind, name, word))
    return _said(kind, name, word)


def _said(kind: Kind, name: str, word: str) -> Values:
    return {"check_answer": None, "check_said": f"{kind.value}.{name}:{word}"}


def _help(response: str, material: Material, item: ServiceItem) -> Reply:
    """Who issues a paper, how long that takes and what may stand in its place, as far as it is known."""
    lines = []
    if _known(material.issuer):
        lines.append(say("utter_check_issuer", issuer=material.issuer))
    else:
        hotline = context().kb.institutions[item.institution].hotline or "12345"
        lines.append(say("utter_check_issuer_unknown", hotline=hotline))
    known_time = _known(material.how_long)
    lines.append(say("utter_check_how_long", how_long=material.how_long if known_time else say("utter_check_ask_time")))
    if _known(material.instead):
        lines.append(say("utter_check_instead", instead=material.instead))
    return Reply(response, {"name": material.name, "kind": material.kind, "help": "\n".join(lines)})


def ask_answer(turn: Turn, slots: Slots) -> Reply:
    """The open question with its buttons."""
    item = cast(ServiceItem, _item(slots))
    question = cast(Question, _open_question(turn, item))
    if question.condition is not None:
        variables = {"question": question.condition.question}
        return Reply("utter_check_condition", variables, _buttons(question, ("yes", "no")))
    material = cast(Material, question.material)
    if question.kind is Kind.SUBSTITUTE:
        variables = {"name": material.name, "instead": material.instead}
        return Reply("utter_check_substitute", variables, _buttons(question, ("yes", "no")))
    copies = say("utter_check_copies", count=material.copies) if material.copies > 1 else ""
    facts = {"done": question.done, "total": question.total, "name": material.name, "kind": material.kind}
    words = (Answer.HAVE.value, Answer.MISSING.value, Answer.OTHER.value, UNKNOWN)
    return Reply("utter_check_material", {**facts, "copies": copies}, _buttons(question, words))


def _buttons(question: Question, words: tuple[str, ...]) -> tuple[Button, ...]:
    return tuple(option(say(f"utter_check_button_{word}"), f"{PRESSED}{question.key}:{word}") for word in words)


def spot_item(turn: Turn, slots: Slots) -> Reading:
    """The item, as long as none is chosen: an answer that names a paper never changes it."""
    return None if slots.get("checklist_item") else read_item(turn, slots)


class ValidateCheckForm(GuidedForm):
    """One dynamic question, asked until the list is through."""

    form_name = "check_form"
    fields = (
        Field("checklist_item", read_item, spot=spot_item, ask=ask_item),
        Field("check_answer", read_answer, ask=ask_answer),
    )

    def known_now(self, turn: Turn, slots: Slots) -> Values | Problem:
        """Write down what was said, and see whether anything is left to ask."""
        item = _item(slots)
        if item is None:
            return {}
        with transaction(context().sessions) as session:
            run = begin(session, turn.conversation_id, item, now=turn.now)
            _record(run, item, str(slots.get("check_said") or ""), turn)
            over = next_question(item, run) is None
        return {"check_said": None, "check_answer": "done" if over else None}

    def answer_inside(self, turn: Turn, slots: Slots) -> Reply | None:
        """The whole list, for who asks for it in the middle."""
        item = _item(slots)
        if turn.intent != "ask_checklist" or item is None:
            return None
        return Reply("utter_checklist", {"body": checklist_text(item, context().kb)})

    def leaves(self, asked: Field, turn: Turn, slots: Slots) -> bool:
        """An answer such as 没得 is no wish to leave, whatever it was taken for."""
        return super().leaves(asked, turn, slots) and asked.read(turn, slots) is None

    def on_leave(self, turn: Turn, slots: Slots) -> Reply | None:
        """What was answered stays; a button takes it up again."""
        item = _item(slots)
        if item is None:
            return None
        return Reply(
            "utter_check_paused", {"item": item.name}, (option(say("utter_button_go_on"), f"check:{item.id}"),)
        )

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """The verdict: one trip will do, or exactly what is missing."""
        item = cast(ServiceItem, _item(slots))
        with transaction(context().sessions) as session:
            run = begin(session, turn.conversation_id, item, now=turn.now)
            state = finish(item, run, now=turn.now)
            count = len(applicable(item, run.conditions))
            booked = find_by_conversation(session, turn.conversation_id, now=turn.now)
        number = next((visit.number for visit in booked if visit.item_id == item.id), None)
        kept = {**item_kept(item, slots), "check_said": None}
        buttons = _next(item, number, lacking=bool(state.missing), bookable=not booking_waits(slots))
        return Done(_verdict(item, state, count, buttons), kept)

    def _is_something_else(self, asked: Field, turn: Turn, slots: Slots) -> bool:
        if asked.slot == "check_answer" and asked.read(turn, slots) is not None:
            return False
        return super()._is_something_else(asked, turn, slots)


def _verdict(item: ServiceItem, state: ChecklistState, count: int, buttons: tuple[Button, ...]) -> Reply:
    if not state.missing:
        return Reply("utter_check_complete", {"item": item.name, "count": count}, buttons)
    lines = (_lacking_line(number, material) for number, material in enumerate(state.missing, 1))
    variables = {"item": item.name, "count": len(state.missing), "list": "\n".join(lines)}
    return Reply("utter_check_lacking", variables, buttons)


def _lacking_line(number: int, material: Material) -> str:
    issuer = say("utter_check_from", issuer=material.issuer) if _known(material.issuer) else ""
    return say("utter_check_lacking_line", number=number, name=material.name, issuer=issuer)


def _next(item: ServiceItem, number: str | None, *, lacking: bool, bookable: bool) -> tuple[Button, ...]:
    again = option(say("utter_button_check_anew"), f"check_anew:{item.id}")
    if number is not None:
        return (option(say("utter_button_pass"), f"pass:{number}"), again)
    if item.booking is None or not bookable:
        return (again,)
    title = "utter_button_book_meanwhile" if lacking else "utter_button_book_now"
    return (intent(say(title), "book_appointment"), again)


def _record(run: ChecklistRun, item: ServiceItem, said: str, turn: Turn) -> None:
    key, _, word = said.partition(":")
    kind, _, name = key.partition(".")
    if not said:
        return
    if kind == Kind.CONDITION:
        answer_condition(run, name, word == "yes", now=turn.now)
        return
    material = next((m for m in item.materials if m.id == name), None)
    if material is not None:
        answer_material(run, material, Answer(word), now=turn.now)


def _open_question(turn: Turn, item: ServiceItem) -> Question | None:
    with reading(context().sessions) as session:
        run = fresh_run(session, turn.conversation_id, item.id, now=turn.now)
    return next_question(item, run or ChecklistRun(conditions={}, answers={}))


def _item(slots: Slots) -> ServiceItem | None:
    return context().kb.service_items.get(str(slots.get("checklist_item")))


def _known(text: str) -> bool:
    return bool(text) and PLACEHOLDER not in text
