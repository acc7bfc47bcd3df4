"""Rare classes and rare events: what 0 of n allows, and patients to meet a rare class (A9)."""

from __future__ import annotations

from math import ceil, log

from scipy.special import bdtrc

CONFIDENCE = 0.95


def zero_events_upper(n: int, confidence: float = CONFIDENCE) -> float:
    """
    The exact one-sided upper bound of a rate where 0 of n were seen: 1 - (1 - confidence)^(1/n).

    The rule of three, 3/n, comes near it. Source: Hanley & Lippman-Hand 1983, JAMA 249:1743.
    """
    if n < 1:
        raise ValueError("a bound needs at least one patient")
    return 1 - float((1 - confidence) ** (1 / n))


def rule_of_three(n: int) -> float:
    """3/n, what `zero_events_upper` comes near to. Source: Hanley & Lippman-Hand 1983."""
    return 3 / n


def probability_at_least(n: int, rate: float, k: int) -> float:
    """The chance that n patients hold k or more of a class of this prevalence (binomial)."""
    if k <= 0:
        return 1.0
    return float(bdtrc(k - 1, n, rate)) if k <= n else 0.0


def n_for_at_least(rate: float, k: int, confidence: float = CONFIDENCE) -> int:
    """The smallest n that holds k or more of a class of this prevalence with this confidence."""
    if not 0 < rate <= 1 or k < 1:
        raise ValueError("a rate above 0 and a count of at least 1 are needed")
    low, high = k - 1, k
    while probability_at_least(high, rate, k) < confidence:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if probability_at_least(middle, rate, k) < confidence:
            low = middle
        else:
            high = middle
    return high


def n_to_meet_finite(
    population: int, prevalence: float, sensitivity: float = 1.0, confidence: float = CONFIDENCE
) -> int:
    """
    Patients to draw from a finite population so that at least one of a rare class is met.

    Hypergeometric, in the approximation (N / se) (1 - (1 - confidence)^(1/D)) with D = N p.
    Source: MacDiarmid 1988, Prev Vet Med 5:277; the published example gives 65.
    """
    carriers = round(population * prevalence)
    if carriers < 1:
        raise ValueError("the population holds no patient of this class")
    missed = float((1 - confidence) ** (1 / carriers))
    return ceil(population / sensitivity * (1 - missed))


def n_to_meet_binomial(
    population: int, prevalence: float, sensitivity: float = 1.0, confidence: float = CONFIDENCE
) -> int:
    """The same by the binomial distribution with the finite population correction n/(1 + n/N)."""
    n = log(1 - confidence) / log(1 - prevalence * sensitivity)
    return ceil(n / (1 + n / population))
