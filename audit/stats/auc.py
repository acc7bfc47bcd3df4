"""The area under the ROC curve: its standard error, and patients for a wanted precision (A4)."""

from __future__ import annotations

from math import exp, sqrt

from scipy.special import ndtri

from audit.stats.intervals import CONFIDENCE, quantile


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


def _q1_q2(auc: float) -> tuple[float, float]:
    return auc / (2 - auc), 2 * auc**2 / (1 + auc)


def _two_sample_variance(auc: float) -> float:
    q1, q2 = _q1_q2(auc)
    return q1 + q2 - 2 * auc**2
