"""Series of which slices are absent, told by SpacingBetweenSlices and by InstanceNumber."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit.checks import ALL_CHECKS
from audit.policy import Policy
from audit.profile.geometry import measure_geometry
from audit.scan.scanner import ScanOptions, scan
from audit.stats.geometry import whole_steps
from tests import records
from tests.profile.test_geometry import image, measured, only

BETWEEN, THICKNESS, NUMBER = "SpacingBetweenSlices", "SliceThickness", "InstanceNumber"
EVEN = [(0.0, 1), (10.0, 2), (20.0, 3), (30.0, 4)]
SKIPPING = [(0.0, 1), (10.0, 3), (20.0, 5), (30.0, 7)]
FALLING = [(0.0, 9), (10.0, 7), (20.0, 5), (30.0, 3)]


def rows_of(
    slices: list[tuple[float, int]], between: float | None, thickness: float | None, **more: Any
) -> list[dict[str, Any]]:
    """Images at places in mm, each with its InstanceNumber."""
    stated = {BETWEEN: between, THICKNESS: thickness}
    return [image(1, number, place, **stated, **more) for place, number in slices]


@pytest.mark.parametrize(
    ("distances", "unit", "expected"),
    [
        ([5.0, 5.0], 5.0, [1, 1]),
        ([5.0, 10.25], 5.0, [1, 2]),  # off by 5 % of 5 mm: at the limit
        ([5.0, 10.251], 5.0, None),
        ([5.0, 2.0], 5.0, None),  # shorter than what is stated
        ([2.4, 21.6, 4.8], 1.2, [2, 18, 4]),
        ([5.0, 5.0], 1e-300, None),
        ([5.0, 5.0], 5e-324, None),
    ],
)
def test_whole_multiples(distances: list[float], unit: float, expected: list[int] | None) -> None:
    found = whole_steps(distances, unit)
    assert (None if found is None else found.tolist()) == expected


@pytest.mark.parametrize(
    ("slices", "between", "thickness", "every", "told_by"),
    [
        (EVEN, 10.0, 4.0, 1, ()),  # as stated
        (EVEN, 5.0, 4.0, 2, (BETWEEN,)),
        (EVEN, -5.0, 4.0, 2, (BETWEEN,)),  # the sign is a direction
        (EVEN, 2.5, 4.0, 4, (BETWEEN,)),
        (EVEN, 4.0, 4.0, 1, ()),  # no whole multiple
        (EVEN, 20.0, 4.0, 1, ()),  # nearer than stated
        (EVEN, 5.0, 5.0, 1, ()),  # may be the gap: 5 + 5 is the distance
        (EVEN, 2.0, 8.0, 1, ()),  # the gap
        (EVEN, 5.0, None, 1, ()),  # may be the gap of slices of 5 mm
        (EVEN, 5.0, 10.0, 1, ()),  # the slices fill their distance
        (EVEN, 5.0, 9.8, 2, (BETWEEN,)),
        (SKIPPING, 5.0, 4.0, 2, (BETWEEN, NUMBER)),
        (FALLING, 5.0, 4.0, 2, (BETWEEN, NUMBER)),
        (SKIPPING, 5.0, 5.0, 2, (BETWEEN, NUMBER)),  # numbers decide against the gap
        (SKIPPING, 5.0, None, 2, (BETWEEN, NUMBER)),
        (SKIPPING, 5.0, 10.0, 2, (BETWEEN, NUMBER)),  # each second of overlapping slices
        (SKIPPING, 10.0, 5.0, 1, ()),  # numbers alone do not count
        (EVEN, None, 5.0, 1, ()),  # thin slices far apart are a protocol
        (SKIPPING, None, 5.0, 2, (THICKNESS, NUMBER)),
        (SKIPPING, None, 2.5, 1, ()),  # the numbers skip one slice, the distance three
        (EVEN, None, None, 1, ()),
    ],
)
def test_even_stacks(
    tmp_path: Path,
    slices: list[tuple[float, int]],
    between: float | None,
    thickness: float | None,
    every: int,
    told_by: tuple[str, ...],
) -> None:
    stack = only(measured(tmp_path, rows_of(slices, between, thickness)))
    assert (stack.every, stack.told_by) == (every, told_by)
    assert (stack.spacing, stack.max_deviation, stack.n_missing) == (10.0, 0.0, 0)


@pytest.mark.parametrize(
    ("slices", "between", "missing", "told_by"),
    [
        # One distance as stated confirms it; the median alone sees one slice less.
        ([(0, 1), (1.2, 2), (3.6, 3), (6, 4), (10.8, 5)], 1.2, 5, (BETWEEN,)),
        ([(0, 1), (2.4, 3), (6, 6), (10.8, 10)], 1.2, 6, (BETWEEN, NUMBER)),
        # All longer than stated, and the numbers do not skip: as the median tells.
        ([(0, 1), (2.4, 2), (4.8, 3), (9.6, 4)], 1.2, 1, ()),
        ([(0, 1), (2.4, 3), (4.8, 5), (9.6, 9)], None, 1, ()),
    ],
)
def test_uneven_stacks(
    tmp_path: Path,
    slices: list[tuple[float, int]],
    between: float | None,
    missing: int,
    told_by: tuple[str, ...],
) -> None:
    stack = only(measured(tmp_path, rows_of(slices, between, 1.0)))
    assert (stack.n_missing, stack.told_by, stack.every) == (missing, told_by, 1)


def test_numbers_that_another_echo_bears_are_not_skipped(tmp_path: Path) -> None:
    """Echoes that alternate slice by slice: each has every second number, and nothing is absent."""
    rows = []
    for echo, slices in ((10.0, SKIPPING), (20.0, [(z, n + 1) for z, n in SKIPPING])):
        rows += rows_of(slices, None, 5.0, Modality="MR", EchoTime=echo)
    stack = only(measured(tmp_path, rows))
    assert (stack.n_volumes, stack.every, stack.told_by) == (2, 1, ())


def test_the_sentence_of_the_rule(tmp_path: Path) -> None:
    facts = measured(tmp_path, rows_of(EVEN, 5.0, 4.0))
    (rule,) = (one for one in ALL_CHECKS if one.rule == "GEO010")
    (finding,) = rule.function(records.profile(geometry=facts), Policy())
    assert "regular at 10 mm where SpacingBetweenSlices says 5 mm: every second slice may be" in (
        finding.message
    )


GE, UIH = "neurolabusc+dcm_qa_ge", "neurolabusc+dcm_qa_uih"
CT, DEIDENT = "neurolabusc+dcm_qa_ct", "neurolabusc+dcm_qa_deident"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("folder", "rules"),
    [
        (f"{GE}/In/05_3D_Ax_T1_MP_RAGE_R22", {"GEO001", "GEO003", "GEO005"}),
        (f"{UIH}/In/DTI_132225/t1_gre_fsp_3d_sag__132750", {"GEO005", "GEO010"}),
        (f"{CT}/In/GE", {"GEO001", "GEO006"}),
        (f"{CT}/In/Philips/S21570/S2010", set()),
        (f"{DEIDENT}/In", set()),
    ],
)
def test_real_series(corpus: Path, tmp_path: Path, folder: str, rules: set[str]) -> None:
    table = scan([str(corpus / folder)], tmp_path, ScanOptions(jobs=1, key=b"k" * 32))
    profile = records.profile(geometry=measure_geometry(table))
    of_stacks = ("GEO001", "GEO002", "GEO003", "GEO004", "GEO006", "GEO010")
    judged = [one for one in ALL_CHECKS if one.rule in of_stacks]
    stated = [one for one in ALL_CHECKS if one.rule == "GEO005"]
    judged += stated if any(s.stated_off is not None for s in profile.geometry.stacks) else []
    assert {one.rule for one in judged if list(one.function(profile, Policy()))} == rules


@pytest.mark.corpus
def test_real_series_kept_in_part(corpus: Path, tmp_path: Path) -> None:
    """As `series.tsv` says: 13 of 130 slices (numbers 5 to 118), and each 16th of 160."""
    folders = [
        str(corpus / f"{GE}/In/05_3D_Ax_T1_MP_RAGE_R22"),
        str(corpus / f"{UIH}/In/DTI_132225"),
    ]
    table = scan(folders, tmp_path, ScanOptions(jobs=1, key=b"k" * 32))
    uneven, even = measure_geometry(table).stacks
    assert (uneven.n_slices, uneven.n_missing) == (13, 118 - 5 + 1 - 13)
    assert (even.n_slices, even.every, even.n_missing) == (10, 16, 0)
    assert np.isclose(even.spacing, 16.0, atol=1e-4)
