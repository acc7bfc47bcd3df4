"""A small logistic regression with a ridge, for the all-metadata ceiling (B2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Array = NDArray[np.float64]
STEPS = 20


def fit_logistic(features: Array, positive: Array, penalty: float = 1.0) -> Array:
    """
    Intercept and one weight a column, by Newton's method; the intercept is not held back.

    Minimises the negative log likelihood plus penalty / 2 times the sum of squared weights.
    Source: le Cessie & van Houwelingen 1992, Appl Stat 41:191. Columns should be of one scale.
    """
    x = np.column_stack([np.ones(len(features)), features])
    ridge = np.full(x.shape[1], penalty)
    ridge[0] = 1e-9
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        chance = expit(x @ weights)
        slope = x.T @ (positive - chance) - ridge * weights
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        longest = float(np.abs(step).max())
        weights = weights + step * min(1.0, 5.0 / max(longest, 1e-12))
        if longest < 1e-3:  # Newton: the next step would be a thousand times smaller
            break
    return np.asarray(weights)


def predict_logit(features: Array, weights: Array) -> Array:
    """The score of each row: the higher, the likelier the class."""
    return np.asarray(weights[0] + features @ weights[1:])
