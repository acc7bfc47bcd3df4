"""Which values are missing together (statistics B4)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One combination of missing columns: their indices, how many rows, the first of them."""

    missing: tuple[int, ...]
    count: int
    first: int


@dataclass(frozen=True, slots=True)
class Flux:
    """How a column's gaps lie to the others' values (van Buuren 2018, chapter 4)."""

    influx: float
    """Pairs where it is missing and another is there, over all values that are there."""
    outflux: float
    """Pairs where it is there and another is missing, over all values that are missing."""


def missing_patterns(missing: ArrayLike) -> list[Pattern]:
    """Rows by which columns they lack, most frequent first, ties by first row."""
    mask = _mask(missing)
    found, first, counts = np.unique(mask, axis=0, return_index=True, return_counts=True)
    made = [
        Pattern(tuple(int(i) for i in np.flatnonzero(row)), int(n), int(at))
        for row, at, n in zip(found, first, counts, strict=True)
    ]
    return sorted(made, key=lambda one: (-one.count, one.first))


def phi(x: ArrayLike, y: ArrayLike) -> float | None:
    """Correlation of two yes/no columns, -1 to 1; None where one does not vary."""
    first, second = np.asarray(x, bool), np.asarray(y, bool)
    both = float((first & second).sum())
    n, a, b = len(first), float(first.sum()), float(second.sum())
    spread = a * (n - a) * b * (n - b)
    return (n * both - a * b) / sqrt(spread) if spread else None


def jaccard(x: ArrayLike, y: ArrayLike) -> float | None:
    """Rows where both are missing over rows where either is; None where neither ever is."""
    first, second = np.asarray(x, bool), np.asarray(y, bool)
    either = int((first | second).sum())
    return int((first & second).sum()) / either if either else None


def flux(missing: ArrayLike) -> list[Flux]:
    """Influx and outflux of each column; 0 where nothing is there or nothing is missing."""
    mask = _mask(missing)
    n_missing = mask.sum(axis=1, keepdims=True)
    n_there = mask.shape[1] - n_missing
    there, gaps = max(1, int((~mask).sum())), max(1, int(mask.sum()))
    inside = (mask * n_there).sum(axis=0) / there
    outside = (~mask * n_missing).sum(axis=0) / gaps
    return [Flux(float(a), float(b)) for a, b in zip(inside, outside, strict=True)]


def _mask(missing: ArrayLike) -> Mask:
    mask = np.asarray(missing, bool)
    if mask.ndim != 2 or not mask.size:
        raise ValueError("patterns need rows and columns")
    return mask
