"""Logistic regression with a quadratic penalty, and how well its probabilities order what they are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

_LEAST_PENALTY = 1e-3
"""On the bias: enough to keep it finite where all examples are of one kind."""
_STEPS = 300


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted model: log-odds are ``inputs @ weights + bias``."""

    weights: Doubles
    """Shape (features,)."""
    bias: float

    def log_odds(self, inputs: Doubles) -> Doubles:
        """Return the log-odds of each row of ``inputs``, shape (n,)."""
        return np.asarray(inputs @ self.weights + self.bias)


def fit(inputs: Doubles, labels: Doubles, penalty: Doubles) -> Logistic:
    """Return the model with the least loss.

    Args:
        inputs: shape (n, features).
        labels: 1 or 0, shape (n,).
        penalty: on each weight, shape (features,).

    >>> model = fit(np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 0.0, 1.0]), np.array([0.1]))
    >>> (model.log_odds(np.array([[0.0], [2.0]])) > 0).tolist()
    [False, True]
    """
    from scipy.optimize import minimize

    with_bias = np.column_stack([inputs, np.ones(len(inputs))])
    penalties = np.append(penalty, _LEAST_PENALTY)

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        z = with_bias @ weights
        # The logarithm of 1 + exp(-z) for 1 and of 1 + exp(z) for 0.
        value = float(np.logaddexp(0, (1 - 2 * labels) * z).sum() + (penalties * weights * weights).sum() / 2)
        return value, with_bias.T @ (probability(z) - labels) + penalties * weights

    start = np.zeros(with_bias.shape[1])
    weights = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return Logistic(np.asarray(weights[:-1]), float(weights[-1]))


def probability(log_odds: Doubles) -> Doubles:
    """Return the probabilities that have these log-odds.

    >>> probability(np.array([0.0])).tolist()
    [0.5]
    """
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -50, 50))))


class Standard:
    """Features in units of their spread, so that one penalty fits all."""

    def __init__(self, values: npt.NDArray[np.float32]) -> None:
        self._mean = values.mean(axis=0).astype(np.float64)
        self._spread = values.std(axis=0).astype(np.float64) + 1e-3

    def __call__(self, values: npt.NDArray[np.float32]) -> Doubles:
        """Return the values, shape (n, features), in these units."""
        return np.asarray((values - self._mean) / self._spread, dtype=np.float64)

    def plain(self, names: Sequence[str], weights: Doubles, bias: float) -> tuple[dict[str, float], float]:
        """Return weights by name, and the bias, for features as they are."""
        raw = weights / self._spread
        by_name = dict(zip(names, (round(float(weight), 5) for weight in raw), strict=True))
        return by_name, float(bias - raw @ self._mean)


def auc(scores: Doubles, labels: Doubles) -> float:
    """Return the area under the ROC curve: how often one of a 1 and a 0 is scored in the right order.

    >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0]))
    0.75
    """
    ranks = np.argsort(np.argsort(scores, kind="stable"), kind="stable")
    good = float(labels.sum())
    return float((ranks[labels == 1].sum() - good * (good - 1) / 2) / (good * (len(labels) - good)))
