"""Facts of the family `classes`: labels joined to patients, and how they are balanced."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.agreement import Agreement, Coefficient, Readers
from audit.profile.model.boxes import Boxes, ClassVendor, NumberLabel, Quartiles
from audit.profile.model.shared import Interval, Subjects
from audit.scan.label_columns import SEVERAL, Convention
from audit.scan.label_faults import UNJOINED, FaultKind

__all__ = [
    "SEVERAL",
    "UNJOINED",
    "Agreement",
    "Boxes",
    "ClassCount",
    "ClassVendor",
    "Classes",
    "Coefficient",
    "Convention",
    "FaultKind",
    "Imbalance",
    "LabelFault",
    "MultiLabel",
    "NormalShare",
    "NumberLabel",
    "Quartiles",
    "Readers",
]

_NO_PATIENT, _NO_ITEM = Subjects("patient"), Subjects("item")


@dataclass(frozen=True, slots=True)
class ClassCount:
    """
    One class in one split ("" where no split is declared): patients and instances.

    A patient is of a class if any of its instances is. In a column with 1, 0, -1 the classes are
    `positive`, `negative`, `uncertain` and `not mentioned`, a patient counting once, in the first
    that any of its instances has in the order positive, uncertain, negative, not mentioned.
    `n_patients_total` are the labelled patients of the split: the denominator of `share`.
    Rows without a split, where others have one, are the split `no split`.
    """

    label: str
    name: str
    split: str
    n_patients: int
    n_instances: int
    n_patients_total: int
    n_instances_total: int
    share: Interval | None
    """Wilson 95 % interval of the share of patients; None where the split holds no patient."""


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Measures A10 of one label in one split, over patients."""

    label: str
    split: str
    n_classes: int
    ratio: float | None
    """Largest over smallest class; None (infinite) where a declared class is empty."""
    entropy: float
    """Shannon entropy over ln(classes), 0 to 1."""
    effective_classes: float
    """Hill number 1: exp(H)."""


@dataclass(frozen=True, slots=True)
class MultiLabel:
    """
    Labels that may stand together, over patients (Charte 2015, Neurocomputing 163:3).

    `label` is the column, or `1/0 columns` for all columns of that kind together.
    """

    label: str
    split: str
    n_patients: int
    classes: tuple[tuple[str, int, float | None], ...]
    """Class, patients, IRLbl: patients of the largest class over those of this; None where 0."""
    cardinality: float
    """Mean number of classes of a patient."""
    density: float
    """Cardinality over the number of classes."""
    mean_ir: float
    cvir: float
    scumble: float
    minority: tuple[str, ...]
    """Classes with an IRLbl above the mean."""


@dataclass(frozen=True, slots=True)
class NormalShare:
    """Patients of the declared normal class only, and patients of any other (Table 2, 16a)."""

    split: str
    n_normal: int
    n_abnormal: int
    """Patients of any class that is not the normal one."""
    n_both: int
    """Those of `n_abnormal` that are of the normal class too."""
    share: Interval
    """Wilson 95 % interval of normal patients among all that are either."""


@dataclass(frozen=True, slots=True)
class LabelFault:
    """One kind of fault in the label table; `kind` is the text of a `FaultKind`."""

    kind: str
    n_rows: int
    rows: tuple[int, ...]
    """
    Line numbers of the first 100 in the label file (the head of a CSV is line 1; a Parquet row
    counts as if there were a head).
    """


@dataclass(frozen=True, slots=True)
class Classes:
    """The family `classes`. `state` is `absent` where no label table was given."""

    state: str
    reason: str
    key: str
    """The column the table was joined by: a DICOM keyword or `path`."""
    level: str
    labels: tuple[str, ...]
    splits: tuple[str, ...]
    counts: tuple[ClassCount, ...]
    imbalance: tuple[Imbalance, ...]
    n_rows: int
    n_rows_joined: int
    n_patients_labelled: int
    n_patients: int
    n_instances_labelled: int
    n_instances: int
    faults: tuple[LabelFault, ...]
    unlabelled: Subjects
    """Patients of the data for whom no label row was found."""
    conflicting: Subjects
    """Patients of keys with two rows of different classes, where a key may have one class only."""
    in_two_splits: Subjects
    """Patients that stand in more than one split."""
    normal_class: str
    """The class the declaration names as normal; "" where none."""
    split_source: str = "none"
    """`column` of the label file, `path` (folders called train, test, ...), `none`."""
    train_splits: tuple[str, ...] = ()
    """Splits whose names begin with `train`."""
    test_splits: tuple[str, ...] = ()
    """Splits whose names begin with `test`."""
    conventions: tuple[tuple[str, str], ...] = ()
    """Label, how its column is written: the text of a `Convention`."""
    totals: tuple[ClassCount, ...] = ()
    """Over all splits, split "": a patient in two splits counts once. Equal to `counts` if none."""
    multi_label: tuple[MultiLabel, ...] = ()
    spellings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Label, classes of it that differ only in case."""
    in_two_classes: Subjects = _NO_PATIENT
    """Patients who count in two classes of a label with one class a row, by different images."""
    unlabelled_instances: Subjects = _NO_ITEM
    normal: tuple[NormalShare, ...] = ()
    """By split, and for all ("" last); empty where no normal class is declared or found."""
    source: str = "file"
    """Where labels come from: `file`, `folder:N`, `annotations`."""
    key_column: str = ""
    """The name that the key column has in the label table."""
    key_form: str = ""
    """How keys were compared, where not as they stand: `without suffix`."""
    key_declared: bool = True
    """False where neither the user nor the column's name says what the key identifies."""
    by_content: bool = False
    """Label columns were taken because they hold nothing but 1, 0, -1 and blanks."""
    readers: Readers | None = None
    agreement: tuple[Agreement, ...] = ()
    boxes: Boxes | None = None
    numbers: tuple[NumberLabel, ...] = ()
    vendors: tuple[ClassVendor, ...] = ()
    """Classes by vendor, over all splits."""
