"""NIH ChestX-ray14: classes joined by `|`, a file name as key; its boxes in another table."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.model.classes import Convention, FaultKind
from audit.scan.cohort import LabelOptions
from audit.scan.table import HeaderTable
from tests.factories import instance
from tests.label_datasets import SIZES, labelled, lines, scanned, sizes

# Data_Entry_2017.csv: the head has commas inside its names and one at its end.
HEAD = (
    "Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,"
    "OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y],\n"
)
ROWS = """\
00000001_000.png,Cardiomegaly,0,1,058Y,M,PA,2682,2749,0.143,0.143,
00000001_001.png,Cardiomegaly|Emphysema,1,1,058Y,M,PA,2894,2729,0.143,0.143,
00000002_000.png,No Finding,0,2,081Y,M,PA,2500,2048,0.171,0.171,
00000003_000.png,Hernia|Infiltration,0,3,074Y,F,PA,2500,2048,0.168,0.168,
00000004_000.png,No Finding,0,4,060Y,F,PA,2500,2048,0.168,0.168,
"""
FILES = {
    "images/00000001_000.dcm": instance(patient=1, n=1, **SIZES),
    "images/00000001_001.dcm": instance(patient=1, n=2, **SIZES),
    "images/00000002_000.dcm": instance(patient=2, n=1, **SIZES),
    "images/00000003_000.dcm": instance(patient=3, n=1, **SIZES),
    "images/00000003_001.dcm": instance(patient=3, n=2, **SIZES),
}
# BBox_List_2017.csv: "Bbox [x,y,w,h]" is four columns by its commas.
BOX_HEAD = "Image Index,Finding Label,Bbox [x,y,w,h],,,\n"
BOX_ROWS = """\
00000001_000.png,Cardiomegaly,4.5,8.25,20,30,,,
00000001_001.png,Cardiomegaly,2,3,10,10,,,
00000001_001.png,Mass,40,3,10,10,,,
00000003_000.png,Infiltrate,1,1,0,5,,,
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> HeaderTable:
    return scanned(tmp_path_factory.mktemp("dataset"), FILES)


def test_the_table_of_findings(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS)
    assert (found.key, found.key_column, found.level) == ("stem", "Image Index", "instance")
    assert found.conventions == (("Finding Labels", str(Convention.JOINED)),)
    assert sizes(found, "Finding Labels") == {
        ("", "Cardiomegaly"): (1, 2),
        ("", "Emphysema"): (1, 1),
        ("", "Hernia"): (1, 1),
        ("", "Infiltration"): (1, 1),
        ("", "No Finding"): (1, 1),
    }
    assert (found.n_rows, found.n_rows_joined) == (5, 4)
    assert (found.n_patients_labelled, found.n_instances_labelled) == (3, 4)
    assert lines(found) == {str(FaultKind.NOT_IN_DATA): (6,)}
    assert found.unlabelled_instances.items == (5,)


def test_rarity_of_classes(table: HeaderTable, tmp_path: Path) -> None:
    (together,) = labelled(table, tmp_path, HEAD + ROWS).multi_label
    assert together.n_patients == 3
    assert dict((name, n) for name, n, _ in together.classes) == {
        "Cardiomegaly": 1, "Emphysema": 1, "Hernia": 1, "Infiltration": 1, "No Finding": 1,
    }  # fmt: skip
    assert together.cardinality == pytest.approx(5 / 3)


def test_the_same_key_declared_as_the_patient(table: HeaderTable, tmp_path: Path) -> None:
    files = {f"{n}.dcm": instance(patient=n, PatientID=str(n)) for n in (1, 2, 3)}
    options = LabelOptions(key="Patient ID=PatientID")
    found = labelled(scanned(tmp_path, files), tmp_path, HEAD + ROWS, options)
    assert (found.key, found.n_rows_joined, found.n_patients_labelled) == ("PatientID", 4, 3)
    assert sizes(found, "Finding Labels")["", "Emphysema"] == (1, 1)


def test_a_name_that_two_images_have_joins_neither(table: HeaderTable, tmp_path: Path) -> None:
    files = FILES | {"other/00000001_000.dcm": instance(patient=4, n=1, **SIZES)}
    found = labelled(scanned(tmp_path, files), tmp_path, HEAD + ROWS)
    assert lines(found) == {
        str(FaultKind.NOT_IN_DATA): (6,),
        str(FaultKind.AMBIGUOUS): (2,),
    }
    assert found.n_rows_joined == 3


def test_the_table_of_boxes(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, BOX_HEAD + BOX_ROWS)
    assert found.conventions == (("Finding Label", str(Convention.FINDINGS)),)
    assert sizes(found, "Finding Label") == {
        ("", "Cardiomegaly"): (1, 2),
        ("", "Infiltrate"): (1, 1),
        ("", "Mass"): (1, 1),
    }
    assert found.boxes is not None
    assert (found.boxes.n_boxes, found.boxes.n_patients, found.boxes.n_instances) == (4, 2, 3)
    assert lines(found) == {
        str(FaultKind.BOX_FLAT): (5,),
        str(FaultKind.BOX_OUTSIDE): (4,),
    }
    assert found.boxes.outside.numbers == (1,)
    assert found.boxes.flat.numbers == (3,)
