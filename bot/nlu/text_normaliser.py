"""Rasa graph component that cleans a message's text before the tokenizer sees it, in training and in use."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.normalise import normalise

RAW_TEXT = "raw_text"
MAX_LENGTH = 3000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class TextNormaliser(GraphComponent):
    """Width, blanks, repeated marks, traditional characters. The text as typed stays under ``raw_text``."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextNormaliser:
        """Make the component."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Clean every example, so that training and use see the same text."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Clean each message in place."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(RAW_TEXT, text)
                message.set(TEXT, normalise(text, MAX_LENGTH), add_to_output=True)
        return messages
