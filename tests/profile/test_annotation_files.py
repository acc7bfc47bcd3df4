"""Annotation files beside the images, coverage by class, ready tables, and real objects."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.label_spec import LabelOptions
from audit.profile.annotations import measure_annotations
from audit.profile.classes import measure_classes
from audit.profile.model.annotations import NO_ANNOTATIONS, Links
from audit.profile.places import locate_instances
from audit.scan.cohort import LabelTable, read_labels
from audit.scan.scanner import ScanOptions, scan
from audit.scan.table import write_rows
from tests import annotations as make
from tests.factories import instance
from tests.profile.test_annotations import IMAGES, KEY, OTHERS, measured, scanned


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
def test_references_of_every_real_object_equal_the_list(corpus: Path, tmp_path: Path) -> None:
    with (corpus / "references.tsv").open() as file:
        listed = {
            row["path"]: tuple(
                int(row[name]) for name in ("referenced_sop_instances", "held_here", "not_held")
            )
            for row in csv.DictReader(file, delimiter="\t")
        }
    table = scan([str(corpus)], tmp_path, ScanOptions(jobs=1, annotations=True))
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
