"""Facts of the family `classes`: labels joined to patients, and how they are balanced."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Interval, Subjects


@dataclass(frozen=True, slots=True)
class ClassCount:
    """
    One class in one split ("" where no split is declared): patients and instances.

    `n_patients_total` are the labelled patients of the split: the denominator of `share`.
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
class LabelFault:
    """One kind of fault in the label table: `duplicate row`, `key not in the data`, ..."""

    kind: str
    n_rows: int
    rows: tuple[int, ...]
    """Line numbers of the first ones in the label file (1 is the head)."""


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
    """Patients with two different classes of one single-class label."""
    in_two_splits: Subjects
    """Patients that stand in more than one split."""
    normal_class: str
    """The class the declaration names as normal; "" where none."""
