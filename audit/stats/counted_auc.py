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


def area_within_folds(scores: ArrayLike, positive: ArrayLike, negative: ArrayLike) -> Area:
    """
    AUC of out-of-fold scores, patients being compared with those of their own fold only.

    `scores`, `positive` and `negative` have a row a level and a column a fold. Scores of different
    folds were learned from different patients; comparing them across folds pulls an AUC down, for
    a useless attribute below 0.5. Each fold counts by its number of pairs. DeLong's variance of
    all placements, a little too wide where folds are small; that scores were learned from the same
    patients (in other folds) is not in the interval. Where all patients are told apart without a
    fault the variance is 0; the interval is then Wilson's, of the smaller class. Source: DeLong,
    DeLong & Clarke-Pearson 1988, Biometrics 44:837. Raises ValueError below two patients a
    class, or where no fold holds both.
    """
    values, pos, neg = (np.asarray(of, float) for of in (scores, positive, negative))
    if min(pos.sum(), neg.sum()) < 2:
        raise ValueError("an AUC with an interval needs two patients with and two without")
    pairs = pos.sum(axis=0) * neg.sum(axis=0)
    if not pairs.any():
        raise ValueError("no fold holds patients of both kinds")
    of_pos, of_neg = np.full_like(pos, np.nan), np.full_like(neg, np.nan)
    for fold in np.flatnonzero(pairs):
        of_pos[:, fold], of_neg[:, fold] = _placements(values[:, fold], pos[:, fold], neg[:, fold])
    held = pairs > 0
    areas = (pos * np.nan_to_num(of_pos)).sum(axis=0)[held] / pos.sum(axis=0)[held]
    auc = float((areas * pairs[held]).sum() / pairs.sum())
    pos, neg, of_pos, of_neg = (of[:, held] for of in (pos, neg, of_pos, of_neg))
    variance = _variance(of_pos, pos, auc) + _variance(of_neg, neg, auc)
    return _interval(auc, variance, int(min(pos.sum(), neg.sum())))


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


def _placements(scores: Array, positive: Array, negative: Array) -> tuple[Array, Array]:
    """
    The share of negatives below each score, and of positives above it; ties count half.

    One value a row of the counts.
    """
    values, where = np.unique(scores, return_inverse=True)
    pos = np.bincount(where.ravel(), positive, len(values))
    neg = np.bincount(where.ravel(), negative, len(values))
    above = (np.cumsum(neg) - neg / 2) / neg.sum()
    below = 1 - (np.cumsum(pos) - pos / 2) / pos.sum()
    return above[where.ravel()], below[where.ravel()]


def _variance(placement: Array, weight: Array, auc: float) -> float:
    n = float(weight.sum())
    away = np.where(weight > 0, placement - auc, 0.0)
    return float((weight * away**2).sum()) / (n - 1) / n


def _interval(auc: float, variance: float, n: int) -> Area:
    if variance <= 0 and auc in (0.0, 1.0):
        low, high = wilson(n * auc, n)
        return Area(auc, low, high)
    half = quantile(CONFIDENCE) * sqrt(max(0.0, variance))
    return Area(auc, max(0.0, auc - half), min(1.0, auc + half))
