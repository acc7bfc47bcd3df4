"""Facts of the family `completeness`: absent, empty, placeholder, invalid, present, unknown."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import NO_INSTANCE, NO_SERIES, Subjects

STATES = ("present", "placeholder", "invalid", "empty", "absent", "unknown")


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One keyword in one modality: how many series are in each state.

    A series is `present` where all its instances are; else it has the worst state found among
    them: absent before empty, invalid, placeholder, and last unknown, because a fault that was
    seen outweighs what was not. `total` are the series the keyword applies to; those known only
    from instances that broke off before it count as `unknown`, never as absent.
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
    missing: Subjects
    """The series absent or empty without the explanation below."""
    placeholders: Subjects = NO_SERIES
    """The series with a placeholder without the explanation below."""
    invalids: Subjects = NO_SERIES
    """The series with an invalid value."""
    explained: int = 0
    """
    Series absent, empty or with a placeholder that declare PatientIdentityRemoved YES, where the
    keyword is one that names people, places or devices: removed on purpose.
    """

    @property
    def known(self) -> int:
        """Series whose state is known: the denominator of every judgement."""
        return self.total - self.unknown


@dataclass(frozen=True, slots=True)
class Completeness:
    """The family `completeness`, by series; keywords and modalities in a fixed order."""

    cells: tuple[Cell, ...]
    n_series: int
    n_partial_instances: int
    """Instances read only up to a fault."""
    n_instances: int
    explained_by_deidentification: int
    """Series that declare PatientIdentityRemoved YES."""
    partial_instances: Subjects = NO_INSTANCE
    """Those of `n_partial_instances`."""
