"""Fits the declared learning curve, and says what it does not support (statistics A5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from audit.profile.model.learning_curve import CurveAt, LearningCurve
from audit.profile.model.sample_declaration import CurvePoint, SampleDeclaration
from audit.stats.curve import (
    MAX_CONDITION,
    NEAR_BOUND,
    PowerLaw,
    asymptote_half_width,
    bootstrap_predictions,
    fit_power_law,
    n_for_target,
    precision_weights,
    predict,
    rank_weights,
)

REACH = 4
"""How many times the largest observed size a number may lie ahead."""
BOOTSTRAP_FROM = 8
_STEPS = 60
_BY_RANK = "j/m for the j-th of m points by size (Figueroa 2012)"
_BY_PRECISION = "repeats / sd^2, the largest set to 1"


@dataclass(frozen=True, slots=True)
class _Given:
    """The points as three rows of numbers."""

    sizes: tuple[float, ...]
    scores: tuple[float, ...]
    weights: tuple[float, ...]


def measure_curve(declared: SampleDeclaration, n_now: int | None) -> LearningCurve | None:
    """The curve of the declaration; `n_now` are the training patients. None where none is."""
    if not declared.curve:
        return None
    points = tuple(sorted(declared.curve, key=lambda point: (point.n_train, point.score)))
    weights, told = _weights(points)
    sure = declared.levels.confidence
    plain = LearningCurve("refused", "", declared.curve_metric, points, told, confidence=sure)
    given = _Given(tuple(p.n_train for p in points), tuple(p.score for p in points), weights)
    try:
        curve = fit_power_law(given.sizes, given.scores, given.weights)
    except ValueError as fault:
        return replace(plain, reason=str(fault))
    if curve.condition > MAX_CONDITION:
        return replace(plain, reason="the points do not determine the three unknowns of the curve")
    return _told(plain, curve, given, declared, n_now)


def _weights(points: tuple[CurvePoint, ...]) -> tuple[tuple[float, ...], str]:
    deviations = [p.sd for p in points if p.sd]
    repeats = [p.repeats for p in points if p.repeats]
    if len(deviations) == len(repeats) == len(points):
        return precision_weights(deviations, repeats), _BY_PRECISION
    return rank_weights([p.n_train for p in points]), _BY_RANK


def _told(
    plain: LearningCurve,
    curve: PowerLaw,
    given: _Given,
    declared: SampleDeclaration,
    n_now: int | None,
) -> LearningCurve:
    largest = max(given.sizes)
    reach, sure = int(REACH * largest), plain.confidence
    horizon = declared.horizon
    too_far = f"more than {REACH} times the largest observed size ({int(largest)}): not reported"
    needed, reason = _target(curve, declared.target_score, reach, too_far, sure)
    ahead = None if horizon is None or horizon > reach else _at(curve, horizon, sure)
    shown = [n for n in (n_now, horizon, needed, int(largest)) if n is not None and n <= reach]
    band = tuple(_band(curve, int(min(given.sizes)), max(shown), sure))
    boot = (
        bootstrap_predictions(curve, given.sizes, given.scores, given.weights, largest, sure)
        if len(given.sizes) >= BOOTSTRAP_FROM
        else None
    )
    return replace(
        plain,
        state="fitted",
        a=curve.a,
        b=curve.b,
        c=curve.c,
        asymptote_half_width=asymptote_half_width(curve, sure),
        warnings=tuple(_warnings(curve, given, (*band, *([ahead] if ahead else ())))),
        now=_at(curve, n_now, sure) if n_now and n_now <= reach else None,
        at_horizon=ahead,
        horizon_reason=too_far if horizon is not None and horizon > reach else "",
        target=declared.target_score,
        n_for_target=needed,
        target_reason=reason,
        bootstrap=boot,
        band=band,
    )


def _target(
    curve: PowerLaw, target: float | None, reach: int, too_far: str, sure: float
) -> tuple[int | None, str]:
    if target is None:
        return None, "no target score is declared"
    n = n_for_target(curve.a, curve.b, curve.c, target)
    if n is None:
        half = asymptote_half_width(curve, sure)
        return None, (
            f"target {target:g} is above the fitted asymptote {curve.asymptote:.3f} "
            f"(±{half:.3f}): more of the same data is not predicted to reach it"
        )
    return (None, too_far) if n > reach else (max(1, ceil(n)), "")


def _at(curve: PowerLaw, n: int, sure: float) -> CurveAt:
    told = predict(curve, n, sure)
    return CurveAt(n, told.score, told.confidence_half_width, told.prediction_half_width)


def _band(curve: PowerLaw, first: int, last: int, sure: float) -> Iterator[CurveAt]:
    sizes = {first, last, *(round(n) for n in np.geomspace(first, max(first, last), _STEPS))}
    yield from (_at(curve, n, sure) for n in sorted(sizes))


def _warnings(curve: PowerLaw, given: _Given, told: tuple[CurveAt, ...]) -> Iterator[str]:
    if any(b < a for a, b in zip(given.scores, given.scores[1:], strict=False)):
        yield "the score falls between two neighbouring sizes"
    if curve.at_bound:
        yield "the exponent lies at an end of the range that was searched"
    if curve.a <= NEAR_BOUND:
        yield "the fitted asymptote is 1, the end of its range: its interval means little"
    if any(one.score + one.confidence_half_width > 1 for one in told):
        yield "the interval reaches above a score of 1"
    if len(given.sizes) < 7:
        free = len(given.sizes) - 3
        yield f"{len(given.sizes)} points leave {free} degrees of freedom: wide intervals"
