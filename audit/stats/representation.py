"""Does a dataset look like the people it is for? (statistics B9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

from scipy.special import chdtrc


@dataclass(frozen=True, slots=True)
class Representation:
    """Observed shares against those of a declared population."""

    ratios: tuple[float, ...]
    """Observed over expected share; 0.8 to 1.25 is near (ours)."""
    chi2: float
    g: float
    """Likelihood ratio statistic."""
    df: int
    p: float
    """Of chi2; never to stand without `cohens_w` and the number of patients."""
    cohens_w: float
    """sqrt(sum (p - q)^2 / q): 0.1 small, 0.3 medium, 0.5 large (Cohen 1988)."""


def compare_with_population(observed: Sequence[int], reference: Sequence[float]) -> Representation:
    """
    Patients by group against declared shares, which add up to 1.

    Source: Cohen 1988, Statistical power analysis, chapter 7. Raises ValueError where shares are
    not above 0 or do not add up, or nobody was observed.
    """
    total = sum(observed)
    if total == 0 or len(observed) != len(reference) or len(observed) < 2:
        raise ValueError("two groups or more, each with a share, and a patient are needed")
    if min(reference) <= 0 or abs(sum(reference) - 1) > 1e-6:
        raise ValueError("reference shares are above 0 and add up to 1")
    shares = [count / total for count in observed]
    pairs = list(zip(shares, reference, strict=True))
    squared = sum((p - q) ** 2 / q for p, q in pairs)
    g = 2 * total * sum(p * log(p / q) for p, q in pairs if p)
    df = len(observed) - 1
    return Representation(
        tuple(p / q for p, q in pairs),
        total * squared,
        g,
        df,
        float(chdtrc(df, total * squared)),
        sqrt(squared),
    )
