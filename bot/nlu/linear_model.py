"""A linear intent model: TF-IDF of jieba words, characters and pinyin, one-vs-rest SVM with a share of naive Bayes.

The SVM knows the tidy sentences best, complement naive Bayes bends less to chance words; both are linear, so their sum
is one matrix of weights and costs nothing at run time. Probabilities are calibrated on sentences held out.
Plain scikit-learn and NumPy, no Rasa: the same object is trained by the graph component, the benchmark and the report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from bot.nlu.documents import Document
from bot.nlu.matrix import Array
from bot.nlu.words import character_features, sound_features, word_features

TOLERANCE = 0.3
"""Looser than the library's: the same answers in two thirds of the time."""
SEED = 7
BAYES_SMOOTHING = 0.05
SOUND_WEIGHT = 0.8
"""Beside words and characters, which weigh one."""


@dataclass(frozen=True)
class ModelSettings:
    """Training knobs."""

    regularisation: float = 0.2
    bayes_weight: float = 0.1


class LinearModel:
    """Trained weights, the vocabulary and the temperature that turns margins into probabilities."""

    def __init__(
        self, features: FeatureUnion, weights: Array, bias: Array, labels: list[str], temperature: float
    ) -> None:
        self.features = features
        self._weights = weights
        self._bias = bias
        self.labels = labels
        self.temperature = temperature

    def matrix(self, documents: Sequence[Document]) -> sparse.csr_matrix:
        """Features of ``documents``, one row each."""
        return sparse.csr_matrix(self.features.transform(documents))

    def margins_of_row(self, columns: Array, values: Array) -> Array:
        """Margins of one message given as columns and values (see ``OneMessage``), in the order of ``labels``."""
        return np.asarray(values @ self._weights[columns] + self._bias)

    def margins_of(self, matrix: sparse.csr_matrix) -> Array:
        """Rows of margins in the order of ``labels``."""
        return np.asarray(matrix @ self._weights) + self._bias

    def probabilities(self, margins: Array) -> Array:
        """Rows of margins as rows of probabilities."""
        return softmax(margins, self.temperature)


@dataclass(frozen=True)
class Trained:
    """The model, and a sister that has not seen the held-out sentences."""

    model: LinearModel
    sister: LinearModel


def softmax(margins: Array, temperature: float) -> Array:
    """Probabilities from SVM margins; a higher temperature is less sure."""
    scaled = margins / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True)
    exponent = np.exp(scaled)
    return exponent / exponent.sum(axis=1, keepdims=True)


def train(
    features: FeatureUnion, matrix: sparse.csr_matrix, labels: Sequence[str], held: Array, settings: ModelSettings
) -> Trained:
    """Fit on all of ``matrix``, and a sister on the rows that are not ``held``, which gives the temperature."""
    names = sorted(set(labels))
    target = np.array([names.index(label) for label in labels])
    weights, bias = _fit(matrix[~held], target[~held], settings)
    temperature = _fit_temperature(matrix[held] @ weights + bias, target[held])
    sister = LinearModel(features, weights, bias, names, temperature)
    return Trained(LinearModel(features, *_fit(matrix, target, settings), names, temperature), sister)


def held_out(labels: Sequence[str]) -> Array:
    """Every second example of an intent, in an order by chance that is the same each time; True is held out."""
    held = np.zeros(len(labels), dtype=bool)
    met: Counter[str] = Counter()
    for place in np.random.default_rng(SEED).permutation(len(labels)):
        met[labels[place]] += 1
        held[place] = met[labels[place]] % 2 == 0
    return held


def make_features() -> FeatureUnion:
    """Unfitted TF-IDF features of words, characters and sounds."""
    shared = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32}
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(analyzer=word_features, **shared)),
            ("characters", TfidfVectorizer(analyzer=character_features, min_df=2, **shared)),
            ("sounds", TfidfVectorizer(analyzer=sound_features, min_df=2, **shared)),
        ],
        transformer_weights={"sounds": SOUND_WEIGHT},
    )


def _fit(matrix: Array, target: Array, settings: ModelSettings) -> tuple[Array, Array]:
    """Weights (features x intents) and bias of both machines added up. ``target`` numbers the intents from 0."""
    machine = LinearSVC(C=settings.regularisation, random_state=SEED, class_weight="balanced", tol=TOLERANCE)
    machine.fit(matrix, target)
    bayes = ComplementNB(alpha=BAYES_SMOOTHING).fit(matrix, target)
    return machine.coef_.T + settings.bayes_weight * bayes.feature_log_prob_.T, machine.intercept_


def _fit_temperature(margins: Array, target: Array) -> float:
    def loss(temperature: float) -> float:
        chosen = softmax(margins, temperature)[np.arange(len(target)), target]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(0.02, 3.0), method="bounded").x)
