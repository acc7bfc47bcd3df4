from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.stats.geometry import (
    are_orthonormal,
    compare_spacing,
    different_positions,
    measure_shear,
    measure_spacing,
    missing_slices,
    project,
    slice_normal,
    straying,
)
from tests.stats.oracles import Oracle, read_oracle

AXIAL = (1.0, 0, 0, 0, 1.0, 0)
STACKS = ("B6.geom_regular", "B6.geom_gap", "B6.geom_jitter_0.5pct", "B6.geom_duplicate")


def places_of(oracle: Oracle) -> np.ndarray:
    positions = [(-100.0, -90.0, z) for z in oracle.inputs["z_mm"]]
    return project(positions, slice_normal(oracle.inputs["image_orientation"]))


@pytest.mark.corpus
@pytest.mark.parametrize("name", STACKS)
def test_spacing_against_reference(shared: Path, name: str) -> None:
    oracle = read_oracle(shared, name)
    places = places_of(oracle)
    found = measure_spacing(places)
    lost = missing_slices(np.diff(np.sort(places)), found.spacing)
    assert found.is_regular(oracle.inputs["rtol"]) is oracle.expected["regular"]
    assert found.spacing == oracle.near("median_spacing")
    assert found.max_deviation_of_all == oracle.near("max_rel_dev")
    assert found.n_duplicates == oracle.expected["n_duplicate_positions"]
    assert int(lost.sum()) == oracle.expected["n_missing"]


@pytest.mark.corpus
def test_tilt_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B6.geom_tilt")
    positions = oracle.inputs["positions"]
    normal = slice_normal(oracle.inputs["image_orientation"])
    shear = measure_shear(positions, normal)
    assert shear.by_slice == oracle.near("inplane_drift_per_slice_mm")
    assert shear.degrees == oracle.near("shear_deg")
    assert measure_spacing(project(positions, normal)).spacing == oracle.near("spacing")


@pytest.mark.corpus
def test_orientation_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B6.orientation_orthonormal")
    for name, expected in oracle.expected.items():
        assert are_orthonormal(oracle.inputs[name]).tolist() == [expected]


@pytest.mark.corpus
def test_spacing_conflict_against_reference(shared: Path) -> None:
    oracle = read_oracle(shared, "B6.spacing_conflict")
    given = oracle.inputs
    found = compare_spacing(
        given["slice_thickness"], given["spacing_between_slices"], given["measured_interval"]
    )
    assert found.conflict is oracle.expected["conflict"]
    assert found.gap_stored is oracle.expected["gap_misencoding_suspected"]


def test_an_oblique_stack_is_measured_along_its_normal() -> None:
    half, most = 0.5, np.sqrt(0.75)
    normal = slice_normal((1, 0, 0, 0, most, -half))
    positions = [n * 10 * np.array([0, half, most]) for n in (2, 0, 1)]
    found = measure_spacing(project(positions, normal))
    assert found.spacing == pytest.approx(10.0)
    assert positions[2][2] == pytest.approx(8.66, abs=0.001)  # what z alone would say


@pytest.mark.parametrize(
    ("ratio", "lost"), [(1.0, 0), (1.95, 1), (1.94, 0), (2.05, 1), (3.0, 2), (10.3, 0), (0.0, 0)]
)
def test_integer_rule_at_its_limits(ratio: float, lost: int) -> None:
    assert missing_slices([ratio * 4], 4.0).tolist() == [lost]


@pytest.mark.parametrize(("apart", "n"), [(0.0009, 2), (0.0011, 3)])
def test_same_position_at_its_limit(apart: float, n: int) -> None:
    distinct, numbers = different_positions([5.0, 0.0, 5.0 + apart])
    assert len(distinct) == n
    assert numbers.tolist() == ([1, 0, 1] if n == 2 else [1, 0, 2])


@pytest.mark.parametrize(
    ("cosines", "good"),
    [
        (AXIAL, True),
        ((1.00009, 0, 0, 0, 1, 0), True),
        ((1.00011, 0, 0, 0, 1, 0), False),
        ((1, 0, 0, 0.00009, 1, 0), True),
        ((1, 0, 0, 0.00011, 1, 0), False),
        ((0, 0, 0, 0, 0, 0), False),
        ((1e299, 0, 0, 1e299, -1e299, 0), False),
    ],
)
def test_right_angles_at_the_limit(cosines: tuple[float, ...], good: bool) -> None:
    assert are_orthonormal(cosines).tolist() == [good]


@pytest.mark.parametrize(
    ("thickness", "between", "conflict", "stored"),
    [
        (5.0, 6.0, False, False),
        (5.0, -6.0, False, False),
        (5.0, 6.06, False, False),
        (5.0, 6.07, True, False),
        (5.0, 1.0, True, True),
        (None, 1.0, True, False),
    ],
)
def test_spacing_conflict(
    thickness: float | None, between: float, conflict: bool, stored: bool
) -> None:
    found = compare_spacing(thickness, between, 6.0)
    assert (found.conflict, found.gap_stored) == (conflict, stored)


def test_shear_of_a_stack_given_in_any_order() -> None:
    normal = slice_normal(AXIAL)
    shear = measure_shear([(0, -1, 6), (0, 0, 0), (0, -0.5, 3)], normal)
    assert (shear.total, shear.by_slice) == pytest.approx((1.0, 0.5))
    assert shear.degrees == pytest.approx(9.462322208)
    assert measure_shear([(7, 7, 0), (7, 7, 3)], normal).degrees == 0.0


def test_straying_from_a_line() -> None:
    assert straying([(0, 0, 0), (0, 0.2, 3), (0, 0, 6)]) == pytest.approx(0.2)
    assert straying([(0, 0, 0), (0, 1, 3), (0, 2, 6)]) == pytest.approx(0.0)
    assert straying([(1, 1, 1)]) == 0.0


@pytest.mark.parametrize("cosines", [(1, 0, 0), (1, 0, 0, 1, 0, 0), (np.nan, 0, 0, 0, 1, 0)])
def test_no_plane_is_refused(cosines: tuple[float, ...]) -> None:
    with pytest.raises(ValueError):
        slice_normal(cosines)


def test_one_position_is_refused() -> None:
    normal = slice_normal(AXIAL)
    with pytest.raises(ValueError):
        measure_spacing([3.0, 3.0])
    with pytest.raises(ValueError):
        measure_shear([(0, 0, 3), (0, 0, 3)], normal)
