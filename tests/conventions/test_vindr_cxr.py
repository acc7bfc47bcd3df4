"""VinDr-CXR: one row a finding by each radiologist, with boxes as corners; `image_id` as key."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.model.agreement import ALPHA
from audit.profile.model.classes import Convention, FaultKind
from audit.scan.table import HeaderTable
from tests.factories import instance
from tests.label_datasets import SIZES, labelled, lines, scanned, sizes

HEAD = "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\n"
A, B, C, D = "50a418190bc3fb1e", "21a10246a5ec7af1", "9a5094b2563a1ef3", "051132a778e61a86"
ROWS = f"""\
{A},No finding,14,R11,,,,
{A},No finding,14,R15,,,,
{A},No finding,14,R2,,,,
{B},Cardiomegaly,3,R8,3,30,40,45
{B},Cardiomegaly,3,R9,4,31,41,44
{B},Aortic enlargement,0,R9,10,5,30,20
{B},Cardiomegaly,3,R10,4,30,40,45
{C},Cardiomegaly,3,R8,3,30,49,45
{C},No finding,14,R9,,,,
{C},No finding,14,R10,,,,
{C},Nodule/Mass,8,R10,7,7,7,12
{D},Nodule/Mass,8,R8,,,,
{D},Nodule/Mass,8,R9,5,5,9,9
{D},No finding,14,R10,1,1,5,5
"""
FILES = {
    f"train/{name}.dicom": instance(patient=n, **SIZES) for n, name in enumerate((A, B, C, D), 1)
}
IMAGE_HEAD = "image_id,rad_id,Aortic enlargement,Cardiomegaly,Other disease,No finding\n"
IMAGE_ROWS = f"""\
{A},R11,0,0,0,1
{A},R15,0,0,0,1
{A},R2,0,0,0,1
{B},R8,0,1,0,0
{B},R9,1,1,0,0
{B},R10,0,1,0,0
{C},R8,0,1,0,0
{C},R9,0,0,0,1
{C},R10,0,0,0,1
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> HeaderTable:
    return scanned(tmp_path_factory.mktemp("dataset"), FILES)


def test_findings_of_three_readers(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS)
    assert (found.key, found.key_column, found.key_declared) == ("stem", "image_id", False)
    assert found.conventions == (("class_name", str(Convention.FINDINGS)),)
    assert found.n_rows_joined == found.n_rows == 14
    assert sizes(found, "class_name") == {
        ("train", "Aortic enlargement"): (1, 1),
        ("train", "Cardiomegaly"): (2, 2),
        ("train", "No finding"): (3, 3),
        ("train", "Nodule/Mass"): (2, 2),
    }
    assert found.readers is not None
    assert found.readers.form == "one row a reader"
    assert found.readers.n_readers == 6
    assert found.readers.items_by_readers == ((3, 4),)


def test_no_name_of_a_reader_is_kept(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS)
    assert "R11" not in repr(found)
    readers = table.rows("select distinct reader from labels order by 1")
    assert readers == [(f"reader {n}",) for n in range(1, 7)]


def test_boxes_as_corners(table: HeaderTable, tmp_path: Path) -> None:
    """Columns 48: the corner 49 of line 9 lies outside; line 12 has no width."""
    found = labelled(table, tmp_path, HEAD + ROWS)
    assert lines(found) == {
        str(FaultKind.CONFLICT): (11, 12),
        str(FaultKind.BOX_FLAT): (12,),
        str(FaultKind.BOX_OUTSIDE): (9,),
        str(FaultKind.BOX_MISSING): (13,),
        str(FaultKind.BOX_OF_NEGATIVE): (15,),
    }
    boxes = found.boxes
    assert boxes is not None
    assert (boxes.n_boxes, boxes.n_patients, boxes.n_positive, boxes.n_negative) == (8, 3, 8, 6)
    assert boxes.normal == ("No finding",)
    assert boxes.by_class == (
        ("class_name", "Aortic enlargement", 1, 1),
        ("class_name", "Cardiomegaly", 4, 2),
        ("class_name", "No finding", 1, 1),
        ("class_name", "Nodule/Mass", 2, 2),
    )


def test_agreement_on_each_class(table: HeaderTable, tmp_path: Path) -> None:
    """Cardiomegaly: 0 of 3, 3 of 3, 1 of 3, 0 of 3 readers. Pairs that agree: 3, 3, 1, 3 of 3."""
    found = labelled(table, tmp_path, HEAD + ROWS)
    by_class = {one.name: one for one in found.agreement}
    assert list(by_class) == ["Aortic enlargement", "Cardiomegaly", "No finding", "Nodule/Mass"]
    heart = by_class["Cardiomegaly"]
    assert (heart.n_readers, heart.n_items, heart.n_patients, heart.n_readings) == (6, 4, 4, 12)
    assert heart.raw == pytest.approx(10 / 12)
    assert (heart.n_items_split, heart.split.numbers) == (1, (4,))
    alpha = heart.coefficient(ALPHA)
    assert alpha is not None
    # 12 readings, 4 of them positive; 4 ordered pairs differ, each with the weight 1 / (3 - 1)
    assert alpha.value == pytest.approx(1 - 11 * 2 / (2 * 4 * 8))
    fleiss = heart.coefficient("Fleiss kappa")
    assert fleiss is not None
    assert fleiss.value == pytest.approx((10 / 12 - 5 / 9) / (1 - 5 / 9))


def test_labels_of_images_one_column_a_class(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, IMAGE_HEAD + IMAGE_ROWS)
    assert found.labels == ("Aortic enlargement", "Cardiomegaly", "Other disease", "No finding")
    assert sizes(found, "Cardiomegaly") == {
        ("train", "positive"): (2, 2),
        ("train", "negative"): (1, 1),
    }
    by_label = {one.label: one for one in found.agreement}
    assert by_label["Cardiomegaly"].n_items_split == 1
    assert by_label["Aortic enlargement"].raw == pytest.approx((1 + 1 / 3 + 1) / 3)
    assert lines(found) == {}
