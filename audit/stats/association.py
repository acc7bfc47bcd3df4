"""How strongly two attributes go together, from their table of counts (statistics B1 and B2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, xlogy

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """Pearson's test of independence, without Yates' correction."""

    chi2: float
    df: int
    p: float
    min_expected: float
    """The smallest expected count: below 5 the p-value is not to be trusted (Cochran 1954)."""


@dataclass(frozen=True, slots=True)
class MantelHaenszel:
    """One association of two yes/no attributes, over the strata of a third."""

    odds_ratio: float
    chi2: float
    p: float


def drop_empty(table: ArrayLike) -> Array:
    """The table without rows and columns that hold nobody."""
    counts = np.asarray(table, float)
    return np.asarray(counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0])


def chi_square(table: ArrayLike) -> ChiSquare:
    """Sum of (O - E)^2 / E; empty rows and columns do not count. Raises ValueError below 2 x 2."""
    counts = _two_by_two(table)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    df = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return ChiSquare(chi2, df, float(chdtrc(df, chi2)), float(expected.min()))


def cramers_v(table: ArrayLike) -> float:
    """Cramér's V, 0 to 1; too large in small samples. Source: Cramér 1946."""
    counts = _two_by_two(table)
    return sqrt(chi_square(counts).chi2 / counts.sum() / (min(counts.shape) - 1))


def corrected_v(table: ArrayLike) -> float:
    """
    Cramér's V without its bias; 0 where the table has one row or column.

    phi^2 less (r - 1)(c - 1)/(n - 1), rows and columns less (r - 1)^2/(n - 1).
    Source: Bergsma 2013, J Korean Stat Soc 42:323.
    """
    counts = drop_empty(table)
    if min(counts.shape) < 2 or counts.sum() < 2:
        return 0.0
    n, (r, c) = counts.sum(), counts.shape
    phi2 = max(0.0, chi_square(counts).chi2 / n - (r - 1) * (c - 1) / (n - 1))
    smaller = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    return min(1.0, sqrt(phi2 / smaller)) if smaller > 0 else 0.0


def mutual_information(table: ArrayLike) -> float:
    """What rows and columns tell of each other, in nats, as the counts stand (biased upward)."""
    counts = np.asarray(table, float)
    n = counts.sum()
    if not n:
        raise ValueError("an empty table tells nothing")
    joint = xlogy(counts, counts).sum() - _own(counts.sum(axis=1)) - _own(counts.sum(axis=0))
    return max(0.0, float(joint / n + np.log(n)))


def miller_madow_bias(table: ArrayLike) -> float:
    """What `mutual_information` is too large by, about (r - 1)(c - 1)/2n nats (Miller 1955)."""
    counts = drop_empty(table)
    return float((counts.shape[0] - 1) * (counts.shape[1] - 1) / (2 * counts.sum()))


def theils_u(table: ArrayLike, corrected: bool = False) -> float:
    """
    The share of the uncertainty about the row that goes away when the column is known, 0 to 1.

    I(R; C) / H(R), asymmetric on purpose; 0 where there is one row only. `corrected` takes the
    Miller-Madow bias off the information. Source: Theil 1970, Am J Sociol 76:103.
    """
    counts = np.asarray(table, float)
    rows = counts.sum(axis=1) / counts.sum()
    entropy = -float(xlogy(rows, rows).sum())
    if entropy <= 0:
        return 0.0
    information = mutual_information(counts)
    if corrected:
        information -= miller_madow_bias(counts)
    return min(1.0, max(0.0, information / entropy))


def conditional_information(strata: Sequence[ArrayLike]) -> float:
    """I(R; C | Z) in nats: the information within each stratum, weighted by its size."""
    tables = [np.asarray(table, float) for table in strata]
    total = sum(table.sum() for table in tables)
    if not total:
        raise ValueError("empty strata tell nothing")
    inside = sum(t.sum() * mutual_information(t) for t in tables if t.sum())
    return float(inside / total)


def odds_ratio(table: ArrayLike) -> float:
    """ad / bc of a 2 x 2 table; infinite or nan where a cell is empty."""
    (a, b), (c, d) = np.asarray(table, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.divide(a * d, b * c))


def mantel_haenszel(strata: Sequence[ArrayLike]) -> MantelHaenszel:
    """
    The common odds ratio over 2 x 2 tables, and the Cochran-Mantel-Haenszel test.

    With continuity correction 0.5, as R's `mantelhaen.test`. Strata without both rows and both
    columns say nothing. Source: Mantel & Haenszel 1959, J Natl Cancer Inst 22:719. Raises
    ValueError where no stratum says anything.
    """
    cells = np.array([np.asarray(t, float) for t in strata if drop_empty(t).shape == (2, 2)])
    if not len(cells):
        raise ValueError("no stratum holds both groups and both classes")
    n, rows, columns = cells.sum(axis=(1, 2)), cells.sum(axis=2), cells.sum(axis=1)
    a, b, c, d = cells[:, 0, 0], cells[:, 0, 1], cells[:, 1, 0], cells[:, 1, 1]
    excess = abs(float((a - rows[:, 0] * columns[:, 0] / n).sum()))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = float(np.divide((a * d / n).sum(), (b * c / n).sum()))
        spread = rows.prod(axis=1) * columns.prod(axis=1) / (n**2 * (n - 1))
    chi2 = (excess - min(0.5, excess)) ** 2 / float(spread.sum())
    return MantelHaenszel(ratio, chi2, float(chdtrc(1, chi2)))


def _own(margin: Array) -> float:
    return float(xlogy(margin, margin).sum())


def _two_by_two(table: ArrayLike) -> Array:
    counts = drop_empty(table)
    if min(counts.shape) < 2:
        raise ValueError("a comparison needs two groups and two values")
    return counts
