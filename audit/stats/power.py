"""Telling two groups apart: patients, power and the smallest difference that is seen (A8)."""

from __future__ import annotations

from math import asin, sqrt

from scipy.special import ndtr, ndtri

ALPHA = 0.05
POWER = 0.80


def n_two_proportions(p1: float, p2: float, power: float = POWER, alpha: float = ALPHA) -> float:
    """
    Patients in each of two equal groups, two-sided; not rounded.

    Source: Fleiss, Levin & Paik 2003, chapter 4, without continuity correction.
    """
    if p1 == p2:
        raise ValueError("equal proportions cannot be told apart")
    mean = (p1 + p2) / 2
    null = float(ndtri(1 - alpha / 2)) * sqrt(2 * mean * (1 - mean))
    other = float(ndtri(power)) * sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return (null + other) ** 2 / (p1 - p2) ** 2


def power_two_proportions(
    p1: float, p2: float, n1: float, n2: float, alpha: float = ALPHA
) -> float:
    """
    Power of the pooled z test, two-sided, groups of any size (the far tail is left out).

    Source: Fleiss, Levin & Paik 2003, chapter 4. Raises ValueError where a group is empty.
    """
    _check_groups(n1, n2)
    pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
    null = sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    spread = sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
    distance = abs(p1 - p2) - float(ndtri(1 - alpha / 2)) * null
    if spread == 0:
        return 1.0 if distance > 0 else 0.0
    return float(ndtr(distance / spread))


def power_arcsine(p1: float, p2: float, n1: float, n2: float, alpha: float = ALPHA) -> float:
    """
    The arcsine version, for comparison: it departs from the z version where n1 and n2 differ.

    h = 2 asin sqrt p1 - 2 asin sqrt p2. Source: Cohen 1988, chapter 6.
    """
    _check_groups(n1, n2)
    effect = abs(2 * asin(sqrt(p1)) - 2 * asin(sqrt(p2)))
    return float(ndtr(effect * sqrt(n1 * n2 / (n1 + n2)) - float(ndtri(1 - alpha / 2))))


def detectable_drop(
    p1: float, n1: float, n2: float, power: float = POWER, alpha: float = ALPHA
) -> float | None:
    """
    The smallest d for which `p1` in n1 patients and `p1 - d` in n2 patients are told apart.

    Inverts `power_two_proportions` by bisection to 1e-12; None where even a drop to 0 is not seen.
    """
    if n1 < 1 or n2 < 1 or power_two_proportions(p1, 0.0, n1, n2, alpha) < power:
        return None
    low, high = 0.0, p1
    while high - low > 1e-12:
        middle = (low + high) / 2
        if power_two_proportions(p1, p1 - middle, n1, n2, alpha) < power:
            low = middle
        else:
            high = middle
    return high


def _check_groups(n1: float, n2: float) -> None:
    if n1 <= 0 or n2 <= 0:
        raise ValueError("both groups need a patient")
