"""
How far readers agree beyond chance: alpha, kappa and their relatives (statistics A12).

They come from sums over patients, so that a bootstrap costs one matrix product: each function
takes sums with any number of leading axes (draws) and gives one coefficient a draw, NaN where it
is undefined because nothing varies.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Weights = Literal["linear", "quadratic"]
Floats = NDArray[np.float64]
DRAWS = 1000
SEED = 20_260_101
_CELLS = 20_000_000
"""Weights held at once: 160 MB."""


def alpha_of_totals(unequal: Floats, totals: Floats) -> Floats:
    """
    Krippendorff's alpha for names: `totals` (..., k) counts pairable readings of each category.

    `unequal` sums 1 / (m - 1) over the ordered pairs of unequal readings of each item, m its
    readings. Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability.
    """
    n = totals.sum(axis=-1)
    expected = (n**2 - (totals**2).sum(axis=-1)) / (n * (n - 1))
    return _over(expected - unequal / n, expected)


def ordinal_alpha(seen: Floats) -> Floats:
    """Krippendorff's alpha for ordered categories from coincidence matrices (..., k, k)."""
    totals = seen.sum(axis=-1)
    n = totals.sum(axis=-1)
    upto = np.cumsum(totals, axis=-1) - totals / 2
    distance = (upto[..., :, None] - upto[..., None, :]) ** 2
    observed = (seen * distance).sum(axis=(-2, -1)) / n
    crossed = totals[..., :, None] * totals[..., None, :]
    expected = (crossed * distance).sum(axis=(-2, -1)) / (n * (n - 1))
    return _over(expected - observed, expected)


def interval_alpha(n: Floats, total: Floats, squares: Floats, within: Floats) -> Floats:
    """
    Krippendorff's alpha for intervals: pairable values, their sum, their squares, and `within`.

    `within` sums (a - b)^2 / (m - 1) over the ordered pairs of each item with m readings.
    """
    expected = 2 * (n * squares - total**2) / (n * (n - 1))
    expected = np.where(expected < 1e-12 * np.maximum(1.0, squares / n), 0.0, expected)
    return _over(expected - within / n, expected)


def ac1_of_shares(agreed: Floats, n_items: Floats, shares: Floats) -> Floats:
    """
    Gwet's AC1 for any number of readers; `shares` (..., k) sums the share of each category.

    Source: Gwet 2008, Br J Math Stat Psychol 61:29. NaN where one category only is in use: what
    was seen is then all there is to say.
    """
    mean = shares / n_items[..., None]
    expected = (mean * (1 - mean)).sum(axis=-1) / max(1, mean.shape[-1] - 1)
    found = _over(agreed / n_items - expected, 1 - expected)
    return np.where((shares > 0).sum(axis=-1) < 2, np.nan, found)


def fleiss_of_shares(agreed: Floats, n_items: Floats, shares: Floats) -> Floats:
    """
    Fleiss' kappa; every item has the same number of readings.

    Source: Fleiss 1971, Psychol Bull 76:378.
    """
    expected = ((shares / n_items[..., None]) ** 2).sum(axis=-1)
    expected = np.where((shares > 0).sum(axis=-1) < 2, 1.0, expected)
    return _over(agreed / n_items - expected, 1 - expected)


def kappa_of_margins(agreed: Floats, rows: Floats, columns: Floats) -> Floats:
    """
    Cohen's kappa of two readers: items on which they agree, and what each said (..., k).

    Source: Cohen 1960, Educ Psychol Meas 20:37.
    """
    n = rows.sum(axis=-1)
    expected = (rows * columns).sum(axis=-1) / n**2
    expected = np.where(((rows + columns) > 0).sum(axis=-1) < 2, 1.0, expected)
    return _over(agreed / n - expected, 1 - expected)


def weighted_kappa(tables: Floats, weights: Weights) -> Floats:
    """
    Cohen's kappa with weights, of two readers, from tables (..., k, k).

    Weights of agreement: 1 - d/(k-1) or 1 - (d/(k-1))^2 for categories d steps apart. Source:
    Cohen 1968, Psychol Bull 70:213.
    """
    k = tables.shape[-1]
    steps = np.abs(np.subtract.outer(np.arange(k), np.arange(k))) / max(1, k - 1)
    agreed = 1 - steps if weights == "linear" else 1 - steps**2
    shares = tables / tables.sum(axis=(-2, -1), keepdims=True)
    rows, columns = shares.sum(axis=-1), shares.sum(axis=-2)
    observed = (agreed * shares).sum(axis=(-2, -1))
    expected = (agreed * rows[..., :, None] * columns[..., None, :]).sum(axis=(-2, -1))
    expected = np.where(((rows + columns) > 0).sum(axis=-1) < 2, 1.0, expected)
    return _over(observed - expected, 1 - expected)


def icc_of_sums(squares: Floats, item_means: Floats, columns: Floats, n_items: Floats) -> Floats:
    """
    ICC(2,1) of measurements, every reader having read every item: two-way random effects,
    absolute agreement, one reader.

    `squares` sums all readings squared, `item_means` the squares of the means of items, `columns`
    (..., k) the readings of each reader. With them (MSR - MSE) / (MSR + (k-1) MSE +
    k (MSC - MSE)/n). Source: Shrout & Fleiss 1979, Psychol Bull 86:420.
    """
    k, n = columns.shape[-1], np.where(n_items > 1, n_items, np.nan)
    centre = n * k * (columns.sum(axis=-1) / (n * k)) ** 2
    rows = k * item_means - centre
    readers = (columns**2).sum(axis=-1) / n - centre
    error = np.maximum(squares - centre - rows - readers, 0.0) / ((n - 1) * (k - 1))
    between, readers = rows / (n - 1), readers / (k - 1)
    below = between + (k - 1) * error + k * (readers - error) / n
    flat = squares - centre < 1e-12 * np.maximum(1.0, squares)
    return np.asarray(np.where(flat, np.nan, _over(between - error, below)))


def _over(above: Floats, below: Floats) -> Floats:
    """The quotient; NaN for 0/0, which is what no variation comes to."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(below > 0, above / below, np.nan))


def draw_sums(
    by_patient: csr_array, draws: int = DRAWS, seed: int = SEED
) -> Iterator[NDArray[np.float64]]:
    """
    Sums over as many patients as there are, drawn with replacement, some draws at a time.

    `by_patient` has one row a patient; what is given has one row a draw. Source: Efron &
    Tibshirani 1993; patients as clusters: Field & Welsh 2007.
    """
    n_patients, width = by_patient.shape
    random, at_once = np.random.default_rng(seed), max(1, _CELLS // max(n_patients, width))
    for start in range(0, draws, at_once):
        size = min(at_once, draws - start)
        weights = np.empty((size, n_patients))
        for row in weights:  # one draw at a time: the stream does not depend on the chunk
            chosen = random.integers(0, n_patients, n_patients)
            row[:] = np.bincount(chosen, minlength=n_patients)
        yield np.asarray((by_patient.T @ weights.T).T)


def percentile_interval(found: Floats, level: float = 0.95) -> tuple[float, float] | None:
    """The middle `level` of the draws that are defined; None where more than half are not."""
    defined = found[np.isfinite(found)]
    if 2 * len(defined) < len(found) or not len(defined):
        return None
    tail = 50 * (1 - level)
    low, high = np.percentile(defined, [tail, 100 - tail])
    return float(low), float(high)
