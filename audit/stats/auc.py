"""The area under the ROC curve: its standard error, and patients for a wanted precision (A4)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from math import exp, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audit.stats.intervals import CONFIDENCE, quantile

Vector = NDArray[np.float64]


def hanley_mcneil_se(auc: float, n_positive: float, n_negative: float) -> float:
    """
    Standard error of an expected AUC from patients with and without the class.

    Source: Hanley & McNeil 1982, Radiology 143:29. Raises ValueError where a group is empty.
    """
    if n_positive < 1 or n_negative < 1:
        raise ValueError("an AUC needs a patient with and one without the class")
    q1, q2 = _q1_q2(auc)
    spread = auc * (1 - auc) + (n_positive - 1) * (q1 - auc**2) + (n_negative - 1) * (q2 - auc**2)
    return sqrt(spread / (n_positive * n_negative))


def hanley_mcneil_half_width(
    auc: float, n_positive: float, n_negative: float, confidence: float = CONFIDENCE
) -> float:
    """Half of the interval that goes with `hanley_mcneil_se`."""
    return quantile(confidence) * hanley_mcneil_se(auc, n_positive, n_negative)


def hanley_mcneil_n(auc_1: float, auc_2: float, alpha_one_sided: float, power: float) -> float:
    """
    Patients with (and as many without) the class to tell two independent AUCs apart.

    Source: Hanley & McNeil 1982, Radiology 143:29. Not rounded.
    """
    first, second = _two_sample_variance(auc_1), _two_sample_variance(auc_2)
    z_alpha, z_beta = float(ndtri(1 - alpha_one_sided)), float(ndtri(power))
    numerator = z_alpha * sqrt(2 * first) + z_beta * sqrt(first + second)
    return numerator**2 / (auc_2 - auc_1) ** 2


def paired_se(se_1: float, se_2: float, correlation: float = 0.0) -> float:
    """Standard error of the difference of two AUCs; correlation 0 is the cautious answer."""
    return sqrt(se_1**2 + se_2**2 - 2 * correlation * se_1 * se_2)


def obuchowski_variance(auc: float, controls_per_case: float) -> float:
    """
    The variance function V of an expected AUC where groups differ in size.

    Source: Obuchowski & McClish 1997, Stat Med 16:1529; Hajian-Tilaki 2014.
    """
    a = 1.414 * float(ndtri(auc))
    return 0.0099 * exp(-a * a / 2) * ((5 * a * a + 8) + (a * a + 8) / controls_per_case)


def cases_for_precision(
    auc: float, half_width: float, controls_per_case: float, confidence: float = CONFIDENCE
) -> float:
    """Cases for an interval of this half-width, z^2 V / d^2; not rounded."""
    variance = obuchowski_variance(auc, controls_per_case)
    return quantile(confidence) ** 2 * variance / half_width**2


def cases_against_chance(
    auc: float, power: float, controls_per_case: float, alpha: float = 0.05
) -> float:
    """
    Cases to show, two-sided, that an expected AUC is not 0.5; not rounded.

    Source: Obuchowski & McClish 1997; the value that pROC's `power.roc.test` gives.
    """
    z_alpha, z_beta = float(ndtri(1 - alpha / 2)), float(ndtri(power))
    null = 0.0792 * (1 + 1 / controls_per_case)
    variance = obuchowski_variance(auc, controls_per_case)
    return (z_alpha * sqrt(null) + z_beta * sqrt(variance)) ** 2 / (auc - 0.5) ** 2


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


def _q1_q2(auc: float) -> tuple[float, float]:
    return auc / (2 - auc), 2 * auc**2 / (1 + auc)


def _two_sample_variance(auc: float) -> float:
    q1, q2 = _q1_q2(auc)
    return q1 + q2 - 2 * auc**2


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
