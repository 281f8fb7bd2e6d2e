"""Rasa importer that teaches the intent model with the ways residents ask for each answer card.

Every card lists its title and at least five questions; they are examples of the card's topic, so a new card also widens
what is understood. ``config.yml`` names this importer beside Rasa's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_model import CONSULT
from knowledge_base.loader import KnowledgeBase, load


def card_questions(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Yield (question, intent) for each title and each way to ask of every card."""
    for card in kb.cards.values():
        for question in (card.title, *card.asks):
            yield question, CONSULT + kb.topic_of[card.id]


class CardQuestions(TrainingDataImporter):
    """Gives NLU examples only; stories, domain and configuration come from the files."""

    def __init__(self, *_paths: Any, **_arguments: Any) -> None:
        """Rasa passes the paths of its own files; the cards have their place."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All card questions as training messages."""
        return TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in card_questions(load())])

    def get_domain(self) -> Domain:
        """Nothing to add."""
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """Nothing to add."""
        return StoryGraph([])

    def get_conversation_tests(self) -> StoryGraph:
        """Nothing to add."""
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        """Nothing to add."""
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        """Nothing is filled in by Rasa."""
        return None
