"""The traps of ``rasa data validate``: what it lets pass with exit code 0."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

import actions
from actions.forms.guided_form import FORM_SLOTS, GuidedForm
from bot.wording import responses
from knowledge_base.schema import NextStep

ROOT = Path(__file__).resolve().parents[2]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
TOPICS = [
    "marriage",
    "domestic_violence",
    "inheritance",
    "land",
    "demolition",
    "labor",
    "work_injury",
    "social_security",
    "traffic",
    "debt",
    "contract",
    "housing",
    "property_service",
    "consumer",
    "medical",
    "injury",
    "reputation",
    "criminal",
    "administrative",
    "litigation",
    "company",
    "construction",
    "insurance",
    "other",
]
SERVICES = [
    "find_lawyer",
    "talk_to_person",
    "book_appointment",
    "change_appointment",
    "cancel_appointment",
    "query_appointment",
    "ask_checklist",
    "file_complaint",
    "query_complaint",
    "urge_complaint",
    "add_to_complaint",
    "withdraw_complaint",
    "request_mediation",
    "apply_legal_aid",
    "ask_office",
    "ask_statute",
    "ask_deadline",
    "subscribe_news",
    "unsubscribe_news",
    "rate_service",
]
TALK = [
    "greet",
    "goodbye",
    "thank",
    "affirm",
    "deny",
    "help",
    "bot_challenge",
    "inform",
    "stop",
    "out_of_scope",
    "emergency",
]
LEAST_EXAMPLES = 60


def yaml_files() -> list[Path]:
    return sorted((ROOT / "nlu_data").rglob("*.yml"))


def documents() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in yaml_files():
        yield path, yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def examples() -> Iterator[tuple[str, str, Path]]:
    for path, document in documents():
        for entry in document.get("nlu") or []:
            for line in entry["examples"].splitlines():
                if line.strip().startswith("- "):
                    yield entry["intent"], line.strip()[2:], path


def python_sources() -> str:
    folders = ("actions", "bot", "knowledge_base")
    return "\n".join(p.read_text(encoding="utf-8") for f in folders for p in sorted((ROOT / f).rglob("*.py")))


def registered() -> dict[str, Any]:
    executor = ActionExecutor()
    executor.register_package(actions)
    return executor.actions


def test_the_intents_are_those_of_the_contract() -> None:
    assert set(DOMAIN["intents"]) == {f"consult_{topic}" for topic in TOPICS} | set(SERVICES) | set(TALK)


def test_every_intent_has_enough_examples_and_no_example_serves_two() -> None:
    rows = list(examples())
    counts = Counter(intent for intent, _, _ in rows)
    assert set(counts) == set(DOMAIN["intents"])
    assert not {intent: n for intent, n in counts.items() if n < LEAST_EXAMPLES}
    doubled = [text for text, n in Counter(text for _, text, _ in rows).items() if n > 1]
    assert not doubled


def test_examples_are_plain_sentences() -> None:
    odd = [text for _, text, _ in examples() if text.startswith("/") or re.search(r"[\[\]{}]", text)]
    assert not odd


def test_no_response_is_defined_twice() -> None:
    names = Counter(name for _, document in documents() for name in document.get("responses") or {})
    names.update(DOMAIN.get("responses") or {})
    assert not [name for name, n in names.items() if n > 1]


def test_nlu_data_holds_no_key_that_overrides_the_domain() -> None:
    wrong = [(p.name, set(d)) for p, d in documents() if set(d) - {"version", "nlu", "rules", "stories", "responses"}]
    assert not wrong


def test_every_response_named_in_code_or_rules_exists() -> None:
    named = set(re.findall(r'"(utter_[a-z0-9_]+)"', python_sources()))
    rules = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "nlu_data" / "rules").glob("*.yml"))
    named |= set(re.findall(r"action: (utter_\w+)", rules))
    assert not named - set(responses())


def test_every_response_is_used() -> None:
    code = python_sources() + "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "nlu_data/rules").glob("*.yml"))
    made_from_parts = [re.sub(r"\\\{[^}]*\\\}", r"\\w+", re.escape(p)) for p in re.findall(r'f"(utter_[^"]+)"', code)]
    asked = {f"utter_ask_{form}_{slot}" for form, f in DOMAIN["forms"].items() for slot in f["required_slots"]}
    unused = [
        name
        for name in responses()
        if name not in code
        and name not in asked
        and name != "utter_default"
        and not any(re.fullmatch(pattern, name) for pattern in made_from_parts)
    ]
    assert not unused, unused


def test_next_steps_have_titles_and_intents() -> None:
    for step in NextStep:
        assert f"utter_next_{step.value}" in responses()
        assert step.value in DOMAIN["intents"]


def test_actions_are_registered_once_and_declared() -> None:
    names = Counter(cls().name() for cls in concrete_actions(Action))
    assert not [name for name, n in names.items() if n > 1]
    assert set(names) == set(DOMAIN["actions"]) == set(registered())


def concrete_actions(base: type) -> Iterator[type]:
    registered()
    for cls in base.__subclasses__():
        if cls.__module__.startswith("actions") and not getattr(cls, "__abstractmethods__", None):
            yield cls
        yield from concrete_actions(cls)


def test_rules_name_declared_intents_actions_and_forms() -> None:
    known = (
        set(DOMAIN["actions"]) | set(DOMAIN["forms"]) | set(responses()) | {"action_deactivate_loop", "action_listen"}
    )
    for _, document in documents():
        for rule in document.get("rules") or []:
            for step in rule["steps"]:
                for part in step.get("or", [step]):
                    assert part.get("intent", "help") in {*DOMAIN["intents"], "nlu_fallback"}
                assert step.get("action", "action_listen") in known


def test_slots_have_ascii_names_and_one_source_each() -> None:
    for name, slot in DOMAIN["slots"].items():
        assert name.isascii()
        assert len(slot["mappings"]) == 1


@pytest.mark.parametrize("form", sorted(DOMAIN["forms"]))
def test_forms_in_code_and_domain_have_the_same_slots(form: str) -> None:
    validator = next(cls for cls in concrete_actions(GuidedForm) if getattr(cls, "form_name", "") == form)
    in_code = [field.slot for field in validator.fields]
    assert set(in_code) == set(DOMAIN["forms"][form]["required_slots"])
    assert set(in_code) <= set(DOMAIN["slots"])
    for field in validator.fields:
        assert field.ask is not None or f"utter_ask_{form}_{field.slot}" in responses()


def test_form_slots_to_forget_are_declared() -> None:
    assert set(FORM_SLOTS) <= set(DOMAIN["slots"])


def test_only_dictionaries_lie_in_the_lexicon_folder() -> None:
    for path in (ROOT / "nlu_data" / "lexicon").iterdir():
        for line in path.read_text(encoding="utf-8").splitlines():
            assert re.fullmatch(r"\S+ \d+ [a-z]+", line), f"{path.name}: {line}"


def test_test_stories_would_be_found_by_rasa() -> None:
    named = [p for p in (ROOT / "tests").rglob("*.yml") if "stories" in p.read_text(encoding="utf-8")[:200]]
    assert all(path.name.startswith("test_") for path in named)
