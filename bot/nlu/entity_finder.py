"""Rasa graph component that fills entities from dictionaries and parsers; no entity is trained."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.entities import EntitySources, find_entities, load_sources


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityFinder(GraphComponent, EntityExtractorMixin):
    """Places, names, numbers, times, money, items, statutes: one finder an entity, so that none overwrites another."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set: dictionaries come from the knowledge base."""
        return {}

    def __init__(self, sources: EntitySources) -> None:
        self._sources = sources

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityFinder:
        """Make the component with the dictionaries of the configured city."""
        return cls(load_sources())

    def process(self, messages: list[Message]) -> list[Message]:
        """Add entities to each message, behind those already found."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = [{**entity, "extractor": "EntityFinder"} for entity in find_entities(text, self._sources)]
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
