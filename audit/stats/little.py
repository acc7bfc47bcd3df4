"""Little's test: are numbers missing completely at random? For information only (B4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

Array = NDArray[np.float64]
STEPS = 400
TOLERANCE = 1e-7


@dataclass(frozen=True, slots=True)
class LittleTest:
    """d^2 of Little 1988, its degrees of freedom and p, and the patterns of gaps it compared."""

    chi2: float
    df: int
    p: float
    n_patterns: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Rows that lack the same columns."""

    there: NDArray[np.bool_]
    rows: Array


def little_mcar(values: ArrayLike) -> LittleTest:
    """
    Compare the means of each pattern of gaps with those of all; NaN is a gap.

    d^2 = sum of n_j (mean_j - mu_j)' inverse(Sigma_j) (mean_j - mu_j), mu and Sigma by EM with
    divisor n. Source: Little 1988, J Am Stat Assoc 83:1198. Needs numbers that are nearly normal.
    Raises ValueError where there is one pattern only, or a column never varies or is never there.
    """
    data = np.asarray(values, float)
    data = data[~np.isnan(data).all(axis=1)]
    groups = list(_groups(data))
    if len(groups) < 2:
        raise ValueError("the test compares patterns of gaps, and there is one only")
    mean, spread = _expectation_maximisation(data, groups)
    chi2 = 0.0
    for group in groups:
        away = group.rows[:, group.there].mean(axis=0) - mean[group.there]
        inner = spread[np.ix_(group.there, group.there)]
        chi2 += len(group.rows) * float(away @ np.linalg.solve(inner, away))
    df = sum(int(group.there.sum()) for group in groups) - data.shape[1]
    return LittleTest(chi2, df, float(chdtrc(df, chi2)), len(groups))


def _groups(data: Array) -> Iterator[_Group]:
    there, which = np.unique(~np.isnan(data), axis=0, return_inverse=True)
    for number, pattern in enumerate(there):
        yield _Group(pattern, data[which.ravel() == number])


def _expectation_maximisation(data: Array, groups: list[_Group]) -> tuple[Array, Array]:
    """Mean and covariance of a normal sample with gaps, by maximum likelihood."""
    if np.isnan(data).all(axis=0).any() or not (np.nanvar(data, axis=0) > 0).all():
        raise ValueError("every column needs values that vary")
    centre, scale = np.nanmean(data, axis=0), np.nanstd(data, axis=0)
    scaled = [_Group(g.there, (g.rows - centre) / scale) for g in groups]
    mean, spread = np.zeros(data.shape[1]), np.eye(data.shape[1])
    for _ in range(STEPS):
        new_mean, new_spread = _step(scaled, mean, spread, len(data))
        change = max(np.abs(new_mean - mean).max(), np.abs(new_spread - spread).max())
        mean, spread = new_mean, new_spread
        if change < TOLERANCE:
            break
    else:
        raise ValueError("columns that are seldom there together cannot be compared")
    if np.linalg.cond(spread) > 1e10:
        raise ValueError("columns that follow from each other cannot be compared")
    return centre + scale * mean, spread * np.outer(scale, scale)


def _step(groups: list[_Group], mean: Array, spread: Array, n: int) -> tuple[Array, Array]:
    """Fill each gap with its expectation given what is there; then count again."""
    total, squares = np.zeros_like(mean), np.zeros_like(spread)
    for group in groups:
        there, lacking = group.there, ~group.there
        filled = group.rows.copy()
        if lacking.any():
            inner = spread[np.ix_(there, there)]
            slope = np.linalg.solve(inner, spread[np.ix_(there, lacking)])
            filled[:, lacking] = mean[lacking] + (group.rows[:, there] - mean[there]) @ slope
            rest = spread[np.ix_(lacking, lacking)] - spread[np.ix_(lacking, there)] @ slope
            squares[np.ix_(lacking, lacking)] += len(filled) * rest
        total += filled.sum(axis=0)
        squares += filled.T @ filled
    new = total / n
    return new, squares / n - np.outer(new, new)
