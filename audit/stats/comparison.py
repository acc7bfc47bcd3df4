"""How far two distributions lie apart (statistics B1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtri, rel_entr

Array = NDArray[np.float64]
EXACT_UP_TO = 10_000
"""Product of the two sample sizes up to which the p-value of Kolmogorov and Smirnov is exact."""
PSEUDO_COUNT = 0.5
"""Added to every cell of both where any cell is empty, before shares are taken."""


@dataclass(frozen=True, slots=True)
class KolmogorovSmirnov:
    """The largest distance of two cumulative distributions; p is None where n is large."""

    d: float
    p: float | None


@dataclass(frozen=True, slots=True)
class StabilityIndex:
    """PSI, and what it would be without any shift: its mean and its 95th percentile."""

    psi: float
    null_mean: float
    critical: float


@dataclass(frozen=True, slots=True)
class Representation:
    """Observed over reference share of each group, and Cohen's w over all of them."""

    ratios: tuple[float, ...]
    w: float


def smd(x: Sequence[float], y: Sequence[float]) -> float | None:
    """
    Standardised mean difference, (mean x - mean y) / sqrt((s_x^2 + s_y^2) / 2).

    None where neither varies. Source: Austin 2009, Stat Med 28:3083. Raises ValueError where a
    group has fewer than two values.
    """
    if min(len(x), len(y)) < 2:
        raise ValueError("a standardised difference needs two values in each group")
    spread = sqrt((float(np.var(x, ddof=1)) + float(np.var(y, ddof=1))) / 2)
    return (float(np.mean(x)) - float(np.mean(y))) / spread if spread else None


def kolmogorov_smirnov(x: Sequence[float], y: Sequence[float]) -> KolmogorovSmirnov:
    """
    Two-sample test; the p-value is exact, and given only where n times m is at most 10,000.

    With ties it is too large, on the safe side. Source: Hodges 1958, Ark Mat 3:469.
    """
    first, second = np.sort(np.asarray(x, float)), np.sort(np.asarray(y, float))
    if not (len(first) and len(second)):
        raise ValueError("a comparison needs a value in each group")
    every = np.concatenate([first, second])
    below = np.searchsorted(first, every, "right") / len(first)
    d = float(np.abs(below - np.searchsorted(second, every, "right") / len(second)).max())
    small = len(first) * len(second) <= EXACT_UP_TO
    return KolmogorovSmirnov(d, _exact_p(d, len(first), len(second)) if small else None)


def _exact_p(d: float, n: int, m: int) -> float:
    """Share of all paths through the n x m grid that leave the band of width d."""
    band = (0.5 + floor(d * n * m - 1e-7)) / (n * m)
    row = [1.0 if j / m <= band else 0.0 for j in range(m + 1)]
    for i in range(1, n + 1):
        weight = i / (i + m)
        row[0] = weight * row[0] if i / n <= band else 0.0
        for j in range(1, m + 1):
            row[j] = weight * row[j] + row[j - 1] if abs(i / n - j / m) <= band else 0.0
    return min(1.0, max(0.0, 1 - row[m]))


def jensen_shannon(p: ArrayLike, q: ArrayLike) -> float:
    """
    Jensen-Shannon divergence of two rows of counts, in bits: 0 for alike, 1 for apart.

    Source: Lin 1991, IEEE Trans Inf Theory 37:145; this is the divergence, not its root.
    """
    first, second = _shares(p), _shares(q)
    middle = (first + second) / 2
    nats = float((rel_entr(first, middle) + rel_entr(second, middle)).sum()) / 2
    return min(1.0, max(0.0, nats / float(np.log(2))))


def stability_index(expected: ArrayLike, actual: ArrayLike) -> StabilityIndex:
    """
    Population stability index of counts in the same bins, with its critical value.

    Sum of (a - e) ln(a / e); without a shift about (1/n + 1/m) times chi-square with B - 1 degrees
    of freedom. Source: Yurdakul 2018 (Western Michigan University, dissertation 3208).
    """
    first, second = np.asarray(expected, float), np.asarray(actual, float)
    if len(first) != len(second) or len(first) < 2:
        raise ValueError("a stability index needs the same two or more bins on both sides")
    scale, df = float(1 / first.sum() + 1 / second.sum()), len(first) - 1
    if (first == 0).any() or (second == 0).any():
        first, second = first + PSEUDO_COUNT, second + PSEUDO_COUNT
    e, a = _shares(first), _shares(second)
    psi = float(((a - e) * np.log(a / e)).sum())
    return StabilityIndex(psi, df * scale, float(chdtri(df, 0.05)) * scale)


def representation(counts: ArrayLike, reference: ArrayLike) -> Representation:
    """Each group's share over its reference share; w is sqrt of sum (p - q)^2 / q (Cohen 1988)."""
    observed, wanted = _shares(counts), _shares(reference)
    if (wanted <= 0).any():
        raise ValueError("a reference share is above 0")
    ratios = tuple(float(ratio) for ratio in observed / wanted)
    return Representation(ratios, sqrt(float(((observed - wanted) ** 2 / wanted).sum())))


def _shares(counts: ArrayLike) -> Array:
    values = np.asarray(counts, float)
    if not values.sum() > 0:
        raise ValueError("shares need somebody to count")
    return np.asarray(values / values.sum())
