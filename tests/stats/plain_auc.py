"""The area under the ROC curve from single scores: what areas from counts are held against."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def delong(positive: Sequence[float], negative: Sequence[float]) -> tuple[float, float]:
    """
    AUC and its variance from scores; ties count half.

    Source: DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837. Raises ValueError where a
    group has fewer than two scores.
    """
    if len(positive) < 2 or len(negative) < 2:
        raise ValueError("DeLong's variance needs two scores in each group")
    auc, v10, v01 = _placements(np.asarray(positive, float), np.asarray(negative, float))
    return auc, float(v10.var(ddof=1) / len(v10) + v01.var(ddof=1) / len(v01))


def clustered_auc(
    labels: Sequence[int], scores: Sequence[float], patients: Sequence[Hashable]
) -> tuple[float, float]:
    """
    AUC and its variance where a patient has several images; `labels` are 1 or 0.

    Source: Obuchowski 1997, Biometrics 53:567. One image a patient gives DeLong's variance.
    """
    truth, values = np.asarray(labels), np.asarray(scores, float)
    auc, v10, v01 = _placements(values[truth == 1], values[truth == 0])
    numbers = {patient: n for n, patient in enumerate(dict.fromkeys(patients))}
    owner = np.array([numbers[patient] for patient in patients])
    k, n_pos, n_neg = len(numbers), len(v10), len(v01)
    dx, with_pos = _deviations(owner[truth == 1], v10, auc, k)
    dy, with_neg = _deviations(owner[truth == 0], v01, auc, k)
    if min(with_pos, with_neg) < 2:
        raise ValueError("a clustered AUC needs two patients with and two without the class")
    s10 = with_pos / ((with_pos - 1) * n_pos) * float(np.sum(dx**2))
    s01 = with_neg / ((with_neg - 1) * n_neg) * float(np.sum(dy**2))
    s11 = k / (k - 1) * float(np.sum(dx * dy))
    return auc, s10 / n_pos + s01 / n_neg + 2 * s11 / (n_pos * n_neg)


def _placements(positive: Vector, negative: Vector) -> tuple[float, Vector, Vector]:
    """The share of the other group that each score stands above (below, for the second)."""
    return (
        float(_below(positive, negative).mean()),
        _below(positive, negative),
        1 - _below(negative, positive),
    )


def _below(scores: Vector, others: Vector) -> Vector:
    ordered = np.sort(others)
    under = np.searchsorted(ordered, scores, "left")
    upto = np.searchsorted(ordered, scores, "right")
    return np.asarray((under + upto) / (2 * len(others)), float)


def _deviations(owner: NDArray[Any], placements: Vector, auc: float, k: int) -> tuple[Vector, int]:
    """Sum of placements less its expectation for each patient, and patients that have any."""
    sums = np.bincount(owner, weights=placements, minlength=k)
    sizes = np.bincount(owner, minlength=k)
    return sums - sizes * auc, int(np.count_nonzero(sizes))
