"""LIDC-IDRI: ratings of nodules from 1 to 5, one row a reader; or one column a reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audit.profile.model.agreement import ALPHA
from audit.profile.model.boxes import Quartiles
from audit.profile.model.classes import Convention, FaultKind
from audit.scan.cohort import LabelOptions
from audit.scan.table import HeaderTable
from tests.factories import instance
from tests.label_datasets import labelled, lines, scanned, sizes
from tests.stats.plain_agreement import cohen_kappa, krippendorff_alpha

# Names of the elements of its reading sessions (LIDC XML), one row a reader and nodule.
HEAD = (
    "PatientID,servicingRadiologistID,noduleID,subtlety,internalStructure,calcification,"
    "sphericity,margin,lobulation,spiculation,texture,malignancy\n"
)
MALIGNANCY = {  # patient, nodule: by readers 1 to 4
    ("LIDC-IDRI-0001", "1"): (5, 5, 4, 5),
    ("LIDC-IDRI-0002", "1"): (3, 4, None, 3),
    ("LIDC-IDRI-0002", "2"): (1, 2, 1, None),
    ("LIDC-IDRI-0003", "1"): (2, 3, 3, 2),
    ("LIDC-IDRI-0003", "2"): (4, None, None, None),
}
ROWS = "".join(
    f"{patient},anonymous{reader},{nodule},5,1,6,3,3,3,4,5,{rating}\n"
    for (patient, nodule), ratings in MALIGNANCY.items()
    for reader, rating in enumerate(ratings)
    if rating is not None
)
FILES = {
    f"{n}/{k}.dcm": instance(patient=n, n=k, PatientID=f"LIDC-IDRI-000{n}")
    for n in (1, 2, 3)
    for k in (1, 2)
}
BY_NUMBER = LabelOptions(labels=("malignancy",), numeric=("malignancy",), item="noduleID")
READ = [list(column) for column in zip(*MALIGNANCY.values(), strict=True)]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> HeaderTable:
    return scanned(tmp_path_factory.mktemp("dataset"), FILES)


def test_numbers_of_four_readers(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS, BY_NUMBER)
    assert found.conventions == (("malignancy", str(Convention.NUMERIC)),)
    assert found.readers is not None
    assert (found.readers.n_readers, found.readers.form) == (4, "one row a reader")
    assert found.readers.items_by_readers == ((1, 1), (3, 2), (4, 2))
    (one,) = found.agreement
    assert (one.scale, one.n_items, one.n_items_single, one.n_patients) == ("interval", 4, 1, 3)
    assert (one.n_readings, one.n_items_split) == (14, 4)
    alpha = one.coefficient(ALPHA)
    assert alpha is not None
    assert alpha.value == pytest.approx(krippendorff_alpha(READ, "interval"))
    assert alpha.interval is not None
    assert alpha.interval.low <= alpha.value <= alpha.interval.high
    assert one.draws == 1000
    assert lines(found) == {}


def test_the_numbers_of_patients(table: HeaderTable, tmp_path: Path) -> None:
    """Medians: of 5 5 4 5; of 3 4 3 1 2 1; of 2 3 3 2 4. They are 5, 2.5 and 3."""
    found = labelled(table, tmp_path, HEAD + ROWS, BY_NUMBER)
    (numbers,) = found.numbers
    assert (numbers.label, numbers.split, numbers.n_numbers) == ("malignancy", "", 15)
    assert numbers.values == Quartiles(3, 2.5, 2.75, 3, 4, 5)
    assert found.counts == ()
    assert found.n_patients_labelled == 3


def test_grades_in_an_order(table: HeaderTable, tmp_path: Path) -> None:
    options = LabelOptions(
        labels=("malignancy",),
        ordinal=(("malignancy", ("1", "2", "3", "4", "5")),),
        item="noduleID",
    )
    (one,) = labelled(table, tmp_path, HEAD + ROWS, options).agreement
    alpha = one.coefficient(ALPHA)
    assert one.scale == "ordinal"
    assert alpha is not None
    assert alpha.value == pytest.approx(krippendorff_alpha(READ, "ordinal"))


def test_grades_as_names_count_patients(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(
        table, tmp_path, HEAD + ROWS, LabelOptions(labels=("malignancy",), item="noduleID")
    )
    assert sizes(found, "malignancy") == {
        ("", "1"): (1, 2),
        ("", "2"): (2, 4),
        ("", "3"): (2, 4),
        ("", "4"): (3, 6),
        ("", "5"): (1, 2),
    }
    assert found.in_two_classes.numbers == (1, 2, 3)
    assert found.agreement[0].coefficient(ALPHA) is not None


def test_without_the_nodule_one_reader_says_two_things(table: HeaderTable, tmp_path: Path) -> None:
    found = labelled(table, tmp_path, HEAD + ROWS, LabelOptions(labels=("malignancy",)))
    assert found.conflicting.numbers == (2, 3)
    assert found.agreement[0].n_contradictions == 3
    assert str(FaultKind.CONFLICT) in lines(found)


def test_one_column_a_reader(table: HeaderTable, tmp_path: Path) -> None:
    text = "PatientID,density_reader1,density_reader2\nLIDC-IDRI-0001,a,a\nLIDC-IDRI-0002,b,c\n"
    text += "LIDC-IDRI-0003,b,\n"
    found = labelled(table, tmp_path, text)
    assert found.labels == ("density",)
    assert found.readers is not None
    assert (found.readers.form, found.readers.n_readers) == ("one column a reader", 2)
    assert sizes(found, "density") == {("", "a"): (1, 2), ("", "b"): (2, 4), ("", "c"): (1, 2)}
    (one,) = found.agreement
    assert (one.n_items, one.n_items_single, one.raw) == (2, 1, 0.5)
    kappa = one.coefficient("Cohen kappa")
    assert kappa is not None
    table_of = np.array([[1.0, 0, 0], [0, 0, 1], [0, 0, 0]])
    assert kappa.value == pytest.approx(cohen_kappa(table_of))


def test_readers_who_never_differ_are_undefined(table: HeaderTable, tmp_path: Path) -> None:
    text = "PatientID,label,reader\n"
    text += "".join(f"LIDC-IDRI-000{n},nodule,{who}\n" for n in (1, 2, 3) for who in "xy")
    (one,) = labelled(table, tmp_path, text).agreement
    assert one.raw == 1
    assert {c.name for c in one.coefficients} == {ALPHA, "Cohen kappa", "Gwet AC1"}
    assert all(c.value is None and c.interval is None for c in one.coefficients)
