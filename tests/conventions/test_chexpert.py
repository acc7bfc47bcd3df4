"""CheXpert: one column a class with 1.0, 0.0, -1.0 and blank; a path as key."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.profile.model.classes import Convention, FaultKind
from audit.scan.table import HeaderTable
from audit.stats.intervals import wilson
from tests.factories import instance
from tests.label_datasets import labelled, lines, scanned, sizes

CLASSES = (
    "No Finding,Enlarged Cardiomediastinum,Cardiomegaly,Lung Opacity,Lung Lesion,Edema,"
    "Consolidation,Pneumonia,Atelectasis,Pneumothorax,Pleural Effusion,Pleural Other,Fracture,"
    "Support Devices"
)
HEAD = f"Path,Sex,Age,Frontal/Lateral,AP/PA,{CLASSES}\n"
AT = "CheXpert-v1.0-small/train/patient0000"
ROWS = f"""\
{AT}1/study1/view1_frontal.jpg,Female,68,Frontal,AP,1.0,,,,,,,,,0.0,,,,1.0
{AT}2/study1/view1_frontal.jpg,Female,87,Frontal,AP,,,-1.0,1.0,,-1.0,-1.0,,-1.0,,-1.0,,1.0,
{AT}2/study2/view1_frontal.jpg,Female,83,Frontal,AP,,,,1.0,,,-1.0,,,,,,1.0,
{AT}2/study2/view2_lateral.jpg,Female,83,Lateral,,,,0.0,1.0,,,-1.0,,,,,,1.0,
{AT}3/study1/view1_frontal.jpg,Male,41,Frontal,AP,,,,,,1.0,,,,0.0,,,,
{AT}9/study1/view1_frontal.jpg,Male,41,Frontal,AP,,0.0,,,0.0,1.0,,0.0,,0.0,,1.0,,
"""
FILES = {
    "train/patient00001/study1/view1_frontal.dcm": instance(patient=1),
    "train/patient00002/study1/view1_frontal.dcm": instance(patient=2, study=1),
    "train/patient00002/study2/view1_frontal.dcm": instance(patient=2, study=2, n=1),
    "train/patient00002/study2/view2_lateral.dcm": instance(patient=2, study=2, n=2),
    "train/patient00003/study1/view1_frontal.dcm": instance(patient=3),
    "train/patient00004/study1/view1_frontal.dcm": instance(patient=4),
}
VALUES = ("positive", "negative", "uncertain", "not mentioned")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> HeaderTable:
    return scanned(tmp_path_factory.mktemp("dataset"), FILES)


def test_the_fourteen_columns(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS)
    assert found.labels == tuple(CLASSES.split(","))
    assert found.by_content
    assert {how for _, how in found.conventions} == {str(Convention.INDICATOR)}
    assert (found.key, found.key_column) == ("path", "Path")
    assert found.key_form == "without the first folder of the table's paths and without suffix"
    assert (found.n_rows, found.n_rows_joined) == (6, 5)
    assert lines(found) == {str(FaultKind.NOT_IN_DATA): (7,)}
    assert found.unlabelled.numbers == (4,)
    assert found.splits == ("train",)
    assert found.split_source == "path"


@pytest.mark.parametrize(
    ("label", "patients", "instances"),
    [
        ("No Finding", (1, 0, 0, 2), (1, 0, 0, 4)),
        ("Cardiomegaly", (0, 0, 1, 2), (0, 1, 1, 3)),
        ("Lung Opacity", (1, 0, 0, 2), (3, 0, 0, 2)),
        ("Edema", (1, 0, 1, 1), (1, 0, 1, 3)),
        ("Consolidation", (0, 0, 1, 2), (0, 0, 3, 2)),
        ("Pneumothorax", (0, 2, 0, 1), (0, 2, 0, 3)),
        ("Fracture", (1, 0, 0, 2), (3, 0, 0, 2)),
        ("Support Devices", (1, 0, 0, 2), (1, 0, 0, 4)),
    ],
)
def test_counts_by_patient_and_by_image(
    table: HeaderTable,
    tmp_path: Path,
    label: str,
    patients: tuple[int, ...],
    instances: tuple[int, ...],
) -> None:
    """A patient counts once: positive before uncertain before negative before not mentioned."""
    found = labelled(table, tmp_path, HEAD + ROWS)
    shown = sizes(found, label)
    counted = [shown.get(("train", value), (0, 0)) for value in VALUES]
    assert tuple(n for _, n in counted) == instances
    assert tuple(n for n, _ in counted) == patients
    assert sum(patients) == 3


def test_the_share_of_uncertain_patients(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS)
    (row,) = [r for r in found.counts if (r.label, r.name) == ("Edema", "uncertain")]
    assert (row.n_patients, row.n_patients_total) == (1, 3)
    assert row.share is not None
    assert (row.share.low, row.share.high) == pytest.approx(wilson(1, 3))


def test_findings_that_stand_together(table: HeaderTable, tmp_path: Path) -> None:
    (together,) = labelled(table, tmp_path, HEAD + ROWS).multi_label[:1]
    active = {name: (n, ratio) for name, n, ratio in together.classes if n}
    assert active == {
        "No Finding": (1, 1.0),
        "Lung Opacity": (1, 1.0),
        "Edema": (1, 1.0),
        "Fracture": (1, 1.0),
        "Support Devices": (1, 1.0),
    }
    assert together.cardinality == pytest.approx(5 / 3)
