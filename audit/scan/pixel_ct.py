"""Stored values of one CT frame in figures, without padding: what HU are judged by."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BIN = 10.0
"""HU that one bin of the histogram holds."""
LEAST_SHARE = 0.01
"""Of the pixels of a frame, those that a peak needs in its three bins: less is noise."""
FEWEST = 256
"""Pixels below which a frame has no histogram worth the name."""
MOST_BINS = 20_000


class CtFacts(NamedTuple):
    """Stored values, not HU: slope and intercept are the header's."""

    minimum: float
    median: float
    maximum: float
    low_mode: float | None
    """The commonest value in the lowest peak: air, where a patient is imaged."""


def measure_ct(
    frame: NDArray[Any], padding: tuple[float, float] | None, slope: float
) -> CtFacts | None:
    """
    `padding` are the stored values between which nothing was measured; None where all is padding
    or no finite number.

    The lowest peak is the lowest bin that holds no less than its neighbours and, with them, a
    share of the frame. Source: statistics B7, a convention of ours.
    """
    values = frame.reshape(-1)
    if padding is not None:
        low, high = padding
        values = values[(values < low) | (values > high)]
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
    if not values.size:
        return None
    minimum, maximum = float(values.min()), float(values.max())
    mode = _low_mode(values, minimum, maximum, max(1.0, BIN / abs(slope)) if slope else BIN)
    return CtFacts(minimum, float(np.median(values)), maximum, mode)


def _low_mode(values: NDArray[Any], low: float, high: float, width: float) -> float | None:
    if values.size < FEWEST or (high - low) // width >= MOST_BINS:
        return None
    n_bins = int((high - low) // width) + 1
    places = ((values.astype(np.float64) - low) // width).astype(np.int64)
    counts = np.bincount(places, minlength=n_bins)
    left, right = np.append(0, counts[:-1]), np.append(counts[1:], 0)
    around = left + counts + right
    peaks = (counts >= left) & (counts >= right) & (around >= LEAST_SHARE * values.size)
    found = np.flatnonzero(peaks)
    if not found.size:
        return None
    peak = values[np.abs(places - found[0]) <= 1]
    each, n_each = np.unique(peak, return_counts=True)
    return float(each[n_each.argmax()])
