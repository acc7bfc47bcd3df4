"""Annotations of small datasets, scanned and measured: what is planted is found, and no more."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.label_spec import LabelOptions
from audit.profile.annotations import measure_annotations
from audit.profile.classes import measure_classes
from audit.profile.model import AnnotationFacts
from audit.profile.model.annotations import NO_ANNOTATIONS, Links
from audit.profile.places import locate_instances
from audit.scan.cohort import LabelTable, read_labels
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import HeaderTable, write_rows
from tests import annotations as make
from tests.factories import instance

SHARED = os.environ.get("DICOM_AUDIT_SHARED")
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


def test_aim_beside_the_images(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        aim__good_xml=make.aim(IMAGES[0], person="p001 "),
        aim__broken_xml=make.aim(IMAGES[0])[:-40],
        aim__other_xml=make.aim(OTHERS[0], person="P001"),
        aim__lost_xml=make.aim(IMAGES[0], target="1.2.3.4"),
        page_xml=b"<html/>",
    )
    assert facts.kinds.counts == (("AIM", 4),)
    assert facts.links == (Links("AIM", 3, 3, 2, 1, 0, 2, 1),)
    (unread,) = facts.unread
    assert (unread.kind, unread.code, unread.partly) == ("AIM", "aim-invalid", False)
    assert (len(facts.dangling), len(facts.other_patient)) == (1, 1)
    assert facts.n_images_annotated == 2
    assert facts.observers == (("AIM", 3, 3),)


def test_coco_names_images_by_file(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        images__a_json=make.coco(["1.png", "2.dcm"], 1, 2, 9),
        b_json=make.coco(["images/3.dcm", "nowhere.png"], 1),
        other_json=b"{}",
    )
    assert facts.kinds.counts == (("COCO", 2),)
    assert facts.links == (Links("COCO", 2, 4, 3, 0, 1, 0, 0),)
    assert (facts.n_broken, len(facts.dangling), len(facts.not_held)) == (1, 1, 1)
    assert facts.n_images_annotated == 3
    (category,) = facts.parts
    assert (category.n, category.n_sized, category.n_empty) == (4, 4, 2)


def test_coco_names_neither_itself_nor_one_of_two(tmp_path: Path) -> None:
    facts = measured(
        tmp_path,
        a__1_json=make.coco(["1.png", "twice.png"], 1, 2),
        a__twice_dcm=instance(patient=3),
        b__twice_dcm=instance(patient=4),
        c__2_json=make.coco(["elsewhere/twice.png"], 1),
        images=[instance(patient=5)],
    )
    # `1.png` is images/1.dcm, by its name alone; `twice.png` lies beside its own file
    assert facts.links == (Links("COCO", 2, 3, 2, 0, 1, 0, 0),)


def test_images_that_point_to_images_are_not_opened(tmp_path: Path) -> None:
    capture = instance(
        n=9, SOPClassUID="1.2.840.10008.5.1.4.1.1.7", Modality="OT",
        ReferencedImageSequence=[make.named(make.read(IMAGES[0]))],
    )  # fmt: skip
    facts = measured(tmp_path, capture)
    assert (facts.kinds.total, facts.links) == (0, ())


def test_nifti_masks_and_volumes(tmp_path: Path) -> None:
    facts = measured(
        tmp_path, a_nii=make.nifti(1002), b_nii_gz=make.nifti(packed=True), c_nii=b"", d_nii=b"x"
    )
    assert facts.kinds.counts == (("NIfTI", 4),)
    assert {one.unit: one.n for one in facts.parts} == {"mask": 1, "volume": 1}
    assert [(one.code, len(one.subjects)) for one in facts.unread] == [("nifti-invalid", 2)]


def test_each_file_stays_accounted_for_once(tmp_path: Path) -> None:
    table = scanned(tmp_path, {"1.dcm": IMAGES[0], "a.xml": make.aim(IMAGES[0]), "b.nii": b"x"})
    rows = table.rows("select path, status from inventory order by item")
    assert rows == [("1.dcm", "ok"), ("a.xml", "skipped"), ("b.nii", "skipped")]
    table.close()


def test_no_name_of_a_person_or_file_is_in_what_is_kept(tmp_path: Path) -> None:
    table = scanned(
        tmp_path,
        {
            "1.dcm": IMAGES[0],
            "2.dcm": make.segmentation(IMAGES, ContentCreatorName="Canary^Person"),
            "3.dcm": make.report(IMAGES),
            "a.xml": make.aim(IMAGES[0], person="CANARY"),
            "b.json": make.coco(["Canary.png"], 1),
        },
    )
    kept = table.rows("select * from annotation_objects") + table.rows(
        "select whole, bare from annotation_names"
    )
    text = str(kept).casefold()
    assert "canary" not in text
    assert "p001" not in text
    assert str(make.read(IMAGES[0]).SOPInstanceUID) not in text
    table.close()


def labelled(folder: Path, text: str) -> LabelTable:
    path = folder / "labels.csv"
    path.write_text(text)
    return read_labels(path, LabelOptions(), KEY)


def test_annotated_patients_by_class(tmp_path: Path) -> None:
    images = [instance(patient=n) for n in range(1, 5)]
    files = {f"{n}.dcm": content for n, content in enumerate(images)}
    files |= {f"s{n}.dcm": make.segmentation(images[n : n + 1]) for n in (0, 1, 2)}
    table = scanned(tmp_path, files)
    labels = labelled(
        tmp_path, "PatientID,label\nP001,nodule\nP002,nodule\nP003,normal\nP004,normal\n"
    )
    locate_instances(table)
    measure_classes(table, labels)
    facts = measure_annotations(table, labels)
    assert facts.coverage_reason == ""
    assert [(one.name, one.n_patients_annotated, one.n_patients, one.n_images_annotated,
             one.n_images) for one in facts.coverage] == [
        ("nodule", 2, 2, 2, 2), ("normal", 1, 2, 1, 2),
    ]  # fmt: skip
    table.close()


def test_rows_of_a_ready_table_are_counted_and_not_opened(tmp_path: Path) -> None:
    source = tmp_path / "headers.csv"
    source.write_text(
        "PatientID,StudyInstanceUID,SeriesInstanceUID,SOPInstanceUID,Modality,SOPClassUID\n"
        f"p,1.1,1.2,1.3,SEG,{make.CLASSES['SEG']}\np,1.1,1.4,1.5,CT,{make.CT}\n"
    )
    (tmp_path / "work").mkdir()
    table = scan([str(source)], tmp_path / "work", ScanOptions(jobs=1, key=KEY, annotations=True))
    facts = measure_annotations(table, None)
    table.close()
    assert (facts.n_by_row, facts.kinds.total, facts.unread) == (1, 0, ())


def test_a_table_that_was_not_scanned_has_no_annotations(tmp_path: Path) -> None:
    table = write_rows(tmp_path, [{"PatientID": "p", "SOPInstanceUID": "i"}])
    assert measure_annotations(table, None) == NO_ANNOTATIONS
    table.close()


@pytest.mark.corpus
@pytest.mark.skipif(SHARED is None, reason="DICOM_AUDIT_SHARED is not set")
def test_references_of_every_real_object_equal_the_list(tmp_path: Path) -> None:
    root = Path(SHARED or "") / "data" / "dicom"
    with (root / "references.tsv").open() as file:
        listed = {
            row["path"]: tuple(
                int(row[name]) for name in ("referenced_sop_instances", "held_here", "not_held")
            )
            for row in csv.DictReader(file, delimiter="\t")
        }
    table = scan([str(root)], tmp_path, ScanOptions(jobs=1, annotations=True))
    found = {
        path: (n, n_held, n - n_held)
        for path, n, n_held in table.rows("""
            with pointed as (
                select distinct item, t.target as target from (
                    select item, unnest(targets) as t from annotation_objects)),
            known as (select distinct SOPInstanceUID from headers)
            select h.path, count(p.target), count(k.SOPInstanceUID)
            from annotation_objects a join headers h using (item)
            left join pointed p on p.item = a.item
            left join known k on k.SOPInstanceUID = p.target group by 1""")
    }
    table.close()
    assert len(listed) == 62
    assert {path: found.get(path) for path in listed} == listed
