"""Stacks and their gaps, on small real tables and on real series."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from audit.profile.geometry import measure_geometry
from audit.profile.model import Geometry
from audit.profile.model.geometry import Stack
from audit.scan.table import write_rows

AXIAL = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
CORONAL = [1.0, 0.0, 0.0, 0.0, 0.0, -1.0]
SR = "1.2.840.10008.5.1.4.1.1.88.11"
CLASSES = {"CT": "1.2.840.10008.5.1.4.1.1.2", "MR": "1.2.840.10008.5.1.4.1.1.4"}


def image(series: int, n: int, z: float | None, **more: Any) -> dict[str, Any]:
    modality = more.get("Modality", "CT")
    return {
        "PatientID": "p1",
        "StudyInstanceUID": "t1",
        "SeriesInstanceUID": f"e{series}",
        "SOPInstanceUID": f"i{series}.{n}",
        "Modality": modality,
        "SOPClassUID": CLASSES.get(modality, "1.2.840.10008.5.1.4.1.1.7"),
        "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
        "Rows": 512,
        "Columns": 512,
        "BitsStored": 12,
        "BitsAllocated": 16,
        "PixelSpacing": [0.7, 0.7],
        "InstanceNumber": n,
        "ImagePositionPatient": None if z is None else [-100.0, -90.0, z],
        "ImageOrientationPatient": None if z is None else AXIAL,
        **more,
    }


def slices(places: Iterable[float], series: int = 1, **more: Any) -> list[dict[str, Any]]:
    return [image(series, n, z, **more) for n, z in enumerate(places, 1)]


def measured(folder: Path, rows: Sequence[dict[str, Any]]) -> Geometry:
    table = write_rows(folder, rows)
    facts = measure_geometry(table)
    table.close()
    return facts


def only(geometry: Geometry) -> Stack:
    (stack,) = geometry.stacks
    return stack


@pytest.mark.parametrize(
    ("places", "smallest", "largest", "deviation", "missing", "duplicates"),
    [
        ((0, 3, 6, 9), 3.0, 3.0, 0.0, 0, 0),
        ((9, 0, 6, 3), 3.0, 3.0, 0.0, 0, 0),
        ((0, 3, 6, 12, 15), 3.0, 6.0, 1.0, 1, 0),
        ((0, 3, 6.015, 9), 2.985, 3.015, 0.005, 0, 0),
        ((0, 3, 3, 6), 3.0, 3.0, 0.0, 0, 1),
        ((0, 3, 6, 10.5, 13.5), 3.0, 4.5, 0.5, 0, 0),
    ],
)
def test_distances_of_one_stack(
    tmp_path: Path,
    places: tuple[float, ...],
    smallest: float,
    largest: float,
    deviation: float,
    missing: int,
    duplicates: int,
) -> None:
    stack = only(measured(tmp_path, slices(places)))
    assert (stack.series, stack.item, stack.modality) == (1, 1, "CT")
    assert stack.spacing == 3.0
    assert (stack.smallest, stack.largest, stack.max_deviation) == (smallest, largest, deviation)
    assert (stack.n_missing, stack.n_duplicates, stack.n_volumes) == (missing, duplicates, 1)


def test_thicker_slices_fill_their_gap(tmp_path: Path) -> None:
    """A protocol of 2.5 mm below and 5 mm above has lost nothing; the distances do change."""
    thin = slices((0, 2.5, 5, 7.5, 10), SliceThickness=2.5)
    thick = [image(1, 5 + n, 10 + 5.0 * n, SliceThickness=5.0) for n in (1, 2)]
    stack = only(measured(tmp_path, thin + thick))
    assert (stack.spacing, stack.largest) == (2.5, 5.0)
    assert stack.n_missing == 1  # the step from a thin to a thick slice is not filled by both
    assert stack.SliceThickness is None


def test_gantry_tilt(tmp_path: Path) -> None:
    rows = [
        image(1, n, 0, GantryDetectorTilt=-9.5) | {"ImagePositionPatient": [0.0, -0.5 * n, 3.0 * n]}
        for n in range(5)
    ]
    stack = only(measured(tmp_path, rows))
    assert stack.tilt_degrees == pytest.approx(math.degrees(math.atan(0.5 / 3)), abs=1e-6)
    assert stack.drift == pytest.approx(2.0)
    assert stack.GantryDetectorTilt == -9.5


def test_an_oblique_stack_is_not_tilted(tmp_path: Path) -> None:
    most = math.sqrt(0.75)
    rows = [
        image(1, n, 0)
        | {
            "ImagePositionPatient": [0.0, 5.0 * n, 10.0 * most * n],
            "ImageOrientationPatient": [1.0, 0.0, 0.0, 0.0, most, -0.5],
        }
        for n in range(4)
    ]
    stack = only(measured(tmp_path, rows))
    assert stack.spacing == pytest.approx(10.0)
    assert stack.tilt_degrees == pytest.approx(0.0, abs=1e-4)


VOLUMES: dict[str, list[Any]] = {
    "EchoTime": [10.0, 20.0],
    "EchoNumbers": [[1], [2]],
    "DiffusionBValue": [0.0, 800.0],
    "TemporalPositionIdentifier": [1, 2],
    "TriggerTime": [0.0, 35.0],
    "AcquisitionNumber": [1, 2],
    "ImageType": [["ORIGINAL", "PRIMARY", "M"], ["ORIGINAL", "PRIMARY", "P"]],
}


@pytest.mark.parametrize("keyword", sorted(VOLUMES))
def test_what_tells_volumes_apart(tmp_path: Path, keyword: str) -> None:
    """The second volume lacks a slice; taken together nothing would be seen to be missing."""
    first, second = VOLUMES[keyword]
    rows = slices((0, 3, 6, 9, 12), Modality="MR", **{keyword: first})
    for n, z in enumerate((0, 3, 9, 12), 6):
        rows.append(image(1, n, z, Modality="MR", **{keyword: second}))
    whole, lacking = measured(tmp_path, rows).stacks
    assert (whole.n_slices, whole.n_missing, whole.n_duplicates) == (5, 0, 0)
    assert (lacking.n_slices, lacking.n_missing, lacking.n_duplicates) == (4, 1, 0)


def test_equal_volumes_are_one_stack(tmp_path: Path) -> None:
    rows = [
        image(1, 10 * t + n, 3.0 * n, Modality="MR", TemporalPositionIdentifier=t)
        for t in range(4)
        for n in range(5)
    ]
    stack = only(measured(tmp_path, rows))
    assert (stack.n_slices, stack.n_volumes, stack.n_duplicates) == (5, 4, 0)


def test_repeats_without_a_word_are_volumes(tmp_path: Path) -> None:
    """As in fMRI: 15 positions 10 times, and TriggerTime changes from image to image."""
    rows = [
        image(1, 15 * t + n, 5.0 * n, Modality="MR", TriggerTime=100.0 * t + n)
        for t in range(10)
        for n in range(15)
    ]
    rows.append(image(1, 150, 0.0, Modality="MR", TriggerTime=1000.0))
    stack = only(measured(tmp_path, rows))
    assert (stack.n_slices, stack.n_volumes, stack.n_duplicates) == (15, 10, 0)


def test_a_series_sent_twice_holds_duplicates(tmp_path: Path) -> None:
    rows = slices((0, 3, 6, 9))
    again = [row | {"SOPInstanceUID": f"{row['SOPInstanceUID']}.1"} for row in rows]
    stack = only(measured(tmp_path, rows + again))
    assert (stack.n_volumes, stack.n_duplicates) == (2, 4)


@pytest.mark.parametrize("keyword", ["ImageType", "AcquisitionNumber"])
def test_slabs_on_each_other_are_one_volume(tmp_path: Path, keyword: str) -> None:
    """The gap between the slabs would be lost if each were judged alone."""
    first, second = VOLUMES[keyword]
    rows = slices((0, 3, 6), **{keyword: first})
    rows += [image(1, 3 + n, z, **{keyword: second}) for n, z in enumerate((16, 19, 22), 1)]
    stack = only(measured(tmp_path, rows))
    assert (stack.n_slices, stack.largest) == (6, 10.0)


def test_interleaved_acquisitions(tmp_path: Path) -> None:
    rows = slices((0, 5, 10, 15), AcquisitionNumber=1)
    rows += [image(1, 4 + n, z, AcquisitionNumber=2) for n, z in enumerate((2, 7, 12, 17), 1)]
    found = measured(tmp_path, rows).stacks
    assert [(stack.n_slices, stack.n_volumes, stack.max_deviation) for stack in found] == [
        (4, 1, 0.0),
        (4, 1, 0.0),
    ]


def test_each_orientation_is_a_stack(tmp_path: Path) -> None:
    """Slabs along the spine, each with its own angle."""
    turned = [1.0, 0.0, 0.0, 0.0, math.cos(0.3), -math.sin(0.3)]
    rows = slices((0, 4, 8))
    for n in range(3):
        place = [0.0, 4 * n * math.sin(0.3), 50 + 4 * n * math.cos(0.3)]
        rows.append(
            image(1, 4 + n, 0) | {"ImagePositionPatient": place, "ImageOrientationPatient": turned}
        )
    assert [stack.spacing for stack in measured(tmp_path, rows).stacks] == pytest.approx([4, 4])


def survey() -> list[dict[str, Any]]:
    rows = slices((0, 10, 20))
    for n in range(3):
        place = [0.0, 10.0 * n, 0.0]
        rows.append(
            image(1, 4 + n, 0) | {"ImagePositionPatient": place, "ImageOrientationPatient": CORONAL}
        )
    return rows


ENHANCED = {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.2.1", "ImagePositionPatient": [0.0, 0.0, 0.0]}
NOT_STACKS: list[tuple[str, list[dict[str, Any]]]] = [
    ("localizer", slices((0, 30, 31), ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])),
    ("mosaic: many slices in one image", slices((0, 1, 5), ImageType=["A", "B", "MOSAIC"])),
    ("images in several planes", survey()),
    ("fewer than 3 positions", slices((0, 3))),
    ("fewer than 3 positions", slices((0, 0, 3))),
    ("no position or orientation", [image(1, n, None) for n in range(4)]),
    ("an image without position or orientation", [*slices((0, 3, 6)), image(1, 4, None)]),
    ("an image without position or orientation", slices((0, 3, 6, 1e299))),
    (
        "no position or orientation",
        slices((0, 3, 6), ImageOrientationPatient=[1e299, 0.0, 0.0, 0.0, 1e299, 0.0]),
    ),
    ("fewer than 3 parallel slices", slices((0, 3, 6), ImageOrientationPatient=[0.0] * 6)),
    (
        "frames without positions of their own",
        [image(1, 1, 0, **ENHANCED, NumberOfFrames=3, frame_positions=[1e299] * 9)],
    ),
    ("only pictures of a screen", slices((0, 3, 9), SOPClassUID="1.2.840.10008.5.1.4.1.1.7")),
    ("frames without positions of their own", [image(1, 1, 0, **ENHANCED, NumberOfFrames=5)]),
    (
        "frames whose planes are not known",
        [image(1, 1, 0, **ENHANCED, NumberOfFrames=4,
               frame_positions=[0.0, 0, 0, 0, 0, 5, 0, 9, 0, 0, 0, 10])],
    ),
    (
        "fewer than 3 parallel slices",
        [image(1, n, 3.0 * n) | {"ImageOrientationPatient": [1.0, 0, 0, 0, math.cos(n / 5),
                                                             math.sin(n / 5)]} for n in range(4)],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "rows"), NOT_STACKS)
def test_what_is_no_stack_says_why(tmp_path: Path, reason: str, rows: list[dict[str, Any]]) -> None:
    facts = measured(tmp_path, rows)
    assert facts.stacks == ()
    assert facts.n_not_stackable == 1
    (modality,) = facts.modalities
    assert (modality.n_series, modality.n_stacked) == (1, 0)
    assert modality.not_stackable == ((reason, 1),)


def test_a_capture_beside_slices_does_not_stop_them(tmp_path: Path) -> None:
    capture = image(1, 4, None, SOPClassUID="1.2.840.10008.5.1.4.1.1.7", Rows=600)
    facts = measured(tmp_path, [*slices((0, 3, 6)), capture])
    assert only(facts).n_slices == 3
    assert facts.mixed_matrix.numbers == (1,)


def test_frames_of_one_object(tmp_path: Path) -> None:
    places = [value for n in (0, 1, 2, 4) for value in (0.0, 0.0, 2.5 * n)]
    row = image(1, 1, 0, **ENHANCED, NumberOfFrames=8, frame_positions=places * 2)
    plain = slices((0, 1, 2), series=2)
    framed, other = measured(tmp_path, [row, *plain]).stacks
    assert (framed.n_slices, framed.n_volumes, framed.n_missing) == (4, 2, 1)
    assert (framed.spacing, framed.largest) == (2.5, 5.0)
    assert (other.series, other.item, other.spacing) == (2, 2, 1.0)
