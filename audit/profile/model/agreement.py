"""Facts on readers: how far they agree on each label."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Interval, Subjects


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One measure of agreement; `value` is None where nothing varies (0/0): undefined."""

    name: str
    """`Krippendorff alpha`, `Cohen kappa`, `weighted kappa (quadratic)`, `Fleiss kappa`, ..."""
    value: float | None
    interval: Interval | None
    """95 %, from draws of patients with all their items; None below two patients, or undefined."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one label, or on one class of it where a key may have several."""

    label: str
    name: str
    """The class that was read as present or not; "" where the label is read as a whole."""
    scale: str
    """`nominal`, `ordinal` (declared order), `interval` (numbers)."""
    n_readers: int
    n_items: int
    """Items with two readings or more: only these can agree."""
    n_items_single: int
    """Items that one reader read."""
    n_patients: int
    n_readings: int
    n_contradictions: int
    """Readings left out because one reader says two things of one item."""
    n_categories: int
    raw: float
    """Mean over items of the share of pairs of readings that are equal."""
    coefficients: tuple[Coefficient, ...]
    n_items_split: int
    """Items on which readers differ."""
    split: Subjects
    """Patients with such an item."""
    draws: int
    """Draws of the bootstrap."""

    def coefficient(self, name: str) -> Coefficient | None:
        """The one of this name."""
        return next((one for one in self.coefficients if one.name == name), None)


ALPHA = "Krippendorff alpha"


@dataclass(frozen=True, slots=True)
class Readers:
    """Who read, as far as the label table says; readers have numbers, never names."""

    form: str
    """`one row a reader`, `one column a reader`, or both."""
    n_readers: int
    items_by_readers: tuple[tuple[int, int], ...]
    """Readers of an item, items that so many read; items that join the data."""
