"""Rasa graph component that decides between answering, refusing and admitting doubt, on the mass of whole groups.

One legal question can be spread thinly over four legal topics and still be surely legal; so what counts for a refusal
is the summed probability of everything we can do against that of ``out_of_scope``, not the best single intent.

How much doubt a message may carry depends on what it is. A short message with a word that only the law uses (诉讼费,
抚养费) is refused only when it is far more likely not for us; a sure service is given some credit, a rating more, since
praise sounds like chat and does no harm when it was chat; everything else, headlines above all, at a small doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.danger_check import is_emergency
from bot.nlu.intent_model import CONSULT, OUT_OF_SCOPE, TALK
from bot.nlu.law_words import HAN_WORD, LawWords, load_counts

Ranking = Sequence[tuple[str, float]]
SHORT = 30
"""Characters: headlines with words of the law are mostly longer and get no credit."""
LAW_WORD = 3.5
"""Log ratio of law to ordinary language (see ``LawWords``) from which a word belongs to the law alone."""
RATING = "rate_service"
SURE_SERVICE = 0.9
"""Share of all in scope from which a service is sure."""


@dataclass(frozen=True)
class RefusalLimits:
    """Shares of ``out_of_scope`` from which we refuse, by kind of message."""

    other: float = 0.03
    service: float = 0.08
    rating: float = 0.4
    plain_law: float = 0.85


def refuse_at(ranking: Ranking, words: Sequence[str], limits: RefusalLimits) -> float:
    """Return the share of ``out_of_scope`` from which this message is refused; ``words`` are its jieba words."""
    if sum(map(len, words)) <= SHORT:
        if any(_law_words().score(word) > LAW_WORD for word in words if HAN_WORD.fullmatch(word)):
            return limits.plain_law
        service = _sure_service(ranking)
        if service:
            return limits.rating if service == RATING else limits.service
    return limits.other


def _sure_service(ranking: Ranking) -> str | None:
    in_scope = [(name, share) for name, share in ranking if name != OUT_OF_SCOPE]
    total = sum(share for _, share in in_scope)
    name, share = max(in_scope, key=lambda entry: entry[1], default=("", 0.0))
    sure = name not in TALK and not name.startswith(CONSULT) and share >= SURE_SERVICE * total
    return name if sure else None


@lru_cache(maxsize=1)
def _law_words() -> LawWords:
    return LawWords(load_counts())


def decide(ranking: Ranking, limit: float, doubt_below: float) -> str:
    """Return the intent to act on: the best in scope, ``out_of_scope``, or the fallback when nothing is likely."""
    shares = dict(ranking)
    if shares.get(OUT_OF_SCOPE, 0.0) >= limit:
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
        """``refuse``: see ``RefusalLimits``; ``doubt_below``: best share under which we doubt."""
        return {"refuse": asdict(RefusalLimits()), "doubt_below": 0.08}

    def __init__(self, config: dict[str, Any]) -> None:
        self._limits = RefusalLimits(**config["refuse"])
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
        words = [token.text for token in message.get(TOKENS_NAMES[TEXT]) or []]
        name = decide(ranking, refuse_at(ranking, words, self._limits), self._doubt_below)
        message.set(INTENT, {"name": name, "confidence": dict(ranking).get(name, 0.0)}, add_to_output=True)
