"""Agreement of any number of readers, with gaps: Krippendorff's alpha and ICC(2,1) (A12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = NDArray[np.float64]
DRAWS = 1000
MIN_DRAWS = 1000
SEED = 20_260_101


def krippendorff_alpha(
    readings: Sequence[Sequence[float | None]], metric: Metric = "nominal"
) -> float | None:
    """
    Krippendorff's alpha; one row a reader, one column an item, None where a reader gave nothing.

    Categories are numbers (of any coding for `nominal`). None where all pairable readings are of
    one value: undefined. Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability.
    Raises ValueError where no item has two readings.
    """
    units = [
        [value for value in column if value is not None] for column in zip(*readings, strict=True)
    ]
    paired = [unit for unit in units if len(unit) > 1]
    if not paired:
        raise ValueError("alpha needs an item with two readings")
    values = sorted({value for unit in paired for value in unit})
    if len(values) == 1:
        return None
    seen = _coincidences(paired, values)
    totals = seen.sum(axis=1)
    n = float(totals.sum())
    distance = _distances(np.asarray(values, float), totals, metric)
    observed = float((seen * distance).sum()) / n
    expected = float((np.outer(totals, totals) * distance).sum()) / (n * (n - 1))
    return 1 - observed / expected


def _coincidences(units: Sequence[Sequence[float]], values: Sequence[float]) -> Floats:
    place = {value: index for index, value in enumerate(values)}
    found = np.zeros((len(values), len(values)))
    for unit in units:
        counts = np.bincount([place[value] for value in unit], minlength=len(values))
        found += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    return found


def _distances(values: Floats, totals: Floats, metric: Metric) -> Floats:
    if metric == "nominal":
        return 1.0 - np.eye(len(values))
    if metric == "interval":
        return np.asarray(np.subtract.outer(values, values) ** 2)
    if metric == "ratio":
        sums = np.add.outer(values, values)
        gaps = np.subtract.outer(values, values)
        safe = np.where(sums == 0, 1.0, sums)
        return np.asarray(np.where(sums == 0, 0.0, gaps / safe) ** 2)
    upto = np.cumsum(totals) - totals / 2
    return np.asarray(np.subtract.outer(upto, upto) ** 2)


@dataclass(frozen=True, slots=True)
class Icc21:
    """Two-way random effects, absolute agreement, one reader."""

    icc: float | None
    """None where no reading varies at all."""
    n_items: int
    n_readers: int


def icc_2_1(readings: ArrayLike) -> Icc21:
    """
    ICC(2,1) of measurements; one row an item, one column a reader, no gaps.

    (MSR - MSE) / (MSR + (k-1) MSE + k (MSC - MSE)/n). Source: Shrout & Fleiss 1979, Psychol Bull
    86:420. Raises ValueError below two items or two readers.
    """
    table = np.asarray(readings, float)
    if table.ndim != 2 or min(table.shape) < 2 or not np.isfinite(table).all():
        raise ValueError("ICC(2,1) needs two items, two readers and no gap")
    n, k = table.shape
    mean = table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    between = k * float(((rows - mean) ** 2).sum()) / (n - 1)
    readers = n * float(((columns - mean) ** 2).sum()) / (k - 1)
    residual = table - rows[:, None] - columns[None, :] + mean
    error = float((residual**2).sum()) / ((n - 1) * (k - 1))
    below = between + (k - 1) * error + k * (readers - error) / n
    if not np.ptp(table) or below == 0:
        return Icc21(None, n, k)
    return Icc21((between - error) / below, n, k)


@dataclass(frozen=True, slots=True)
class BootstrapInterval:
    """Percentile interval over draws of patients."""

    low: float
    high: float
    draws: int
    n_undefined: int
    """Draws in which the coefficient was undefined; they are left out."""


def bootstrap_patients(
    patients: Sequence[object],
    coefficient: Callable[[Sequence[int]], float | None],
    draws: int = DRAWS,
    confidence: float = 0.95,
    seed: int = SEED,
) -> BootstrapInterval | None:
    """
    Interval of a coefficient by drawing patients with all their items, with replacement.

    `patients[i]` owns item i; `coefficient` gets the indices of the drawn items. None where more
    than half of the draws leave it undefined. Source: Efron & Tibshirani 1993; clusters: Field &
    Welsh 2007. Raises ValueError below 1000 draws or two patients.
    """
    owned: dict[object, list[int]] = {}
    for index, patient in enumerate(patients):
        owned.setdefault(patient, []).append(index)
    groups = list(owned.values())
    if draws < MIN_DRAWS or len(groups) < 2:
        raise ValueError(f"a bootstrap needs {MIN_DRAWS} draws and two patients")
    random = np.random.default_rng(seed)
    found: list[float] = []
    for _ in range(draws):
        chosen = random.integers(0, len(groups), len(groups))
        value = coefficient([index for group in chosen for index in groups[group]])
        if value is not None:
            found.append(value)
    if len(found) * 2 < draws:
        return None
    tail = 100 * (1 - confidence) / 2
    low, high = np.percentile(found, [tail, 100 - tail])
    return BootstrapInterval(float(low), float(high), draws, draws - len(found))
