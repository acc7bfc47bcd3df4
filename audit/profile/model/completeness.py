"""Facts of the family `completeness`: absent, empty, placeholder, invalid, present, unknown."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Subjects

STATES = ("present", "placeholder", "invalid", "empty", "absent", "unknown")


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One keyword in one modality: how many series are in each state.

    A series is `present` where all its instances are; else it has the worst state found among
    them, in the order of STATES. `total` are the series the keyword applies to; those read only
    up to a fault before it count as `unknown`, never as absent.
    """

    keyword: str
    modality: str
    total: int
    present: int
    placeholder: int
    invalid: int
    empty: int
    absent: int
    unknown: int
    subjects: Subjects
    """The series that are not present (and not unknown)."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """The family `completeness`, by series; keywords and modalities in a fixed order."""

    cells: tuple[Cell, ...]
    n_series: int
    n_partial_instances: int
    n_instances: int
    explained_by_deidentification: int
    """Series that declare PatientIdentityRemoved YES."""
