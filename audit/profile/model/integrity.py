"""Facts of the family `integrity`: what was found, what could be read, what stands twice."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Subjects


@dataclass(frozen=True, slots=True)
class Accounting:
    """Every path once: `found` is the sum of the other five (promise P1)."""

    found: int
    ok: int
    finding: int
    partial: int
    rejected: int
    skipped: int

    @property
    def adds_up(self) -> bool:
        """True where no item was lost or counted twice."""
        return self.found == self.ok + self.finding + self.partial + self.rejected + self.skipped


@dataclass(frozen=True, slots=True)
class CodeCount:
    """One reading code with the status its items have: `truncated`, `partial`, 3 items."""

    code: str
    status: str
    items: Subjects


@dataclass(frozen=True, slots=True)
class Integrity:
    """
    The family `integrity`.

    `duplicate_uid`: instances beyond the first that repeat a SOPInstanceUID with the same content;
    `uid_conflict`: instances that share a SOPInstanceUID while their contents differ.
    """

    accounting: Accounting
    codes: tuple[CodeCount, ...]
    n_dicomdir: int
    """Index files (DICOMDIR): items, but no instance."""
    duplicate_uid: Subjects
    uid_conflict: Subjects
    series_in_two_studies: Subjects
    study_in_two_patients: Subjects
    patient_with_two_sexes: Subjects
    patient_with_two_birth_dates: Subjects
    without_patient_id: Subjects
    """Instances whose PatientID is absent or empty: no patient can be counted for them."""
    without_sop_instance_uid: Subjects
