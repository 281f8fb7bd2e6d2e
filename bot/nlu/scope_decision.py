"""Rasa graph component that decides between answering, refusing and admitting doubt, on the mass of whole groups.

One legal question can be spread thinly over four legal topics and still be surely legal; so what counts for a refusal
is the summed probability of everything we can do against that of ``out_of_scope``, not the best single intent.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger_check import is_emergency

OUT_OF_SCOPE = "out_of_scope"
CONSULT = "consult_"


def decide(ranking: list[tuple[str, float]], refuse_at: float, doubt_below: float) -> str:
    """Return the intent to act on: the best in scope, ``out_of_scope``, or the fallback when nothing is likely."""
    shares = dict(ranking)
    if shares.get(OUT_OF_SCOPE, 0.0) >= refuse_at:
        return OUT_OF_SCOPE
    in_scope = [(name, share) for name, share in ranking if name != OUT_OF_SCOPE]
    if not in_scope or in_scope[0][1] < doubt_below:
        return DEFAULT_NLU_FALLBACK_INTENT_NAME
    legal = [(name, share) for name, share in in_scope if name.startswith(CONSULT)]
    if legal and sum(share for _, share in legal) >= in_scope[0][1]:
        return legal[0][0]
    return in_scope[0][0]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ScopeDecision(GraphComponent, IntentClassifier):
    """Replaces the top intent by the decision; the ranking stays as the classifier gave it."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``refuse_at``: out_of_scope share from which we refuse; ``doubt_below``: best share under which we doubt."""
        return {"refuse_at": 0.5, "doubt_below": 0.08}

    def __init__(self, config: dict[str, Any]) -> None:
        self._refuse_at = float(config["refuse_at"])
        self._doubt_below = float(config["doubt_below"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ScopeDecision:
        """Make the component."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide each message in place."""
        for message in messages:
            if not is_emergency(message):
                self._decide(message)
        return messages

    def _decide(self, message: Message) -> None:
        ranking = [(entry["name"], entry["confidence"]) for entry in message.get(INTENT_RANKING_KEY) or []]
        name = decide(ranking, self._refuse_at, self._doubt_below)
        message.set(INTENT, {"name": name, "confidence": dict(ranking).get(name, 0.0)}, add_to_output=True)
