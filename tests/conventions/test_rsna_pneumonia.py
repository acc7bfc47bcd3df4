"""RSNA pneumonia challenge: one row a box, Target 0 without one; `patientId` as key."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.model.boxes import Quartiles
from audit.profile.model.classes import Convention, FaultKind
from audit.scan.table import HeaderTable
from tests.factories import instance
from tests.label_datasets import SIZES, labelled, lines, scanned, sizes

HEAD = "patientId,x,y,width,height,Target\n"
ROWS = """\
0004cfab-14fd-4e49-80ba-63a80b6bddd6,,,,,0
00436515-870c-4b36-a041-de91049b9ab4,26.0,15.0,21.0,37.0,1
00436515-870c-4b36-a041-de91049b9ab4,5.0,17.0,16.0,45.0,1
00704310-78a8-4b38-8475-49f4573b2dbb,32.0,57.0,16.0,10.0,1
00704310-78a8-4b38-8475-49f4573b2dbb,6.0,5.0,-3.0,10.0,1
003d8fa0-6bf1-40ed-b54c-ac657f8495c5,,,,,0
00aecb01-a116-45a2-956c-08d2fa55433f,1.0,2.0,3.0,4.0,0
00c0b293-48e7-4e16-ac76-9269ba535a62,,,,,1
00f08de1-517e-4652-a04f-d1dc9ee48593,1.0,,3.0,4.0,1
"""
KEYS = [row.split(",")[0] for row in ROWS.splitlines()]
FILES = {
    f"{name}.dcm": instance(patient=n, PatientID=name, **SIZES)
    for n, name in enumerate(dict.fromkeys(KEYS), 1)
    if not name.startswith("00f08de1")
}
CLASS_HEAD = "patientId,class\n"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> HeaderTable:
    return scanned(tmp_path_factory.mktemp("dataset"), FILES)


def test_boxes_and_negatives(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS)
    assert (found.key, found.key_column, found.level) == ("PatientID", "patientId", "patient")
    assert found.conventions == (("Target", str(Convention.INDICATOR)),)
    assert sizes(found, "Target") == {("", "positive"): (3, 3), ("", "negative"): (3, 3)}
    boxes = found.boxes
    assert boxes is not None
    assert (boxes.n_rows, boxes.n_boxes, boxes.n_patients, boxes.n_instances) == (5, 5, 3, 3)
    assert boxes.by_patient == Quartiles(3, 1, 1.5, 2, 2, 2)
    assert boxes.by_class == (("Target", "Target", 4, 2),)
    assert (boxes.n_positive, boxes.n_negative) == (6, 3)


def test_what_is_wrong_with_boxes(table: HeaderTable, tmp_path: Path) -> None:
    """Rows 64, Columns 48: the box of line 5 ends at y 67; that of line 3 at x 47 is inside."""
    found = labelled(table, tmp_path, HEAD + ROWS)
    assert lines(found) == {
        str(FaultKind.NOT_IN_DATA): (10,),
        str(FaultKind.BOX_PARTIAL): (10,),
        str(FaultKind.BOX_FLAT): (6,),
        str(FaultKind.BOX_OUTSIDE): (5,),
        str(FaultKind.BOX_MISSING): (9, 10),
        str(FaultKind.BOX_OF_NEGATIVE): (8,),
    }
    boxes = found.boxes
    assert boxes is not None
    assert boxes.n_sized == 5
    # patients are numbered by their files, which stand in the order of their names
    assert boxes.outside.numbers == boxes.flat.numbers == (4,)
    assert boxes.of_negative.numbers == (5,)
    assert boxes.missing.numbers == (6,)


def test_several_boxes_are_no_doubled_rows_and_equal_ones_are(
    table: HeaderTable, tmp_path: Path
) -> None:
    again = ROWS + ROWS.splitlines()[1] + "\n"
    found = labelled(table, tmp_path, HEAD + again)
    assert lines(found)[str(FaultKind.DOUBLED)] == (11,)


def test_a_patient_both_positive_and_negative_conflicts(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS + f"{KEYS[1]},,,,,0\n")
    assert lines(found)[str(FaultKind.CONFLICT)] == (3, 4, 11)
    assert len(found.conflicting) == 1


def test_the_table_of_detailed_classes(table: HeaderTable, tmp_path: Path) -> None:
    text = CLASS_HEAD + (
        f"{KEYS[0]},No Lung Opacity / Not Normal\n{KEYS[1]},Lung Opacity\n{KEYS[1]},Lung Opacity\n"
        f"{KEYS[5]},Normal\n"
    )
    found = labelled(table, tmp_path, text)
    assert sizes(found, "class") == {
        ("", "Lung Opacity"): (1, 1),
        ("", "No Lung Opacity / Not Normal"): (1, 1),
        ("", "Normal"): (1, 1),
    }
    assert lines(found) == {str(FaultKind.DOUBLED): (4,)}
    assert found.boxes is None
