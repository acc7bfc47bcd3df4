"""Facts of the family `leakage`: what splits share, and who may be one person."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.pixels import NO_PIXELS, Pixels
from audit.profile.model.shared import NO_INSTANCE, NOBODY, Subjects


@dataclass(frozen=True, slots=True)
class SplitSize:
    """One split; an instance without PatientID, or with a placeholder as one, is of no patient."""

    split: str
    n_patients: int
    n_instances: int


@dataclass(frozen=True, slots=True)
class SplitPair:
    """How many units of one kind stand in both of two splits (`one` before `other` by name)."""

    one: str
    other: str
    n_shared: int


@dataclass(frozen=True, slots=True)
class Shared:
    """
    One kind of unit (a DICOM keyword, `volume`, `pixel content`) that ought to be in one split.

    Instances without a value, or with a placeholder, are not looked at.
    """

    kind: str
    n_total: int
    """Different units that stand in a split."""
    n_shared: int
    """Those of them that stand in more than one."""
    n_hidden: int = 0
    """Those of `n_shared` whose PatientID does not give them away: none of it is in two splits."""
    pairs: tuple[SplitPair, ...] = ()
    n_test_patients: int = 0
    """Patients of test splits with an image of a unit that also stands in another split."""
    n_test_instances: int = 0
    subjects: Subjects = NO_INSTANCE
    """Instances of the shared units, at most the first 10,000."""
    n_common: int = 0
    """Values of more than 20 patients, taken for a constant and left out."""


@dataclass(frozen=True, slots=True)
class Linked:
    """
    Patients whom one kind of value joins although their PatientIDs differ.

    Patients joined by any chain of shared values are one group, which may be one person.
    """

    kind: str
    n_total: int
    """Patients that have such a value."""
    n_patients: int = 0
    """Those joined with another."""
    n_groups: int = 0
    n_groups_across: int = 0
    """Groups of which two patients stand in different splits."""
    n_patients_across: int = 0
    n_test_patients: int = 0
    """Patients of test splits joined with another patient of a split that is no test split."""
    n_test_instances: int = 0
    patients_apart: Subjects = NOBODY
    """Those of groups that do not leak."""
    patients_across: Subjects = NOBODY
    expected_pairs: float | None = None
    """Pairs that chance alone would join; None where that was not estimated."""
    n_pairs: int | None = None
    """Pairs that were found, where chance was estimated."""
    n_common: int = 0
    """Values of more than 20 patients, which cannot be one person and were left out."""

    @property
    def by_chance(self) -> bool:
        """Whether chance alone would join as many pairs."""
        expected = self.expected_pairs
        return expected is not None and (self.n_pairs or 0) <= expected


@dataclass(frozen=True, slots=True)
class Known:
    """How much of the test patients' sites, scanners or dates the training splits have seen."""

    what: str
    n_patients: int
    """Patients of the test splits."""
    n_seen: int
    """Those with at least one value that stands in a training split."""
    n_unseen: int
    n_unknown: int
    """Those without any value."""
    n_values: int
    """Different values in the test splits."""
    n_values_seen: int


@dataclass(frozen=True, slots=True)
class Leakage:
    """The family `leakage`. `split_source` is `column`, `path` or `none`."""

    split_source: str = "none"
    splits: tuple[SplitSize, ...] = ()
    train_splits: tuple[str, ...] = ()
    test_splits: tuple[str, ...] = ()
    shared: tuple[Shared, ...] = ()
    linked: tuple[Linked, ...] = ()
    n_test_patients: int = 0
    n_test_instances: int = 0
    n_leaked_patients: int = 0
    """Test patients leaked by any of `shared` or `linked`: no kind of them alone has more."""
    n_leaked_instances: int = 0
    n_unit_leaked_patients: int = 0
    """Those of them that a kind of `shared` leaks, also an accession number."""
    n_unit_leaked_instances: int = 0
    known: tuple[Known, ...] = ()
    """Empty where there is no training or no test split."""
    pixels: Pixels = NO_PIXELS
    in_two_splits: Subjects = NOBODY
    """Patients that stand in more than one split, by PatientID."""
    n_patients: int = 0
    """Patients with a PatientID that is no placeholder, in the whole dataset."""
    n_placeholder_patients: int = 0
    """PatientIDs that are placeholders: patients of the overview, and of nobody here."""

    def find_shared(self, kind: str) -> Shared | None:
        """The facts of one kind of unit; None where no split has one."""
        return next((one for one in self.shared if one.kind == kind), None)

    def find_linked(self, kind: str) -> Linked | None:
        """The facts of one kind of link; None where no patient has such a value."""
        return next((one for one in self.linked if one.kind == kind), None)
