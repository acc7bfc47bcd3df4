"""Facts on boxes of a label table, and on labels that are numbers."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Subjects

_NOBODY = Subjects("patient")


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Minimum, quartiles (linear interpolation) and maximum of `n` numbers."""

    n: int
    minimum: float
    p25: float
    median: float
    p75: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Boxes:
    """
    Boxes of rows that join the data: a row is one box, whatever number of instances it joins.

    Rows with a fault of a box (`FaultKind`) stand in `Classes.faults`; here are their patients.
    """

    n_rows: int
    """Rows of the table that hold a box, joined or not."""
    n_boxes: int
    n_patients: int
    """Patients with a box or more."""
    n_instances: int
    """Instances that a row with a box joins."""
    by_patient: Quartiles | None
    """Boxes of a patient, over the patients with one or more; None where there is none."""
    by_class: tuple[tuple[str, str, int, int], ...]
    """Label, class, boxes, patients: rows with a box that are positive of the class."""
    n_sized: int
    """Boxes for which an image with Rows and Columns was found: only these can reach outside."""
    n_positive: int
    """Rows of the table that are positive of a class that needs a box."""
    n_negative: int
    """Rows that are negative, or of a normal class only."""
    normal: tuple[str, ...] = ()
    """Classes of the table that were taken for normal: they need no box."""
    outside: Subjects = _NOBODY
    flat: Subjects = _NOBODY
    missing: Subjects = _NOBODY
    of_negative: Subjects = _NOBODY


@dataclass(frozen=True, slots=True)
class NumberLabel:
    """A label that is a number, over patients: each counts once, by the median of its numbers."""

    label: str
    split: str
    n_numbers: int
    """Rows (of each reader) with a number that join."""
    values: Quartiles


@dataclass(frozen=True, slots=True)
class ClassVendor:
    """
    Patients of one class with images of one vendor; a patient may have images of two vendors.

    In a column of 1, 0, -1 `name` is `positive`. A class that a vendor lacks has 0.
    """

    label: str
    name: str
    vendor: str
    n_patients: int
    n_instances: int
    n_patients_total: int
    """Labelled patients with images of the vendor."""
