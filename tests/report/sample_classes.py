"""The classes of the sample report: two splits, three readers, boxes, two vendors."""

from __future__ import annotations

from audit.profile.model import Classes, Interval, Subjects
from audit.profile.model.agreement import ALPHA, Agreement, Coefficient, Readers
from audit.profile.model.boxes import Boxes, ClassVendor, Quartiles
from audit.profile.model.classes import ClassCount, Imbalance, LabelFault
from tests import records

CLASSES = (
    ("normal", "train", 60, 10_800, 110, 0.4543, 0.6358),
    ("pneumonia", "train", 44, 7_200, 110, 0.3122, 0.4934),
    ("nodule", "train", 6, 900, 110, 0.0252, 0.1139),
    ("normal", "test", 24, 4_400, 40, 0.4460, 0.7365),
    ("pneumonia", "test", 15, 2_500, 40, 0.2422, 0.5297),
    ("nodule", "test", 1, 140, 40, 0.0044, 0.1288),
)


def _patients(*numbers: int) -> Subjects:
    return Subjects("patient", numbers, tuple(10 * number for number in numbers))


def classes() -> Classes:
    rows = [
        ClassCount("diagnosis", name, split, n, images, total, 22_000, Interval(low, high))
        for name, split, n, images, total, low, high in CLASSES
    ]
    return records.classes(
        splits=("train", "test"),
        counts=tuple(rows),
        imbalance=(
            Imbalance("diagnosis", "train", 3, 10.0, 0.77, 2.33),
            Imbalance("diagnosis", "test", 3, 24.0, 0.70, 2.16),
        ),
        n_rows=156,
        n_rows_joined=150,
        n_patients_labelled=150,
        n_patients=184,
        n_instances_labelled=25_940,
        n_instances=31_880,
        faults=(LabelFault("key not in the data", 6, (14, 18, 19, 77, 80, 91)),),
        unlabelled=_patients(*range(151, 185)),
        in_two_splits=_patients(3, 9),
        key_column="PatientID",
        conventions=(("diagnosis", "one class a row"),),
        readers=Readers("one row a reader", 3, ((1, 10), (2, 100), (3, 40))),
        agreement=(_agreement(),),
        boxes=Boxes(
            60, 58, 40, 52, Quartiles(40, 1, 1, 1, 2, 4), (("diagnosis", "pneumonia", 58, 40),),
            58, 71, 79, ("normal",),
        ),
        vendors=(
            ClassVendor("diagnosis", "pneumonia", "Siemens", 60, 61, 90),
            ClassVendor("diagnosis", "pneumonia", "GE", 5, 5, 60),
            ClassVendor("diagnosis", "normal", "Siemens", 30, 33, 90),
            ClassVendor("diagnosis", "normal", "GE", 55, 55, 60),
        ),
    )  # fmt: skip


def _agreement() -> Agreement:
    """Readers who agree on what is frequent and differ on what is rare."""
    coefficients = (
        Coefficient(ALPHA, 0.412, Interval(0.201, 0.588)),
        Coefficient("Gwet AC1", 0.951, Interval(0.92, 0.97)),
    )
    return Agreement(
        label="diagnosis",
        name="",
        scale="nominal",
        n_readers=3,
        n_items=140,
        n_items_single=10,
        n_patients=120,
        n_readings=320,
        n_contradictions=0,
        n_categories=3,
        raw=0.96,
        coefficients=coefficients,
        n_items_split=9,
        split=_patients(4, 8),
        draws=1000,
    )
