from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.stats.curve import (
    asymptote_half_width,
    bootstrap_predictions,
    fit_power_law,
    n_for_target,
    precision_weights,
    predict,
    rank_weights,
)
from tests.stats.oracles import read_oracle

SIZES = (50.0, 100.0, 200.0, 400.0, 800.0, 1600.0, 3200.0, 6400.0)


def power(n: float, a: float, b: float, c: float) -> float:
    return 1 - a - b * n**c


@pytest.mark.parametrize("c", [-0.15, -0.5, -1.0, -2.5])
@pytest.mark.parametrize("a", [0.0, 0.1, 0.4])
def test_a_curve_without_noise_is_recovered(a: float, c: float) -> None:
    b = 0.3 * 50**-c
    scores = [power(n, a, b, c) for n in SIZES]
    found = fit_power_law(SIZES, scores, [1.0] * 8)
    assert (found.a, found.b, found.c) == pytest.approx((a, b, c), rel=1e-3, abs=1e-5)
    assert n_for_target(found.a, found.b, found.c, scores[3]) == pytest.approx(400, rel=1e-3)


def test_the_order_of_points_does_not_matter() -> None:
    scores = [0.70, 0.742, 0.801, 0.838, 0.872, 0.889, 0.903, 0.91]
    there = fit_power_law(SIZES, scores, rank_weights(SIZES))
    back = fit_power_law(SIZES[::-1], scores[::-1], rank_weights(SIZES[::-1]))
    assert there.c == pytest.approx(back.c, rel=1e-6)
    assert rank_weights([30, 10, 20]) == (1.0, 1 / 3, 2 / 3)


def test_an_asymptote_never_exceeds_one() -> None:
    scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
    found = fit_power_law(SIZES, scores, [1.0] * 8)
    assert found.a == pytest.approx(0)
    assert found.at_bound or found.c > -0.3


@pytest.mark.parametrize(
    ("sizes", "scores", "words"),
    [
        (SIZES[:4], [0.5, 0.6, 0.7, 0.8], "5 different"),
        ([100.0] * 6, [0.5, 0.6, 0.7, 0.8, 0.8, 0.8], "5 different"),
        (SIZES[:5], [50.0, 60.0, 70.0, 80.0, 85.0], "between 0 and 1"),
        (SIZES[:5], [0.8, 0.7, 0.65, 0.6, 0.55], "does not rise"),
    ],
)
def test_curves_that_are_refused(sizes: list[float], scores: list[float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fit_power_law(sizes, scores, [1.0] * len(sizes))


def test_weights_by_precision() -> None:
    assert precision_weights([0.02, 0.01], [5, 5]) == (0.25, 1.0)
    with pytest.raises(ValueError):
        precision_weights([0.0, 0.1], [5, 5])


def test_the_bootstrap_comes_near_the_delta_method() -> None:
    noise = np.random.default_rng(3).normal(0, 0.003, 8)
    scores = [power(n, 0.08, 1.5, -0.5) + e for n, e in zip(SIZES, noise, strict=True)]
    weights = [1.0] * 8
    curve = fit_power_law(SIZES, scores, weights)
    told = predict(curve, 12_800)
    low, high = bootstrap_predictions(curve, SIZES, scores, weights, 12_800)
    assert low < told.score < high
    assert 0.4 < (high - low) / (2 * told.confidence_half_width) < 1.2
    assert (low, high) == bootstrap_predictions(curve, SIZES, scores, weights, 12_800)
    with pytest.raises(ValueError):
        bootstrap_predictions(curve, SIZES[:7], scores[:7], weights[:7], 9000)


@pytest.mark.corpus
def test_a_curve_without_noise_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A5.powerlaw_exact")
    n = oracle.inputs["n"]
    found = fit_power_law(n, oracle.inputs["y"], rank_weights(n))
    for name in ("a", "b", "c", "asymptote"):
        assert getattr(found, name) == oracle.near(name)


@pytest.mark.corpus
def test_a_weighted_curve_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A5.powerlaw_weighted")
    given = oracle.inputs
    assert rank_weights(given["n"]) == pytest.approx(given["weights"], abs=1e-9)
    found = fit_power_law(given["n"], given["y"], given["weights"])
    for name in ("a", "b", "c", "sigma"):
        assert getattr(found, name) == oracle.near(name)
    told = predict(found, given["predict_n"])
    assert told.score == oracle.near("pred")
    assert told.se == oracle.near("pred_se")
    assert told.confidence_half_width == oracle.near("ci95_half_width")
    assert told.prediction_half_width == oracle.near("pi95_half_width_w1")
    size = n_for_target(found.a, found.b, found.c, given["target"])
    assert size == pytest.approx(oracle.expected["n_for_target"], rel=oracle.tolerance)
    # R gives the variance of the asymptote as 4.2705e-05; t with 3 degrees of freedom
    assert asymptote_half_width(found) == pytest.approx(3.18245 * 4.2705e-05**0.5, rel=1e-3)


@pytest.mark.corpus
def test_a_target_out_of_reach_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "A5.powerlaw_unreachable")
    given = oracle.inputs
    assert oracle.expected["reachable"] is False
    assert n_for_target(given["a"], given["b"], given["c"], given["target"]) is None
    assert 1 - given["a"] == oracle.near("asymptote")
