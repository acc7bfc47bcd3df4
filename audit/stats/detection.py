"""Test sets for finding lesions and for outlining them (statistics A11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, sqrt

from scipy.special import stdtrit

from audit.stats.clustering import design_effect, size_sums
from audit.stats.intervals import CONFIDENCE, quantile, wilson_half_width

DICE_DEVIATIONS = (0.03, 0.10, 0.20)
"""Standard deviations of Dice to show where none is declared: good, usual, poor agreement."""


@dataclass(frozen=True, slots=True)
class LesionCounts:
    """Lesions by patient; patients without one count as 0."""

    n_patients: int
    n_positive_patients: int
    n_lesions: int
    median: float
    lower_quartile: float
    upper_quartile: float
    maximum: int
    mean_by_positive: float | None
    """None where nobody has a lesion."""
    index_of_dispersion: float | None
    """Variance (divisor n - 1) over mean; above 1 lesions crowd in some patients."""
    largest_share: float | None
    """Share of all lesions in the patient with most of them."""


def count_lesions(lesions: Sequence[int]) -> LesionCounts:
    """Summary of lesions by patient. Raises ValueError without a patient or below 0."""
    if not lesions or min(lesions) < 0:
        raise ValueError("lesions are counted for at least one patient, and not below 0")
    n, total, ordered = len(lesions), sum(lesions), sorted(lesions)
    positive = sum(1 for count in lesions if count)
    mean = total / n
    squares = sum((count - mean) ** 2 for count in lesions)
    return LesionCounts(
        n,
        positive,
        total,
        _quantile(ordered, 0.5),
        _quantile(ordered, 0.25),
        _quantile(ordered, 0.75),
        ordered[-1],
        total / positive if positive else None,
        squares / (n - 1) / mean if n > 1 and total else None,
        ordered[-1] / total if total else None,
    )


def effective_lesions(lesions: Sequence[int], icc: float) -> tuple[float, float]:
    """
    Design effect and effective number of lesions at this correlation within a patient.

    Only patients with a lesion form clusters. Source: Kish 1965.
    """
    sums = size_sums([count for count in lesions if count])
    effect = design_effect(*sums, icc=icc)
    return effect, sums[1] / effect


def lesion_sensitivity_half_width(
    lesions: Sequence[int], icc: float, sensitivity: float, confidence: float = CONFIDENCE
) -> float:
    """Wilson half-width of a lesion-level sensitivity on the effective number of lesions."""
    return wilson_half_width(sensitivity, effective_lesions(lesions, icc)[1], confidence)


def false_positive_half_width(rate: float, n_scans: int, confidence: float = CONFIDENCE) -> float:
    """Half-width of false positives a scan, z sqrt(rate / n): Poisson, for an FROC curve."""
    if rate < 0 or n_scans < 1:
        raise ValueError("a rate is not negative, and there is a scan")
    return quantile(confidence) * sqrt(rate / n_scans)


def mean_half_width(deviation: float, n: int, confidence: float = CONFIDENCE) -> float:
    """Half-width of a mean (of Dice) by Student's t; infinite for one patient."""
    if n < 2:
        return inf
    return float(stdtrit(n - 1, 0.5 + confidence / 2)) * deviation / sqrt(n)


def mean_n(deviation: float, half_width: float, confidence: float = CONFIDENCE) -> int:
    """Patients for a mean of this half-width by the normal distribution, (z SD / d)^2."""
    if deviation <= 0 or half_width <= 0:
        raise ValueError("deviation and half-width are above 0")
    return ceil((quantile(confidence) * deviation / half_width) ** 2)


def mean_n_t(deviation: float, half_width: float, confidence: float = CONFIDENCE) -> int:
    """The same by Student's t: the smallest n whose half-width is at most the one wanted."""
    n = max(2, mean_n(deviation, half_width, confidence))
    while mean_half_width(deviation, n, confidence) > half_width:
        n += 1
    return n


def _quantile(ordered: Sequence[int], share: float) -> float:
    """Linear between neighbours (R's type 7)."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
