"""Is this for us? A linear model over the intent features and a few that speak about words never seen in training.

An SVM, plus naive Bayes over which terms occur at all: headlines and commands are told by many small signs, each too
rare for the SVM. Both are linear and are added up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from bot.nlu.documents import Document
from bot.nlu.law_words import HAN_WORD, LawWords, load_counts
from bot.nlu.matrix import Array

TOLERANCE = 0.3
SEED = 7
BAYES_SMOOTHING = 0.3
ASKS = re.compile(r"[?？]|吗|么|怎么|怎样|如何|咋|能不能|可以|可否|是否|多少|多久|哪|什么")
SPEAKS_OF_SELF = re.compile(r"我|咱|俺|本人|您好|请问|律师")
LATIN = re.compile("[a-zA-Z]")


class WordView:
    """Dense features: how legal the words are, how many are new to us, whether somebody asks about their own matter."""

    def __init__(self, vocabulary: Counter[str]) -> None:
        self._vocabulary = vocabulary
        self._law = LawWords(load_counts())
        self._mean = np.zeros(1)
        self._spread = np.ones(1)

    def fit(self, documents: Sequence[Document]) -> Array:
        """Learn the scale; a word seen once in training counts as new, as it would be in any other message."""
        raw = self._raw(documents, seen_from=2)
        self._mean, self._spread = raw.mean(axis=0), raw.std(axis=0) + 1e-6
        return (raw - self._mean) / self._spread

    def transform(self, documents: Sequence[Document]) -> Array:
        """Scaled features, one row a document."""
        return (self._raw(documents, seen_from=1) - self._mean) / self._spread

    def _raw(self, documents: Sequence[Document], seen_from: int) -> Array:
        return np.array([self._row(document, seen_from) for document in documents], dtype=float)

    def _row(self, document: Document, seen_from: int) -> list[float]:
        tokens, text = document
        words = [token for token in tokens if _is_word(token)]
        scores = sorted((self._law.score(word) for word in words), reverse=True) or [0.0]
        new = [word for word in words if self._vocabulary[word] < seen_from]
        asks, own = bool(ASKS.search(text)), bool(SPEAKS_OF_SELF.search(text))
        return [
            sum(scores) / len(scores),
            scores[0],
            sum(scores[:3]) / min(3, len(scores)),
            sum(max(0.0, score) for score in scores) / len(scores),
            len(new) / max(1, len(words)),
            sum(self._law.score(word) for word in new) / len(new) if new else 0.0,
            min(len(new), 6) / 6,
            min(len(text), 100) / 100,
            float(asks),
            float(own),
            float(asks and own),
            float(bool(LATIN.search(text))),
            float("0" in text),
        ]


@lru_cache(maxsize=1 << 16)
def _is_word(token: str) -> bool:
    return HAN_WORD.fullmatch(token) is not None


@dataclass(frozen=True)
class _Machine:
    """Weights of terms by their value and by their mere presence, of the dense features, and a bias."""

    by_value: Array
    by_presence: Array
    dense: Array
    bias: float

    def margins(self, matrix: sparse.csr_matrix, dense: Array) -> Array:
        present = _presence(matrix) @ self.by_presence
        return np.asarray(matrix @ self.by_value) + present + dense @ self.dense + self.bias

    def margin(self, columns: Array, values: Array, dense: Array) -> Array:
        present = self.by_presence[columns].sum()
        return np.asarray(values @ self.by_value[columns] + present + dense @ self.dense + self.bias)


@dataclass(frozen=True)
class Mixture:
    """Log odds from two opinions: the scope machine's margin, and how well the message fits any of our intents.

    The first tells headlines, the second chit-chat: what resembles none of our intents is hardly for us.
    """

    own: float
    liked: float
    offset: float

    def odds(self, own: Array, liked: Array) -> Array:
        """Log odds that a message is ours."""
        return self.own * own + self.liked * liked + self.offset

    def share(self, own: Array, liked: Array) -> Array:
        """Probability that a message is ours."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.odds(own, liked))))


class ScopeModel:
    """Probability that a message is a legal question or a wish for one of our services."""

    def __init__(self, machine: _Machine, view: WordView, view_weight: float, mixture: Mixture) -> None:
        self._machine = machine
        self._view = view
        self._view_weight = view_weight
        self._mixture = mixture

    def probability(self, matrix: sparse.csr_matrix, documents: Sequence[Document], liked: Array) -> Array:
        """One probability a row.

        Args:
            matrix: the intent model's features of ``documents``.
            documents: the messages.
            liked: the largest margin of each message among the intents that are work for us.
        """
        own = self._machine.margins(matrix, self._view.transform(documents) * self._view_weight)
        return self._mixture.share(own, liked)

    def probability_of_row(self, columns: Array, values: Array, document: Document, liked: float) -> float:
        """The probability of one message given as columns and values (see ``OneMessage``)."""
        dense = self._view.transform([document])[0] * self._view_weight
        return float(self._mixture.share(self._machine.margin(columns, values, dense), np.asarray(liked)))


def train_scope(
    matrix: sparse.csr_matrix,
    documents: Sequence[Document],
    ours: Array,
    held: Array,
    liked: Array,
    *,
    regularisation: float,
    view_weight: float,
    bayes_weight: float,
) -> ScopeModel:
    """Fit on documents that are ours and on those that are not; those ``held`` out are judged by a sister machine.

    ``liked`` has the largest margins of the held-out ones, by models that had not seen them.
    """
    seen: Counter[str] = Counter(
        word for (tokens, _), mine in zip(documents, ours, strict=True) if mine for word in set(tokens)
    )
    view = WordView(seen)
    dense = view.fit(documents) * view_weight
    sister = _fit(matrix[~held], dense[~held], ours[~held], regularisation, bayes_weight)
    machine = _fit(matrix, dense, ours, regularisation, bayes_weight)
    mixture = _mix(sister.margins(matrix[held], dense[held]), liked, ours[held])
    return ScopeModel(machine, view, view_weight, mixture)


def _fit(
    matrix: sparse.csr_matrix, dense: Array, target: Array, regularisation: float, bayes_weight: float
) -> _Machine:
    whole = sparse.hstack([matrix, sparse.csr_matrix(dense)], format="csr")
    machine = LinearSVC(C=regularisation, class_weight="balanced", random_state=SEED, tol=TOLERANCE).fit(whole, target)
    bayes = MultinomialNB(alpha=BAYES_SMOOTHING, fit_prior=False).fit(_presence(matrix), target)
    odds = bayes.feature_log_prob_[1] - bayes.feature_log_prob_[0]
    terms = matrix.shape[1]
    weights = machine.coef_[0]
    return _Machine(weights[:terms], bayes_weight * odds, weights[terms:], float(machine.intercept_[0]))


def _presence(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    present = matrix.copy()
    present.data = np.ones_like(present.data)
    return present


def _mix(own: Array, liked: Array, target: Array) -> Mixture:
    signs = np.where(target, 1.0, -1.0)
    return Mixture(*_least(signs, own, liked))


def _least(signs: Array, own: Array, liked: Array) -> tuple[float, float, float]:
    def loss(parameters: Array) -> float:
        return float(np.logaddexp(0.0, -signs * Mixture(*parameters).odds(own, liked)).mean())

    best = minimize(loss, np.array([1.0, 0.5, 0.0]), method="Nelder-Mead")
    return float(best.x[0]), float(best.x[1]), float(best.x[2])
