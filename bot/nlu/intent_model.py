"""What a message wants: shares of all intents, ``out_of_scope`` among them.

Two linear models over the same features: one tells intents apart, the other whether the message is for us at all. Talk
(greetings, thanks, yes and no) is only believed in short messages. Danger is decided by rules before this model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from bot.nlu.documents import Document
from bot.nlu.linear_model import LinearModel, ModelSettings, make_features, train
from bot.nlu.matrix import Array
from bot.nlu.one_message import OneMessage
from bot.nlu.scope_model import ScopeModel, train_scope

OUT_OF_SCOPE = "out_of_scope"
EMERGENCY = "emergency"
TALK = frozenset(["greet", "goodbye", "thank", "affirm", "deny", "help", "bot_challenge", "inform", "stop"])
TALK_LONGEST = 16
"""Characters: a longer message that thanks or greets is about something else as well."""
STORY = frozenset(["inform", "affirm", "deny"])
"""Talk that may be longer: a fact told, a yes or no with a reason."""
STORY_LONGEST = 30

KNOWN_LONGEST = 10
KNOWN_SHARE = 0.9
"""How much of the belief a short sentence gets that stands among the examples word for word."""
NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class IntentSettings:
    """Training knobs of both models."""

    regularisation: float = 0.2
    bayes_weight: float = 0.1
    word_weight: float = 1.0
    character_weight: float = 1.0
    softness: float = 1.0
    scope_regularisation: float = 0.2
    scope_view_weight: float = 0.2
    scope_bayes_weight: float = 0.04


class IntentModel:
    """Both trained models behind one ranking."""

    def __init__(self, intents: LinearModel, scope: ScopeModel, known: Mapping[str, str]) -> None:
        self._intents = intents
        self._known = known
        self._scope = scope
        self._one = OneMessage(intents.features)
        self.labels = [*intents.labels, OUT_OF_SCOPE]
        self._is_talk = np.array([label in TALK for label in intents.labels])
        self._is_story = np.array([label in STORY for label in intents.labels])

    def shares(self, documents: Sequence[Document]) -> Array:
        """Rows of shares in the order of ``labels``; each row sums to one."""
        matrix = self._intents.matrix(documents)
        rows = self._intents.probabilities_of(matrix)
        ours = self._scope.probability(matrix, documents)
        return np.array([self._weigh(row, p, len(d[1])) for row, p, d in zip(rows, ours, documents, strict=True)])

    def ranking(self, document: Document, size: int) -> list[tuple[str, float]]:
        """The ``size`` largest shares of one message, best first."""
        columns, values = self._one.row(document)
        shares = self._intents.probabilities_of_row(columns, values)
        row = self._weigh(shares, self._scope.probability_of_row(columns, values, document), len(document[1]))
        known = self._known.get(bare(document[1]))
        if known is not None:
            row = row * (1.0 - KNOWN_SHARE)
            row[self.labels.index(known)] += KNOWN_SHARE
        best = np.argsort(-row)[:size]
        return [(self.labels[index], float(row[index])) for index in best]

    def _weigh(self, shares: Array, ours: float, length: int) -> Array:
        """Take talk out of long messages, and give ``out_of_scope`` what is not ours of the rest."""
        if length > STORY_LONGEST:
            shares = np.where(self._is_talk, 0.0, shares)
        elif length > TALK_LONGEST:
            shares = np.where(self._is_talk & ~self._is_story, 0.0, shares)
        shares = shares / shares.sum()
        work = shares[~self._is_talk].sum()
        return np.append(np.where(self._is_talk, shares, shares * ours), work * (1.0 - ours))


def bare(text: str) -> str:
    """The text without punctuation and blanks."""
    return NOT_WORD.sub("", text)


def _short_sentences(examples: Sequence[tuple[Document, str]]) -> dict[str, str]:
    """Short examples by their bare text, where all agree on the intent (成, 转人工, 算了)."""
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for (_, text), label in examples:
        key = bare(text)
        if key and len(key) <= KNOWN_LONGEST and found.setdefault(key, label) != label:
            doubtful.add(key)
    return {key: label for key, label in found.items() if key not in doubtful}


def train_intents(documents: Sequence[Document], labels: Sequence[str], settings: IntentSettings) -> IntentModel:
    """Fit both models. Examples of ``emergency`` are left to the danger rules."""
    kept = [(document, label) for document, label in zip(documents, labels, strict=True) if label != EMERGENCY]
    ours = [(document, label) for document, label in kept if label != OUT_OF_SCOPE]
    knobs = ModelSettings(
        settings.regularisation,
        settings.bayes_weight,
        settings.word_weight,
        settings.character_weight,
        settings.softness,
    )
    features = make_features(knobs)
    matrix = sparse.csr_matrix(features.fit_transform([document for document, _ in kept]))
    inside = np.array([label != OUT_OF_SCOPE for _, label in kept])
    intents = train(features, matrix[inside], [label for _, label in ours], knobs)
    work = np.array([label not in TALK for _, label in kept])
    scope = train_scope(
        matrix[work],
        [document for (document, _), working in zip(kept, work, strict=True) if working],
        inside[work],
        regularisation=settings.scope_regularisation,
        view_weight=settings.scope_view_weight,
        bayes_weight=settings.scope_bayes_weight,
    )
    return IntentModel(intents, scope, _short_sentences(kept))
