"""The declared learning curve: what is told of it and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from audit.profile.model.learning_curve import LearningCurve
from audit.profile.model.sample_declaration import CurvePoint, SampleDeclaration
from audit.profile.sample_curve import measure_curve

SIZES = (100, 200, 400, 800, 1600, 3200)
SCORES = (0.742, 0.801, 0.838, 0.872, 0.889, 0.903)


def curve(
    scores: tuple[float, ...] = SCORES,
    sizes: tuple[int, ...] = SIZES,
    now: int | None = 3000,
    **more: Any,
) -> LearningCurve:
    points = tuple(CurvePoint(n, y) for n, y in zip(sizes, scores, strict=True))
    found = measure_curve(SampleDeclaration(curve=points, **more), now)
    assert found is not None
    return found


def test_no_curve_declared_is_none() -> None:
    assert measure_curve(SampleDeclaration(), 100) is None


def test_the_curve_of_the_reference() -> None:
    found = curve(horizon=10_000, target_score=0.915)
    assert (found.state, found.warnings) == (
        "fitted",
        ("6 points leave 3 degrees of freedom: wide intervals",),
    )
    assert found.asymptote == pytest.approx(0.93555, abs=1e-4)
    assert found.at_horizon is not None
    assert found.at_horizon.score == pytest.approx(0.91765, abs=1e-4)
    assert found.at_horizon.confidence_half_width == pytest.approx(0.00901, abs=1e-4)
    assert found.n_for_target is not None
    assert 3200 < found.n_for_target <= 12_800
    assert found.now is not None
    assert found.now.n_train == 3000
    assert found.weights.startswith("j/m")
    assert found.band[0].n_train == 100
    assert found.band[-1].n_train == 10_000


@pytest.mark.parametrize(
    ("target", "words"),
    [(0.92, "more than 4 times"), (0.95, "above the fitted asymptote 0.936"), (None, "no target")],
)
def test_a_target_that_gets_no_number(target: float | None, words: str) -> None:
    found = curve(target_score=target)
    assert found.n_for_target is None
    assert words in found.target_reason


@pytest.mark.parametrize(("horizon", "told"), [(12_800, True), (12_801, False)])
def test_a_horizon_at_and_beyond_four_times(horizon: int, told: bool) -> None:
    found = curve(horizon=horizon)
    assert (found.at_horizon is not None) is told
    assert bool(found.horizon_reason) is not told


def test_curves_that_are_refused_say_why() -> None:
    few = curve(SCORES[:4], SIZES[:4])
    assert (few.state, few.a, few.band) == ("refused", None, ())
    assert "5 different training sizes" in few.reason
    assert "does not rise" in curve(SCORES[::-1]).reason


def test_warnings() -> None:
    dips = curve((0.742, 0.801, 0.79, 0.872, 0.889, 0.903))
    assert "the score falls between two neighbouring sizes" in dips.warnings
    straight = curve((0.5, 0.6, 0.7, 0.8, 0.9, 0.99))
    assert any("end of its range" in one for one in straight.warnings)
    assert any("above a score of 1" in one for one in straight.warnings)


def test_weights_by_precision_need_both_columns_everywhere() -> None:
    points = tuple(CurvePoint(n, y, 0.02, 5) for n, y in zip(SIZES, SCORES, strict=True))
    found = measure_curve(SampleDeclaration(curve=points), None)
    assert found is not None
    assert found.weights.startswith("repeats / sd^2")
    half = (*points[:-1], CurvePoint(3200, 0.903))
    found = measure_curve(SampleDeclaration(curve=half), None)
    assert found is not None
    assert found.weights.startswith("j/m")


def test_from_eight_points_on_a_bootstrap_stands_beside() -> None:
    sizes = (50, *SIZES, 6400)
    found = curve((0.66, *SCORES, 0.913), sizes)
    assert found.bootstrap is not None
    low, high = found.bootstrap
    assert low < 0.913 < high + 0.01
    assert curve().bootstrap is None
