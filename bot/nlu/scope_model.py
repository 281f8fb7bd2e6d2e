"""Is this for us? A linear model over the intent features and a few that speak about words never seen in training."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.documents import Document
from bot.nlu.law_words import HAN_WORD, LawWords, load_counts
from bot.nlu.matrix import Array

FOLDS = 3
SEED = 7
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
        words = [token for token in tokens if HAN_WORD.fullmatch(token)]
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


class ScopeModel:
    """Probability that a message is a legal question or a wish for one of our services."""

    def __init__(
        self, weights: Array, bias: float, view: WordView, view_weight: float, platt: tuple[float, float]
    ) -> None:
        self._weights = weights
        self._bias = bias
        self._view = view
        self._view_weight = view_weight
        self._platt = platt

    def probability(self, matrix: sparse.csr_matrix, documents: Sequence[Document]) -> Array:
        """One probability a row of ``matrix`` (the intent model's features of ``documents``)."""
        whole = _joined(matrix, self._view.transform(documents), self._view_weight)
        slope, offset = self._platt
        return 1.0 / (1.0 + np.exp(-(slope * (whole @ self._weights + self._bias) + offset)))

    def probability_of_row(self, columns: Array, values: Array, document: Document) -> float:
        """The probability of one message given as columns and values (see ``OneMessage``)."""
        dense = self._view.transform([document])[0] * self._view_weight
        margin = values @ self._weights[columns] + dense @ self._weights[-len(dense) :] + self._bias
        slope, offset = self._platt
        return float(1.0 / (1.0 + np.exp(-(slope * margin + offset))))


def train_scope(
    matrix: sparse.csr_matrix,
    documents: Sequence[Document],
    ours: Iterable[bool],
    *,
    regularisation: float,
    view_weight: float,
) -> ScopeModel:
    """Fit on documents that are ours and on those that are not; calibrated on sentences held out in turn."""
    target = np.array(list(ours))
    seen: Counter[str] = Counter(
        word for (tokens, _), mine in zip(documents, target, strict=True) if mine for word in set(tokens)
    )
    view = WordView(seen)
    whole = _joined(matrix, view.fit(documents), view_weight)
    margins = np.zeros(len(target))
    for fit_rows, test_rows in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(margins, target):
        margins[test_rows] = _fit(whole[fit_rows], target[fit_rows], regularisation).decision_function(whole[test_rows])
    machine = _fit(whole, target, regularisation)
    return ScopeModel(machine.coef_[0], float(machine.intercept_[0]), view, view_weight, _platt(margins, target))


def _joined(matrix: sparse.csr_matrix, dense: Array, weight: float) -> sparse.csr_matrix:
    return sparse.hstack([matrix, sparse.csr_matrix(dense * weight)], format="csr")


def _fit(matrix: sparse.csr_matrix, target: Array, regularisation: float) -> LinearSVC:
    return LinearSVC(C=regularisation, class_weight="balanced", random_state=SEED).fit(matrix, target)


def _platt(margins: Array, target: Array) -> tuple[float, float]:
    def loss(parameters: Array) -> float:
        signed = np.where(target, 1.0, -1.0) * (parameters[0] * margins + parameters[1])
        return float(np.logaddexp(0.0, -signed).mean())

    best = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead")
    return float(best.x[0]), float(best.x[1])
