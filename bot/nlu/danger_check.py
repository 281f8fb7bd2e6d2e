"""Rasa graph component that stands ahead of the classifier: danger is decided by rules a social worker can read."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger import check

EMERGENCY = "emergency"
DANGER_KIND = "danger_kind"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerCheck(GraphComponent, IntentClassifier):
    """Sets intent ``emergency`` and entity ``danger_kind``; the classifier leaves such a message alone."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set: the rules are ``knowledge_base/national/danger.yml``."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerCheck:
        """Make the component, with its rules read and fitted now and not while the first resident waits."""
        check("")
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Check each message in place."""
        for message in messages:
            self._check(message)
        return messages

    @staticmethod
    def _check(message: Message) -> None:
        text = message.get(TEXT) or ""
        finding = check(text)
        if finding is None:
            return
        intent = {"name": EMERGENCY, "confidence": 1.0}
        message.set(INTENT, intent, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [intent], add_to_output=True)
        entity = {
            "entity": DANGER_KIND,
            "value": finding.kind,
            "start": 0,
            "end": len(text),
            "extractor": "DangerCheck",
        }
        message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)


def is_emergency(message: Message) -> bool:
    """Whether the danger check has already decided this message."""
    return (message.get(INTENT) or {}).get("name") == EMERGENCY
