"""Geometry by series: stated spacing, counts, odd orientations, and the real series."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.geometry import measure_geometry
from audit.profile.model.geometry import Stack
from audit.scan.keywords import column_index, columns
from audit.scan.scanner import ScanOptions, scan
from tests.profile.test_geometry import SR, image, measured, only, slices


@pytest.mark.parametrize(
    ("thickness", "between", "off", "stored"),
    [
        (5.0, 6.0, 0.0, False),
        (5.0, 1.0, 5.0, True),
        (None, 3.0, 3.0, False),
        (5.0, None, None, False),
    ],
)
def test_stated_spacing(
    tmp_path: Path, thickness: float | None, between: float | None, off: float | None, stored: bool
) -> None:
    rows = slices((0, 6, 12), SliceThickness=thickness, SpacingBetweenSlices=between)
    stack = only(measured(tmp_path, rows))
    assert (stack.SpacingBetweenSlices, stack.stated_off, stack.gap_stored) == (
        between,
        off,
        stored,
    )


def test_counts_by_series(tmp_path: Path) -> None:
    rows = [
        *slices((0, 3, 6)),
        image(2, 1, 0, Rows=256, PixelSpacing=None),
        image(2, 3, 3, Rows=128, PixelSpacing=None),
        image(3, 1, None, Modality="DX", PixelSpacing=None, ImagerPixelSpacing=[0.2, 0.1],
              NumberOfFrames=7),
    ]  # fmt: skip
    facts = measured(tmp_path, rows)
    assert facts.matrix.counts == (("512 x 512", 2), ("128 x 512", 1), ("256 x 512", 1))
    assert facts.bits.counts == (("12/16", 3),)
    assert (facts.n_images, facts.n_image_series) == (12, 3)
    assert facts.images_by_series is not None
    assert (facts.images_by_series.minimum, facts.images_by_series.maximum) == (2, 7)
    assert [(m, k, s.n, s.median) for m, k, s in facts.in_plane] == [
        ("CT", "PixelSpacing", 1, 0.7),
        ("DX", "ImagerPixelSpacing", 1, 0.2),
    ]
    assert [(m, s.n, s.median) for m, s in facts.through_plane] == [("CT", 1, 3.0)]
    assert (facts.n_series_with_spacing, facts.n_series_for_spacing) == (1, 2)
    assert facts.instance_number_gaps.numbers == (2,)
    assert (facts.mixed_matrix.numbers, facts.mixed_matrix.items) == ((2,), (4,))
    (ct,) = facts.modalities
    assert (ct.without_spacing.numbers, ct.mixed_matrix.numbers) == ((2,), (2,))


def test_unknown_spacing_is_not_absent(tmp_path: Path) -> None:
    row = image(1, 1, 0, PixelSpacing=None, status="partial", codes=["truncated"])
    letters = ["a" if row.get(column.keyword) is None else "p" for column in columns()]
    letters[column_index()["PixelSpacing"]] = "u"
    facts = measured(tmp_path, [row | {"states": "".join(letters)}, image(2, 1, 0)])
    assert (facts.n_series_with_spacing, facts.n_series_for_spacing) == (1, 1)


def test_skewed_orientation(tmp_path: Path) -> None:
    bent = [1.0, 0.0, 0.0, 0.0, 0.98, 0.0]
    rows = slices((0, 3, 6)) + slices((0, 3, 6), series=2, ImageOrientationPatient=bent)
    (ct,) = measured(tmp_path, rows).modalities
    assert (ct.n_with_orientation, ct.skewed.numbers, ct.skewed.items) == (2, (2,), (4,))


def test_a_table_without_images(tmp_path: Path) -> None:
    facts = measured(tmp_path, [{"Modality": "SR", "SOPClassUID": SR, "SeriesInstanceUID": "e1"}])
    assert (facts.n_images, facts.n_image_series, facts.stacks) == (0, 0, ())
    assert facts.images_by_series is None
    assert facts.modalities == ()


REAL = (
    "neurolabusc+dcm_qa_ct/In",
    "neurolabusc+dcm_qa_deident/In",
    "neurolabusc+dcm_qa_nih/In/20180918GE",
    "neurolabusc+dcm_qa_ge/In/01_Ax_DWI_TENSOR_R2",
    "neurolabusc+dcm_qa_ge/In/SliceTimingMPh",
    "neurolabusc+dcm_qa_agfa",
)


@pytest.fixture(scope="module")
def real(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Stack]]:
    """The stacks under each of the folders."""
    sources = [str(corpus / folder) for folder in REAL]
    table = scan(sources, tmp_path_factory.mktemp("scan"), ScanOptions(jobs=1, key=b"k" * 32))
    source_of = dict(table.rows("select item, source from headers"))
    numbers = sorted(set(source_of.values()))
    found: dict[str, list[Stack]] = {folder: [] for folder in REAL}
    for stack in measure_geometry(table).stacks:
        found[REAL[numbers.index(source_of[stack.item])]].append(stack)
    table.close()
    return found


@pytest.mark.corpus
def test_real_ct_with_gaps_and_tilt(real: dict[str, list[Stack]]) -> None:
    tilted, straight = sorted(real["neurolabusc+dcm_qa_ct/In"], key=lambda s: -s.max_deviation)
    assert (tilted.n_slices, tilted.n_missing, tilted.n_duplicates) == (28, 0, 0)
    assert (tilted.smallest, tilted.largest) == pytest.approx((1.081, 6.999), abs=0.001)
    assert tilted.spacing == pytest.approx(4.002, abs=0.001)
    assert (tilted.tilt_degrees, tilted.GantryDetectorTilt) == pytest.approx((18.5, 18.5), abs=1e-3)
    assert (straight.n_slices, straight.spacing) == (28, 5.0)
    assert straight.max_deviation < 0.001
    assert straight.tilt_degrees < 0.01
    assert straight.stated_off == pytest.approx(0.0, abs=0.001)


@pytest.mark.corpus
def test_real_regular_mr(real: dict[str, list[Stack]]) -> None:
    (stack,) = real["neurolabusc+dcm_qa_deident/In"]
    assert (stack.n_slices, stack.n_missing, stack.n_duplicates) == (196, 0, 0)
    assert stack.spacing == pytest.approx(1.2, abs=0.001)
    assert stack.max_deviation < 0.001
    assert stack.stated_off == pytest.approx(0.0, abs=0.001)


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("folder", "stacks"),
    [
        ("neurolabusc+dcm_qa_nih/In/20180918GE", [(15, 10), (15, 2)]),
        ("neurolabusc+dcm_qa_ge/In/01_Ax_DWI_TENSOR_R2", []),  # two positions
        ("neurolabusc+dcm_qa_ge/In/SliceTimingMPh", [(10, 10)]),
        ("neurolabusc+dcm_qa_agfa", [(25, 4), (25, 4)]),
    ],
)
def test_real_series_in_time(
    real: dict[str, list[Stack]], folder: str, stacks: list[tuple[int, int]]
) -> None:
    assert [(stack.n_slices, stack.n_volumes) for stack in real[folder]] == stacks
    assert sum(stack.n_duplicates + stack.n_missing for stack in real[folder]) == 0
    assert all(stack.max_deviation < 0.001 for stack in real[folder])
