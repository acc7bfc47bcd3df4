"""
Agreement on single readings, by the formulas as they are printed: what the sums are held against.

One row a reader, one column an item, None where a reader gave nothing; tables of two readers have
one row a category of one and one column a category of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = NDArray[np.float64]
Gaps = Sequence[Sequence[float | None]]


def cohen_kappa(table: Floats, power: int = 0) -> float | None:
    """Weights of agreement: 1 for equals alone (`power` 0), else 1 - (d/(k-1))^power."""
    k, shares = len(table), table / table.sum()
    steps = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / (k - 1)
    agreed = 1 - steps**power if power else np.eye(k)
    chance = float((agreed * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum())
    return None if chance == 1 else (float((agreed * shares).sum()) - chance) / (1 - chance)


def kappa_variance(table: Floats) -> float:
    """Of Cohen's kappa in large samples (Fleiss, Cohen & Everitt 1969)."""
    shares, kappa = table / table.sum(), cohen_kappa(table)
    assert kappa is not None
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    chance, diagonal = float((rows * columns).sum()), np.diag(shares)
    first = (diagonal * (1 - (rows + columns) * (1 - kappa)) ** 2).sum()
    crossed = shares * np.add.outer(columns, rows) ** 2
    second = (1 - kappa) ** 2 * (crossed.sum() - np.trace(crossed))
    third = (kappa - chance * (1 - kappa)) ** 2
    return float((first + second - third) / (table.sum() * (1 - chance) ** 2))


def pabak(table: Floats) -> float:
    """Kappa adjusted for prevalence and bias, (k p - 1) / (k - 1) (Byrt, Bishop & Carlin 1993)."""
    k = len(table)
    return float((k * np.trace(table) / table.sum() - 1) / (k - 1))


def gwet_ac1(table: Floats) -> float:
    """Chance is sum p (1 - p) / (k - 1), p the mean share of both readers (Gwet 2008)."""
    shares = table / table.sum()
    mean = (shares.sum(axis=1) + shares.sum(axis=0)) / 2
    chance = float((mean * (1 - mean)).sum() / (len(shares) - 1))
    return (float(np.trace(shares)) - chance) / (1 - chance)


def fleiss_kappa(counts: Floats) -> float:
    """`counts[i][j]` readers call item i category j (Fleiss 1971)."""
    r, shares = counts[0].sum(), counts.sum(axis=0) / counts.sum()
    seen = float(((counts**2).sum(axis=1) - r).mean() / (r * (r - 1)))
    chance = float((shares**2).sum())
    return (seen - chance) / (1 - chance)


def units_of(readings: Gaps) -> list[list[float]]:
    """The readings of each item that has two of them."""
    units = [[v for v in unit if v is not None] for unit in zip(*readings, strict=True)]
    return [unit for unit in units if len(unit) > 1]


def coincidences(readings: Gaps) -> tuple[list[float], Floats]:
    """All values in their order, and how often each pair of them stands together."""
    units = units_of(readings)
    values = sorted({value for unit in units for value in unit})
    seen = np.zeros((len(values), len(values)))
    for unit in units:
        for i, one in enumerate(unit):
            for j, other in enumerate(unit):
                if i != j:
                    seen[values.index(one), values.index(other)] += 1 / (len(unit) - 1)
    return values, seen


def krippendorff_alpha(readings: Gaps, metric: Metric) -> float:
    """1 - observed / expected disagreement, by coincidences (Krippendorff 2011)."""
    values, seen = coincidences(readings)
    totals = seen.sum(axis=1)
    n = totals.sum()
    at = np.cumsum(totals) - totals / 2 if metric == "ordinal" else np.asarray(values)
    distance = np.subtract.outer(at, at) ** 2
    if metric == "ratio":
        distance = distance / np.add.outer(at, at) ** 2
    if metric == "nominal":
        distance = 1 - np.eye(len(values))
    expected = (np.outer(totals, totals) * distance).sum() / (n * (n - 1))
    return float(1 - (seen * distance).sum() / n / expected)


def icc_2_1(table: Floats) -> float:
    """From mean squares; one row an item, one column a reader, no gaps (Shrout & Fleiss 1979)."""
    n, k = table.shape
    mean, rows, columns = table.mean(), table.mean(axis=1), table.mean(axis=0)
    between = k * float(((rows - mean) ** 2).sum()) / (n - 1)
    readers = n * float(((columns - mean) ** 2).sum()) / (k - 1)
    residual = table - rows[:, None] - columns[None, :] + mean
    error = float((residual**2).sum()) / ((n - 1) * (k - 1))
    below = between + (k - 1) * error + k * (readers - error) / n
    return float((between - error) / below)


def bootstrap_patients(
    patients: Sequence[int],
    coefficient: Callable[[Sequence[int]], float | None],
    draws: int,
    seed: int,
) -> tuple[float, float]:
    """The middle 95 % of a coefficient of drawn items; `patients[i]` owns item i."""
    owned = [[i for i, p in enumerate(patients) if p == one] for one in dict.fromkeys(patients)]
    random, found = np.random.default_rng(seed), []
    for _ in range(draws):
        chosen = random.integers(0, len(owned), len(owned))
        value = coefficient([item for number in chosen for item in owned[number]])
        if value is not None:
            found.append(value)
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)
