"""Several images of one patient count for less than as many patients (statistics A7)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt


def design_effect(n_clusters: int, total: int, sum_of_squares: int, icc: float) -> float:
    """
    How much the variance grows because images share patients; 1 where each has one.

    1 + (sum m^2 / sum m - 1) icc over the images m of each patient, which for equal sizes is
    1 + (m - 1) icc. Source: Kish 1965; Eldridge 2006, Int J Epidemiol 35:1292. Raises ValueError
    where there is no image or the sums contradict each other.
    """
    if n_clusters < 1 or total < n_clusters or sum_of_squares * n_clusters < total * total:
        raise ValueError("these are no sums of cluster sizes")
    return 1 + (sum_of_squares / total - 1) * icc


def effective_size(n_clusters: int, total: int, sum_of_squares: int, icc: float) -> float:
    """Images that, taken from as many patients, would be as precise: sum m / design effect."""
    return total / design_effect(n_clusters, total, sum_of_squares, icc)


def size_sums(sizes: Sequence[int]) -> tuple[int, int, int]:
    """Clusters, sum and sum of squares of their sizes: what the two functions above ask for."""
    return len(sizes), sum(sizes), sum(size * size for size in sizes)


def kish_effective(weights: Sequence[float]) -> float:
    """Effective number of weighted observations, (sum w)^2 / sum w^2. Source: Kish 1965."""
    return sum(weights) ** 2 / sum(weight * weight for weight in weights)


@dataclass(frozen=True, slots=True)
class AnovaIcc:
    """Intra-class correlation from a one-way analysis of variance, not truncated at 0."""

    msb: float
    msw: float
    n0: float
    icc: float | None
    """None where nothing varies at all: 0/0."""


def icc_anova(clusters: Sequence[Hashable], values: Sequence[float]) -> AnovaIcc:
    """
    ICC of a value within clusters of any size.

    (MSB - MSW) / (MSB + (n0 - 1) MSW). Source: Donner & Klar 2000; Ridout 1999, Biometrics 55:137.
    Raises ValueError for fewer than two clusters or where every cluster holds one value.
    """
    groups = _group(clusters, values)
    k, n = len(groups), len(values)
    if k < 2 or n == k:
        raise ValueError("an ICC needs two clusters, and one with two values")
    mean = sum(values) / n
    sums = [(len(group), sum(group) / len(group), group) for group in groups]
    msb = sum(m * (centre - mean) ** 2 for m, centre, _ in sums) / (k - 1)
    within = sum((value - centre) ** 2 for _, centre, group in sums for value in group)
    msw = within / (n - k)
    n0 = (n - sum(m * m for m, _, _ in sums) / n) / (k - 1)
    spread = msb + (n0 - 1) * msw
    return AnovaIcc(msb, msw, n0, (msb - msw) / spread if spread else None)


@dataclass(frozen=True, slots=True)
class RatioEstimate:
    """A proportion over images that share patients."""

    proportion: float
    variance: float
    naive_variance: float
    """As if every image were a patient of its own."""
    design_effect: float | None
    effective_n: float | None
    """None where the proportion is 0 or 1: the effect cannot be estimated."""

    @property
    def standard_error(self) -> float:
        """Root of the variance."""
        return sqrt(self.variance)


def ratio_estimate(clusters: Sequence[Hashable], successes: Sequence[int]) -> RatioEstimate:
    """
    A proportion with the variance of the ratio estimator, k/(k-1) sum (x - p m)^2 / (sum m)^2.

    Source: Cochran 1977; Rao & Scott 1992; Genders 2012, Radiology 265:910. Raises ValueError for
    fewer than two clusters.
    """
    groups = _group(clusters, successes)
    k, n = len(groups), len(successes)
    if k < 2:
        raise ValueError("a clustered proportion needs two clusters")
    p = sum(successes) / n
    squares = sum((sum(group) - p * len(group)) ** 2 for group in groups)
    variance = k / (k - 1) * squares / n**2
    naive = p * (1 - p) / n
    effect = variance / naive if naive else None
    return RatioEstimate(p, variance, naive, effect, n / effect if effect else None)


def _group(clusters: Sequence[Hashable], values: Sequence[float]) -> list[list[float]]:
    """Values of each cluster, in the order in which the clusters first stand."""
    groups: dict[Hashable, list[float]] = {}
    for cluster, value in zip(clusters, values, strict=True):
        groups.setdefault(cluster, []).append(value)
    return list(groups.values())
