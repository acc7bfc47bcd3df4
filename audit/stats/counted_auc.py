"""The area under the ROC curve where many patients share a score, from counts (A4 and B2)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from audit.stats.intervals import CONFIDENCE, quantile, wilson

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Area:
    """An AUC with its interval."""

    auc: float
    low: float
    high: float


def area_of_counts(scores: ArrayLike, positive: ArrayLike, negative: ArrayLike) -> Area:
    """
    AUC with DeLong's 95 % interval, of `positive` and `negative` patients at each score.

    The scores are taken as given: that they were learned from the same patients (in other folds)
    is not in the interval, which is therefore a little too narrow. Where all patients are told
    apart without a fault the variance is 0; the interval is then Wilson's, of the smaller class.
    Source: DeLong, DeLong & Clarke-Pearson 1988. Raises ValueError below two patients a class.
    """
    values, where = np.unique(np.asarray(scores, float).ravel(), return_inverse=True)
    where = where.ravel()
    pos, neg = (
        np.asarray(np.bincount(where, np.asarray(of, float).ravel(), len(values)), float)
        for of in (positive, negative)
    )
    n_pos, n_neg = float(pos.sum()), float(neg.sum())
    if min(n_pos, n_neg) < 2:
        raise ValueError("an AUC with an interval needs two patients with and two without")
    above = (np.cumsum(neg) - neg / 2) / n_neg
    below = 1 - (np.cumsum(pos) - pos / 2) / n_pos
    auc = float((pos * above).sum() / n_pos)
    variance = _variance(above, pos, auc) + _variance(below, neg, auc)
    return _interval(auc, variance, int(min(n_pos, n_neg)))


def binary_auc(table: ArrayLike) -> float:
    """
    AUC of a yes/no attribute, (1 + TPR - FPR) / 2, never below 0.5.

    `table` has a row a level and the columns with the class, without it.
    """
    counts = np.asarray(table, float)
    rates = counts[0] / counts.sum(axis=0)
    return max(float(1 + rates[0] - rates[1]) / 2, float(1 - rates[0] + rates[1]) / 2)


def rank_auc(numbers: ArrayLike, positive: ArrayLike) -> float | None:
    """
    How well the number itself ranks the class, 0.5 to 1, whichever way it points.

    Patients without the number (NaN) are left out; None where a class then is empty.
    """
    values, ones = np.asarray(numbers, float), np.asarray(positive, bool)
    there = ~np.isnan(values)
    order, where = np.unique(values[there], return_inverse=True)
    pos = np.bincount(where.ravel(), ones[there].astype(float), len(order))
    neg = np.bincount(where.ravel(), (~ones[there]).astype(float), len(order))
    if not pos.sum() or not neg.sum():
        return None
    auc = float((pos * (np.cumsum(neg) - neg / 2)).sum() / (pos.sum() * neg.sum()))
    return max(auc, 1 - auc)


def _variance(placement: Array, weight: Array, auc: float) -> float:
    n = float(weight.sum())
    return float((weight * (placement - auc) ** 2).sum()) / (n - 1) / n


def _interval(auc: float, variance: float, n: int) -> Area:
    if variance <= 0 and auc in (0.0, 1.0):
        low, high = wilson(n * auc, n)
        return Area(auc, low, high)
    half = quantile(CONFIDENCE) * sqrt(max(0.0, variance))
    return Area(auc, max(0.0, auc - half), min(1.0, auc + half))
