"""Several images of one patient count for less than as many patients (statistics A7)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
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
class BinaryIcc:
    """ICC of a class within patients, from images of it among the images of each patient."""

    n_clusters: int
    total: int
    n_mixed: int
    """Patients with images of the class and images of others."""
    icc: float | None
    """Not truncated at 0. None where no image, or every image, is of the class."""


def icc_binary(groups: Iterable[tuple[int, int, int]]) -> BinaryIcc:
    """
    ICC of a 0/1 value within patients, from (images, images of the class, patients with these).

    By a one-way analysis of variance, (MSB - MSW) / (MSB + (n0 - 1) MSW). Source: Donner & Klar
    2000; Ridout 1999, Biometrics 55:137. Raises ValueError for fewer than two patients or where
    each has one image.
    """
    rows = list(groups)
    k = sum(n for _, _, n in rows)
    total, hits = sum(m * n for m, _, n in rows), sum(x * n for _, x, n in rows)
    if k < 2 or total == k:
        raise ValueError("an ICC needs two clusters, and one with two values")
    mean = hits / total
    within = sum(n * x * (m - x) / m for m, x, n in rows)
    between = sum(n * m * (x / m - mean) ** 2 for m, x, n in rows)
    msb, msw = between / (k - 1), within / (total - k)
    n0 = (total - sum(n * m * m for m, _, n in rows) / total) / (k - 1)
    spread = msb + (n0 - 1) * msw
    mixed = sum(n for m, x, n in rows if 0 < x < m)
    return BinaryIcc(k, total, mixed, (msb - msw) / spread if spread else None)


def clusters_needed(n_independent: float, cluster_size: float, icc: float) -> float:
    """
    Clusters of one size that are worth n independent observations; not rounded.

    n (1 + (m - 1) icc) / m. Source: Bennett et al. 1991, World Health Stat Q 44:98.
    """
    if cluster_size < 1:
        raise ValueError("a cluster holds at least one observation")
    return n_independent * (1 + (cluster_size - 1) * icc) / cluster_size


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
