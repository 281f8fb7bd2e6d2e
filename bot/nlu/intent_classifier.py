"""Rasa graph component around ``IntentModel``: trained in seconds, a fraction of a millisecond a message."""

from __future__ import annotations

import pickle
from dataclasses import asdict, fields
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.danger_check import is_emergency
from bot.nlu.documents import Document, document
from bot.nlu.intent_model import IntentModel, IntentSettings, train_intents

MODEL_FILE = "intent_model.pickle"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Sets ``intent`` and ``intent_ranking`` with calibrated probabilities."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Needs jieba's tokens."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See ``IntentSettings``; ``ranking_length`` is how many candidates are handed on."""
        return {**asdict(IntentSettings()), "ranking_length": 8}

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Read the trained model back. The archive is our own, made by ``legalbot train``."""
        with model_storage.read_from(resource) as folder:
            model = pickle.loads((folder / MODEL_FILE).read_bytes())
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples that carry an intent, and persist."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        settings = IntentSettings(**{field.name: self._config[field.name] for field in fields(IntentSettings)})
        documents, labels = [_document(example) for example in examples], [e.get(INTENT) for e in examples]
        self._model = train_intents(documents, labels, settings)
        with self._storage.write_to(self._resource) as folder:
            (folder / MODEL_FILE).write_bytes(pickle.dumps(self._model))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify each message; one without text gets no intent."""
        for message in messages:
            if not is_emergency(message):
                self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        if self._model is None or not message.get(TEXT) or not message.get(TOKENS_NAMES[TEXT]):
            message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [], add_to_output=True)
            return
        ranking = self._model.ranking(_document(message), self._config["ranking_length"])
        entries = [{"name": name, "confidence": share} for name, share in ranking]
        message.set(INTENT, entries[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, entries, add_to_output=True)


def _document(message: Message) -> Document:
    return document([token.text for token in message.get(TOKENS_NAMES[TEXT]) or []], message.get(TEXT))
