"""What a message wants: shares of all intents, ``out_of_scope`` among them.

Three linear models over the same features: one tells legal questions as a group from the services and talk, one tells
the legal topics apart (better without the services around them), one whether the message is for us at all. Talk
(greetings, thanks, yes and no) is only believed in short messages. Danger is decided by rules before this model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from bot.nlu.documents import Document
from bot.nlu.linear_model import LinearModel, ModelSettings, held_out, make_features, train
from bot.nlu.matrix import Array
from bot.nlu.one_message import OneMessage
from bot.nlu.scope_model import ScopeModel, train_scope

OUT_OF_SCOPE = "out_of_scope"
EMERGENCY = "emergency"
CONSULT = "consult_"
LEGAL = "legal"
"""All legal topics as one group beside the services and talk."""
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
    """Training knobs of all three models."""

    regularisation: float = 0.5
    topic_regularisation: float = 0.1
    topic_bayes_weight: float = 0.15
    scope_regularisation: float = 0.2
    scope_view_weight: float = 0.2
    scope_bayes_weight: float = 0.04


class IntentModel:
    """All trained models behind one ranking."""

    def __init__(self, groups: LinearModel, topics: LinearModel, scope: ScopeModel, known: Mapping[str, str]) -> None:
        self._groups = groups
        self._topics = topics
        self._known = known
        self._scope = scope
        self._one = OneMessage(groups.features)
        self._legal = groups.labels.index(LEGAL)
        self._intents = [*groups.labels[: self._legal], *groups.labels[self._legal + 1 :], *topics.labels]
        self.labels = [*self._intents, OUT_OF_SCOPE]
        self._strange = len(self.labels) - 1
        self._is_talk = np.array([label in TALK for label in self._intents])
        self._is_story = np.array([label in STORY for label in self._intents])

    def shares(self, documents: Sequence[Document]) -> Array:
        """Rows of shares in the order of ``labels``; each row sums to one."""
        matrix = self._groups.matrix(documents)
        groups, topics = self._groups.margins_of(matrix), self._topics.margins_of(matrix)
        rows = self._shared_out(groups, topics)
        ours = self._scope.probability(matrix, documents, best_work(groups, topics, self._groups.labels))
        return np.array([self._weigh(row, p, len(d[1])) for row, p, d in zip(rows, ours, documents, strict=True)])

    def ranking(self, document: Document, size: int) -> list[tuple[str, float]]:
        """The ``size`` largest shares of one message, best first, and that of ``out_of_scope`` if it is smaller."""
        columns, values = self._one.row(document)
        groups = self._groups.margins_of_row(columns, values)[None, :]
        topics = self._topics.margins_of_row(columns, values)[None, :]
        liked = float(best_work(groups, topics, self._groups.labels)[0])
        ours = self._scope.probability_of_row(columns, values, document, liked)
        row = self._weigh(self._shared_out(groups, topics)[0], ours, len(document[1]))
        known = self._known.get(bare(document[1]))
        if known is not None:
            row = self._believe(row, known)
        best = list(np.argsort(-row)[:size])
        if self._strange not in best:
            best.append(self._strange)
        return [(self.labels[index], float(row[index])) for index in best]

    def _believe(self, row: Array, known: str) -> Array:
        """Give most of the share to the intent a sentence is known to have, and none to a doubt whether it is ours."""
        row = row * (1.0 - KNOWN_SHARE)
        if known != OUT_OF_SCOPE:
            row[self._strange] = 0.0
        row[self.labels.index(known)] += 1.0 - row.sum()
        return row

    def _shared_out(self, groups: Array, topics: Array) -> Array:
        """Shares of all intents: what falls to legal questions as a group is shared out among the topics."""
        shares = self._groups.probabilities(groups)
        legal = shares[:, [self._legal]] * self._topics.probabilities(topics)
        return np.hstack([np.delete(shares, self._legal, axis=1), legal])

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
    """Fit all models. Examples of ``emergency`` are left to the danger rules."""
    kept = [(document, label) for document, label in zip(documents, labels, strict=True) if label != EMERGENCY]
    ours = [(document, label) for document, label in kept if label != OUT_OF_SCOPE]
    knobs = ModelSettings(settings.regularisation)
    features = make_features()
    matrix = sparse.csr_matrix(features.fit_transform([document for document, _ in kept]))
    inside = np.array([label != OUT_OF_SCOPE for _, label in kept])
    legal = np.array([label.startswith(CONSULT) for _, label in kept])
    work = np.array([label not in TALK for _, label in kept])
    held = held_out([label for _, label in kept])
    topic_knobs = ModelSettings(settings.topic_regularisation, settings.topic_bayes_weight)
    consults = [label for _, label in ours if label.startswith(CONSULT)]
    # One after the other: threads share liblinear's chance, and no two trainings would give the same model.
    groups = train(features, matrix[inside], [_group(label) for _, label in ours], held[inside], knobs)
    topics = train(features, matrix[legal], consults, held[legal], topic_knobs)
    judged = matrix[work & held]
    scope = train_scope(
        matrix[work],
        [document for (document, _), working in zip(kept, work, strict=True) if working],
        inside[work],
        held[work],
        best_work(groups.sister.margins_of(judged), topics.sister.margins_of(judged), groups.model.labels),
        regularisation=settings.scope_regularisation,
        view_weight=settings.scope_view_weight,
        bayes_weight=settings.scope_bayes_weight,
    )
    return IntentModel(groups.model, topics.model, scope, _short_sentences(kept))


def _group(label: str) -> str:
    return LEGAL if label.startswith(CONSULT) else label


def best_work(groups: Array, topics: Array, labels: Sequence[str]) -> Array:
    """The largest margin of each row among topics and services (``labels`` name the columns of ``groups``)."""
    services = [label not in TALK and label != LEGAL for label in labels]
    return np.asarray(np.maximum(groups[:, services].max(axis=1), topics.max(axis=1)))
