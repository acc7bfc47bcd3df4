"""Annotations of small datasets, scanned and measured: what is planted is found, and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.profile.annotations import measure_annotations
from audit.profile.model import AnnotationFacts
from audit.profile.model.annotations import Links
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable
from tests import annotations as make
from tests.factories import instance

KEY = b"k" * 32
IMAGES = [instance(n=n) for n in (1, 2, 3)]
OTHERS = [instance(patient=2, n=n) for n in (1, 2)]


def scanned(folder: Path, files: dict[str, bytes]) -> HeaderTable:
    data, work = folder / "data", folder / "work"
    work.mkdir(parents=True)
    for name, content in files.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return scan([str(data)], work, ScanOptions(jobs=1, key=KEY, annotations=True))


def measured(folder: Path, *objects: bytes, images: Any = None, **files: bytes) -> AnnotationFacts:
    """Images, objects, and files whose names have `_` for the dot and `__` for the slash."""
    those = [*IMAGES, *OTHERS] if images is None else images
    named = {f"images/{n}.dcm": content for n, content in enumerate(those, 1)}
    named |= {f"objects/{n}.dcm": content for n, content in enumerate(objects, 1)}
    named |= {k.replace("__", "/").replace("_", "."): content for k, content in files.items()}
    table = scanned(folder, named)
    facts = measure_annotations(table, None)
    table.close()
    return facts


def test_all_kinds_are_counted_with_their_parts(tmp_path: Path) -> None:
    facts = measured(
        tmp_path, make.segmentation(IMAGES), make.structure_set(IMAGES), make.report(IMAGES)
    )
    assert facts.kinds.counts == (("SEG", 1), ("RTSTRUCT", 1), ("SR", 1))
    assert facts.templates.counts == (("1500", 1),)
    by_unit = {one.unit: one for one in facts.parts}
    assert set(by_unit) == {"segment", "region", "finding"}
    segment, region, finding = by_unit["segment"], by_unit["region"], by_unit["finding"]
    assert (segment.n, segment.n_coded, segment.n_public, segment.n_empty) == (2, 2, 2, 1)
    assert [name for name, _ in segment.codes.counts] == ["Liver",
                                                          "Nodule"]  # fmt: skip
    assert (region.n, region.n_coded, region.n_text_only, region.n_empty) == (2, 0, 2, 1)
    assert (region.algorithms.counts, region.algorithms.absent) == ((("AUTOMATIC", 1),), 1)
    assert (finding.n, finding.n_coded, finding.n_text_only, finding.n_sized) == (2, 1, 1, 0)
    assert facts.observers == (("RTSTRUCT", 0, 1), ("SEG", 1, 1), ("SR", 1, 1))
    assert len(facts.without_observer) == len(region.empty) == len(region.without_algorithm) == 1
    assert not facts.unread


def test_references_that_are_held(tmp_path: Path) -> None:
    facts = measured(tmp_path, make.segmentation(IMAGES), make.structure_set(IMAGES))
    assert facts.links == (
        Links("RTSTRUCT", 1, 3, 3, 0, 0, 3, 0),
        Links("SEG", 1, 3, 3, 0, 0, 3, 0),
    )
    assert not (facts.dangling or facts.not_held or facts.other_patient)
    assert (facts.frames.n_judged, len(facts.frames.differing)) == (2, 0)
    assert [(one.keyword, one.n_judged, len(one.differing)) for one in facts.grids] == [
        ("Rows", 1, 0), ("PixelSpacing", 1, 0), ("ImageOrientationPatient", 1, 0),
    ]  # fmt: skip
    # the structure set draws on its first image only, the segmentation on all
    assert (facts.n_images, facts.n_images_annotated) == (5, 3)
    assert (facts.n_patients, facts.n_patients_annotated) == (2, 1)
    assert not facts.several


def test_an_image_lost_from_its_series_and_a_series_that_is_not_here(tmp_path: Path) -> None:
    elsewhere = [instance(series=9)]
    facts = measured(
        tmp_path,
        make.segmentation(IMAGES),
        make.segmentation(elsewhere),
        images=IMAGES[:2],
    )
    assert facts.links == (Links("SEG", 2, 4, 2, 1, 1, 2, 0),)
    assert len(facts.dangling) == len(facts.not_held) == 1
    assert facts.dangling.items != facts.not_held.items
    assert facts.n_linked == 2


@pytest.mark.parametrize("keyword", ["PredecessorDocumentsSequence", "IdenticalDocumentsSequence"])
def test_another_version_of_a_document_is_no_annotated_image(keyword: str, tmp_path: Path) -> None:
    first = make.read(make.report(IMAGES))
    named = make.item(ReferencedSOPClassUID=first.SOPClassUID, ReferencedSOPInstanceUID="1.2.3.4")
    series = make.item(SeriesInstanceUID=first.SeriesInstanceUID, ReferencedSOPSequence=[named])
    study = make.item(StudyInstanceUID=first.StudyInstanceUID, ReferencedSeriesSequence=[series])
    facts = measured(tmp_path, make.report(IMAGES, **{keyword: [study]}))
    assert facts.links == (Links("SR", 1, 1, 1, 0, 0, 1, 0),)
    assert not (facts.dangling or facts.not_held)
    lost = measured(tmp_path / "lost", make.report(IMAGES), images=IMAGES[1:])
    assert len(lost.dangling) == 1, "of an image that is lost it is said still"


def test_an_object_of_another_patient(tmp_path: Path) -> None:
    facts = measured(tmp_path, make.segmentation(IMAGES, PatientID="P002"))
    assert (len(facts.other_patient), facts.n_compared) == (1, 1)
    assert facts.links[0].n_other_patient == 3


def test_an_object_without_patient_is_not_compared(tmp_path: Path) -> None:
    facts = measured(tmp_path, make.segmentation(IMAGES, PatientID=None))
    assert (len(facts.other_patient), facts.n_compared) == (0, 0)


@pytest.mark.parametrize("factory", [make.segmentation, make.structure_set])
def test_another_frame_of_reference(factory: Callable[..., bytes], tmp_path: Path) -> None:
    moved = [instance(n=n, FrameOfReferenceUID="1.2.3") for n in (1, 2, 3)]
    facts = measured(tmp_path, factory(moved))
    assert (facts.frames.n_judged, len(facts.frames.differing)) == (1, 1)


def test_a_frame_of_reference_that_is_not_there_is_not_judged(tmp_path: Path) -> None:
    images = [instance(n=n, FrameOfReferenceUID=None) for n in (1, 2, 3)]
    facts = measured(tmp_path, make.segmentation(IMAGES), images=images)
    assert (facts.frames.n_objects, facts.frames.n_judged) == (1, 0)


@pytest.mark.parametrize(("spacing", "differs"), [(["0.7", "0.7"], False), (["0.71", "0.7"], True)])
def test_another_spacing(spacing: list[str], differs: bool, tmp_path: Path) -> None:
    images = [instance(n=n, PixelSpacing=["0.7", "0.7"]) for n in (1, 2)]
    other = [instance(n=n, PixelSpacing=spacing) for n in (1, 2)]
    facts = measured(tmp_path, make.segmentation(other), images=images)
    assert [bool(one.differing) for one in facts.grids] == [False, differs, False]


def test_another_matrix_and_orientation(tmp_path: Path) -> None:
    plane = make.item(ImageOrientationPatient=["1", "0", "0", "0", "0.98", "0.2"])
    shared = make.item(PlaneOrientationSequence=[plane])
    facts = measured(
        tmp_path, make.segmentation(IMAGES, Rows=7, SharedFunctionalGroupsSequence=[shared])
    )
    assert [(one.n_judged, len(one.differing)) for one in facts.grids] == [(1, 1), (0, 0), (1, 1)]


@pytest.mark.parametrize(
    ("changes", "n_sized", "n_empty"),
    [
        ({}, 2, 1),
        ({"frames": (1, 2)}, 2, 0),
        ({"SegmentationType": "LABELMAP"}, 0, 0),
        ({"PerFrameFunctionalGroupsSequence": None, "DimensionOrganizationType": "TILED_FULL"}, 0,
         0),
    ],
)  # fmt: skip
def test_segments_that_no_frame_refers_to(
    changes: dict[str, Any], n_sized: int, n_empty: int, tmp_path: Path
) -> None:
    (segment,) = measured(tmp_path, make.segmentation(IMAGES, **changes)).parts
    assert (segment.n, segment.n_sized, segment.n_empty) == (2, n_sized, n_empty)


def test_images_annotated_by_several_objects(tmp_path: Path) -> None:
    recoded = [make.item(SegmentNumber=1, SegmentedPropertyTypeCodeSequence=code)
               for code in [make.code("10200004")]]  # fmt: skip
    facts = measured(
        tmp_path,
        make.segmentation(IMAGES, n=1),
        make.segmentation(IMAGES[:2], n=2),
        make.segmentation(IMAGES[:1], n=3),
        make.segmentation(OTHERS[:1], n=1),
        make.segmentation(OTHERS[:1], n=2, SegmentSequence=recoded),
    )
    assert (len(facts.several), facts.n_several_alike) == (3, 2)


def test_a_second_copy_counts_once(tmp_path: Path) -> None:
    facts = measured(tmp_path, make.segmentation(IMAGES), make.segmentation(IMAGES))
    assert facts.kinds.total == 1
    assert not facts.several


def test_an_object_cut_in_two_is_read_in_part(tmp_path: Path) -> None:
    whole = make.structure_set(IMAGES)
    facts = measured(tmp_path, whole[: len(whole) - 20])
    (unread,) = facts.unread
    assert (unread.kind, unread.code, unread.partly) == ("RTSTRUCT", "truncated", True)
    assert len(unread.subjects) == 1
