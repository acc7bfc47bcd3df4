"""How far readers agree beyond chance: kappa and its relatives (statistics A12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Weights = Literal["identity", "linear", "quadratic"]
Floats = NDArray[np.float64]
NO_VARIATION = "undefined (no variation)"
"""What to print where a coefficient is None."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """A coefficient beside what was observed and what chance would give."""

    coefficient: float | None
    """None: undefined, every reading is of one category (0/0)."""
    observed: float
    expected: float
    variance: float | None = None
    """Of Cohen's kappa without weights, in large samples."""

    def __str__(self) -> str:
        return NO_VARIATION if self.coefficient is None else f"{self.coefficient:.3f}"


def cohen_kappa(table: ArrayLike, weights: Weights = "identity") -> Kappa:
    """
    Two readers; `table[i][j]` items are category i for one and j for the other.

    Weights of agreement: 1 - d/(k-1) or 1 - (d/(k-1))^2 for categories d steps apart. Source:
    Cohen 1960, 1968; variance: Fleiss, Cohen & Everitt 1969, Psychol Bull 72:323.
    """
    shares = _shares(table)
    agreed = _agreement_weights(len(shares), weights)
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    observed = float((agreed * shares).sum())
    expected = float((agreed * np.outer(rows, columns)).sum())
    if np.count_nonzero(rows + columns) < 2:
        return Kappa(None, observed, expected)
    n = float(np.asarray(table, float).sum())
    kappa = (observed - expected) / (1 - expected)
    variance = _variance(shares, kappa, expected, n) if weights == "identity" else None
    return Kappa(kappa, observed, expected, variance)


def gwet_ac1(table: ArrayLike) -> Kappa:
    """
    Gwet's AC1 of two readers: stays high where one category is rare and agreement is high.

    Chance is sum p (1 - p) / (k - 1), p the mean share of both readers. Source: Gwet 2008, Br J
    Math Stat Psychol 61:29. With one category in use it is 1, the agreement that was seen.
    """
    shares = _shares(table)
    mean = (shares.sum(axis=1) + shares.sum(axis=0)) / 2
    observed = float(np.trace(shares))
    expected = float((mean * (1 - mean)).sum() / (len(shares) - 1))
    return Kappa((observed - expected) / (1 - expected), observed, expected)


def pabak(table: ArrayLike) -> Kappa:
    """
    Prevalence- and bias-adjusted kappa, (k p - 1)/(k - 1) with the raw agreement p.

    Source: Byrt, Bishop & Carlin 1993, J Clin Epidemiol 46:423.
    """
    shares = _shares(table)
    observed, chance = float(np.trace(shares)), 1 / len(shares)
    return Kappa((observed - chance) / (1 - chance), observed, chance)


def fleiss_kappa(counts: ArrayLike) -> Kappa:
    """
    Any number of readers, the same for each item; `counts[i][j]` readers call item i category j.

    Source: Fleiss 1971, Psychol Bull 76:378. Raises ValueError where items have unequal numbers
    of readings or fewer than two.
    """
    table = np.asarray(counts, float)
    readers = table.sum(axis=1)
    if table.ndim != 2 or not len(table) or len(set(readers)) != 1 or readers[0] < 2:
        raise ValueError("Fleiss' kappa needs the same number of readers, two or more, everywhere")
    r = float(readers[0])
    observed = float(((table**2).sum(axis=1) - r).mean() / (r * (r - 1)))
    shares = table.sum(axis=0) / table.sum()
    expected = float((shares**2).sum())
    if np.count_nonzero(shares) < 2:
        return Kappa(None, observed, expected)
    return Kappa((observed - expected) / (1 - expected), observed, expected)


def cross_table(first: Sequence[object], second: Sequence[object]) -> list[list[int]]:
    """The table of two readers' categories, in the order of their names; pairs only."""
    names = sorted({*first, *second}, key=str)
    place = {name: index for index, name in enumerate(names)}
    table = [[0] * len(names) for _ in names]
    for one, other in zip(first, second, strict=True):
        table[place[one]][place[other]] += 1
    return table


def _shares(table: ArrayLike) -> Floats:
    counts = np.asarray(table, float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or len(counts) < 2:
        raise ValueError("the table is square, with two categories or more")
    if counts.min() < 0 or counts.sum() == 0:
        raise ValueError("the table holds counts, and at least one item")
    return np.asarray(counts / counts.sum())


def _agreement_weights(k: int, weights: Weights) -> Floats:
    if weights == "identity":
        return np.eye(k)
    distance = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / (k - 1)
    return np.asarray(1 - distance if weights == "linear" else 1 - distance**2)


def _variance(shares: Floats, kappa: float, expected: float, n: float) -> float:
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    diagonal = np.diag(shares)
    first = (diagonal * (1 - (rows + columns) * (1 - kappa)) ** 2).sum()
    crossed = shares * np.add.outer(columns, rows) ** 2
    second = (1 - kappa) ** 2 * (crossed.sum() - np.trace(crossed))
    third = (kappa - expected * (1 - kappa)) ** 2
    return float((first + second - third) / (n * (1 - expected) ** 2))
