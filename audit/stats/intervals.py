"""Intervals of a proportion, and how many patients a wanted interval takes (statistics A3)."""

from __future__ import annotations

from math import ceil, sqrt

from scipy.special import betaincinv, ndtri

CONFIDENCE = 0.95


def quantile(confidence: float) -> float:
    """The two-sided normal quantile z, exact: 1.959964 for 0.95."""
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    return float(ndtri(0.5 + confidence / 2))


def wilson(successes: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """
    Wilson's score interval of `successes` of `n`, for reporting; n may be an effective number.

    Source: Wilson 1927, J Am Stat Assoc 22:209. Raises ValueError where n is not positive.
    """
    _check_counts(successes, n)
    share = successes / n
    z = quantile(confidence)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = wilson_half_width(share, n, confidence)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return low, high


def wilson_half_width(share: float, n: float, confidence: float = CONFIDENCE) -> float:
    """Half of Wilson's interval where `share` of `n` succeed (share * n need not be whole)."""
    _check_counts(share * n, n)
    z = quantile(confidence)
    return z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)


def clopper_pearson(successes: int, n: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """
    The exact interval, never too narrow: for 0 or n successes and for cautious claims.

    Source: Clopper & Pearson 1934, Biometrika 26:404, by quantiles of the beta distribution.
    """
    _check_counts(successes, n)
    tail = (1 - confidence) / 2
    low = float(betaincinv(successes, n - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, n - successes, 1 - tail)) if successes < n else 1.0
    return low, high


def wilson_n(share: float, half_width: float, confidence: float = CONFIDENCE) -> int:
    """The smallest n whose Wilson half-width at `share` is at most `half_width`."""
    _check_width(half_width)
    low, high = 0, 1
    while wilson_half_width(share, high, confidence) > half_width:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if wilson_half_width(share, middle, confidence) > half_width:
            low = middle
        else:
            high = middle
    return high


def wald_n(share: float, half_width: float, confidence: float = CONFIDENCE) -> float:
    """
    Patients of one kind for an expected sensitivity or specificity; for planning only.

    n = z^2 p (1 - p) / d^2, not rounded. Source: Buderer 1996, Acad Emerg Med 3:895.
    """
    _check_width(half_width)
    return quantile(confidence) ** 2 * share * (1 - share) / half_width**2


def buderer_total(
    sensitivity: float,
    specificity: float,
    prevalence: float,
    half_width: float,
    confidence: float = CONFIDENCE,
) -> int:
    """
    Patients to enrol so that both proportions reach `half_width`, at this prevalence.

    N = max(n_diseased / prevalence, n_nondiseased / (1 - prevalence)), rounded up.
    Source: Buderer 1996, Acad Emerg Med 3:895.
    """
    if not 0 < prevalence < 1:
        raise ValueError("prevalence lies between 0 and 1")
    diseased = wald_n(sensitivity, half_width, confidence) / prevalence
    others = wald_n(specificity, half_width, confidence) / (1 - prevalence)
    return ceil(max(diseased, others))


def _check_counts(successes: float, n: float) -> None:
    if n <= 0:
        raise ValueError("an interval needs at least one patient")
    if not 0 <= successes <= n:
        raise ValueError("successes lie between 0 and n")


def _check_width(half_width: float) -> None:
    if not 0 < half_width < 1:
        raise ValueError("a half-width lies between 0 and 1")
