"""A learning curve: an inverse power law through scores at growing training sizes (A5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Vector = NDArray[np.float64]
STEEPEST, FLATTEST = -5.0, -0.01
"""Where the exponent c is looked for."""
NEAR_BOUND = 1e-3
MIN_POINTS = 5
MAX_CONDITION = 1e12
_GRID: Vector = -np.geomspace(-FLATTEST, -STEEPEST, 400)


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """
    y(n) = (1 - a) - b n^c with what its uncertainty needs.

    `covariance` is s^2 (J'WJ)^-1 in the order a, b, c; s^2 = sum w r^2 / (m - 3).
    """

    a: float
    b: float
    c: float
    sigma: float
    n_points: int
    covariance: tuple[tuple[float, float, float], ...]
    condition: float
    """Of J'WJ with its columns scaled to length 1; above 1e12 nothing can be said."""

    @property
    def asymptote(self) -> float:
        """The score that ever more patients come near to."""
        return 1 - self.a

    @property
    def at_bound(self) -> bool:
        """The exponent lies at an end of the range that was searched."""
        return min(abs(self.c - STEEPEST), abs(self.c - FLATTEST)) <= NEAR_BOUND


@dataclass(frozen=True, slots=True)
class Predicted:
    """The curve at one size with half-widths of its intervals."""

    n: float
    score: float
    se: float
    confidence_half_width: float
    """Of the mean curve ..."""
    prediction_half_width: float
    """... and of one new point with the weight of the last observed one."""


def rank_weights(sizes: Sequence[float]) -> tuple[float, ...]:
    """Weight j/m for the j-th of m points by size. Source: Figueroa 2012, BMC MIDM 12:8."""
    order = sorted(range(len(sizes)), key=lambda index: sizes[index])
    weights = [0.0] * len(sizes)
    for place, index in enumerate(order, 1):
        weights[index] = place / len(sizes)
    return tuple(weights)


def precision_weights(deviations: Sequence[float], repeats: Sequence[float]) -> tuple[float, ...]:
    """repeats / sd^2, scaled so that the most precise point has 1."""
    if min(deviations) <= 0 or min(repeats) <= 0:
        raise ValueError("standard deviations and repeats are above 0")
    raw = [count / sd**2 for sd, count in zip(deviations, repeats, strict=True)]
    return tuple(weight / max(raw) for weight in raw)


def fit_power_law(
    sizes: Sequence[float], scores: Sequence[float], weights: Sequence[float]
) -> PowerLaw:
    """
    Weighted least squares with 0 <= a < 1, b > 0 and c from -5 to -0.01.

    For a given c the other two follow by linear least squares, so that c alone is searched: no
    starting values. Source: Figueroa 2012, BMC MIDM 12:8; Mukherjee 2003. Raises ValueError for
    fewer than five different sizes, scores outside 0 to 1, or a curve that does not rise.
    """
    x, y, w = (np.asarray(values, float) for values in (sizes, scores, weights))
    if len(set(sizes)) < MIN_POINTS:
        raise ValueError(f"a curve of three unknowns needs {MIN_POINTS} different training sizes")
    if x.min() < 1 or y.min() < 0 or y.max() > 1 or w.min() <= 0:
        raise ValueError("sizes are at least 1, scores lie between 0 and 1, weights above 0")
    scaled = x / x.max()
    c = _search(scaled, y, w)
    top, slope, loss = _linear(scaled, y, w, c)
    if slope <= 0:
        raise ValueError("the score does not rise with the training size")
    b = slope * float(x.max()) ** -c
    return _with_errors(1 - top, b, c, x, w, loss)


def predict(curve: PowerLaw, n: float, confidence: float = 0.95) -> Predicted:
    """
    Score at n training patients with the intervals of the delta method, t with m - 3 degrees.

    g = (-1, -n^c, -b n^c ln n); the prediction interval adds s^2 (weight 1).
    """
    power = n**curve.c
    g = np.array([-1.0, -power, -curve.b * power * np.log(n)])
    se = sqrt(max(0.0, float(g @ np.array(curve.covariance) @ g)))
    t = float(stdtrit(curve.n_points - 3, 0.5 + confidence / 2))
    score = curve.asymptote - curve.b * power
    return Predicted(n, score, se, t * se, t * sqrt(se**2 + curve.sigma**2))


def asymptote_half_width(curve: PowerLaw, confidence: float = 0.95) -> float:
    """Half-width of the interval of 1 - a."""
    t = float(stdtrit(curve.n_points - 3, 0.5 + confidence / 2))
    return t * sqrt(max(0.0, curve.covariance[0][0]))


def n_for_target(a: float, b: float, c: float, target: float) -> float | None:
    """Training size at which the curve meets the target; None where its asymptote is below."""
    if target >= 1 - a:
        return None
    return float(((1 - a - target) / b) ** (1 / c))


def bootstrap_predictions(
    curve: PowerLaw,
    sizes: Sequence[float],
    scores: Sequence[float],
    weights: Sequence[float],
    n: float,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 20_260_101,
) -> tuple[float, float]:
    """
    The interval of the score at n over residual bootstraps, by percentiles: a cross-check.

    Residuals are drawn as r sqrt w and the curve is fitted over a grid of c. Raises ValueError
    below eight points.
    """
    x, y, w = (np.asarray(values, float) for values in (sizes, scores, weights))
    if len(x) < 8:
        raise ValueError("a residual bootstrap needs eight points")
    fitted = curve.asymptote - curve.b * x**curve.c
    residuals = (y - fitted) * np.sqrt(w)
    drawn = np.random.default_rng(seed).choice(residuals - residuals.mean(), (draws, len(x)))
    tops, scale = fitted + drawn / np.sqrt(w), float(x.max())
    best, found = np.full(draws, np.inf), np.zeros(draws)
    for c in _GRID:
        top, slope, loss = _linear(x / scale, tops, w, float(c))
        better = np.asarray(loss) < best
        best = np.where(better, loss, best)
        found = np.where(better, top - slope * (n / scale) ** c, found)
    tail = 50 * (1 - confidence)
    low, high = np.percentile(found, [tail, 100 - tail])
    return float(low), float(high)


def _search(x: Vector, y: Vector, w: Vector) -> float:
    """The best exponent: over a grid first, so that no local minimum is taken for it."""

    def loss(c: float) -> float:
        return float(_linear(x, y, w, c)[2])

    best = int(np.argmin([loss(float(c)) for c in _GRID]))
    low = float(_GRID[min(len(_GRID) - 1, best + 1)])
    return _golden(loss, low, float(_GRID[max(0, best - 1)]))


def _golden(loss: Callable[[float], float], low: float, high: float) -> float:
    """The minimum between two places by golden section, to 1e-11."""
    part = (sqrt(5) - 1) / 2
    while high - low > 1e-11:
        left, right = high - part * (high - low), low + part * (high - low)
        low, high = (low, right) if loss(left) <= loss(right) else (left, high)
    return (low + high) / 2


def _linear(x: Vector, y: Vector, w: Vector, c: float) -> tuple[Any, Any, Any]:
    """Asymptote (at most 1), slope and loss at this c; `y` may hold one curve a row."""
    power = x**c
    total = w.sum()
    centre, level = (w @ power) / total, (y @ w) / total
    spread = w @ (power - centre) ** 2
    slope = -(y @ (w * (power - centre))) / spread
    top = level + slope * centre
    capped = np.minimum(top, 1.0)
    slope = np.where(top > 1.0, ((1.0 - y) @ (w * power)) / (w @ power**2), slope)
    fitted = np.expand_dims(capped, -1) - np.expand_dims(slope, -1) * power
    loss = ((y - fitted) ** 2) @ w
    return capped, slope, loss


def _with_errors(a: float, b: float, c: float, x: Vector, w: Vector, loss: float) -> PowerLaw:
    power = x**c
    jacobian = np.column_stack([-np.ones_like(x), -power, -b * power * np.log(x)])
    normal = jacobian.T @ (jacobian * w[:, None])
    lengths = np.sqrt(np.diag(normal))
    scaled = normal / np.outer(lengths, lengths)
    condition = float(np.linalg.cond(scaled))
    variance = float(loss) / (len(x) - 3)
    inverse = np.linalg.pinv(scaled) / np.outer(lengths, lengths)
    covariance = tuple(tuple(float(v) for v in row) for row in variance * inverse)
    return PowerLaw(float(a), float(b), c, sqrt(variance), len(x), covariance, condition)  # type: ignore[arg-type]
