"""Facts of the family `integrity`: what was found, what could be read, what stands twice."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import NO_INSTANCE, NO_ITEM, NO_SERIES, Subjects


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
class SecondReading:
    """What pydicom says of the few items that it read too: about one in a thousand."""

    n_chosen: int = 0
    n_compared: int = 0
    """Those of them that both readers could read."""
    differing: Subjects = NO_ITEM
    """Items of which a value differs: one of the two readers is wrong."""
    keywords: tuple[tuple[str, int], ...] = ()
    """Keyword, items of which its values differ; most frequent first."""


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
    """
    Instances whose PatientID is absent or empty: no patient can be counted for them. Where the
    reading ended before it, it is unknown and not counted here.
    """
    without_sop_instance_uid: Subjects
    rejected: Subjects = NO_ITEM
    """Items that could not be read at all."""
    partial: Subjects = NO_ITEM
    """Items read only up to a fault; what stands behind it is unknown."""
    n_items_read: int = 0
    """Items that gave an instance or a row, repeats counted."""
    n_instances: int = 0
    """
    Distinct instances: the denominator of the identifiers and of the pixel data. Where a row of a
    table stands for a series it counts once here, and the subjects have the level `item`.
    """
    n_conflict_recoded: int = 0
    """Items of `uid_conflict` that each have a transfer syntax of their own within their UID."""
    recoded: Subjects = NO_INSTANCE
    """
    Those of `uid_conflict` that differ from the others of their UID in their encoding alone, by
    decoded pixels and headers; none where pixels were not decoded.
    """
    n_images: int = 0
    """Items with Rows or of an image class, read as files: whether pixels follow is seen."""
    n_with_pixel_digest: int = 0
    """Items whose pixels were compared: the denominator of `duplicate_content`."""
    duplicate_content: Subjects = NO_INSTANCE
    """Instances whose pixels also stand under another SOPInstanceUID."""
    pixel_data_missing: Subjects = NO_INSTANCE
    """Image instances without pixel data."""
    without_study_uid: Subjects = NO_INSTANCE
    without_series_uid: Subjects = NO_INSTANCE
    """Instances that stand in no count by series."""
    placeholder_patient_id: Subjects = NO_INSTANCE
    """Instances whose PatientID is a word for nobody (`ANON`, `0000`)."""
    series_with_two_modalities: Subjects = NO_SERIES
    n_patients_with_sex: int = 0
    """Patients with at least one PatientSex of M, F or O."""
    n_patients_with_birth_date: int = 0
    """Patients with at least one PatientBirthDate that is a date and no placeholder."""
    second_reading: SecondReading = SecondReading()
    n_known: tuple[tuple[str, int], ...] = ()
    """
    By identifier (keyword): how many of `n_instances` were read as far as it. A table without a
    column for it says nothing of it.
    """
    n_table_rows: int = 0
    """Of `n_instances`: rows of a ready table, whose files nobody opened."""

    def known(self, keyword: str) -> int:
        """Of how many instances it is known whether they have this identifier."""
        return dict(self.n_known).get(keyword, self.n_instances)

    @property
    def in_conflict(self) -> Subjects:
        """`uid_conflict` without `recoded`: what is not known to be one image."""
        all_of = self.uid_conflict
        if all_of.hidden or not self.recoded:
            return all_of
        if self.recoded.hidden:
            return Subjects(all_of.level, hidden=True)
        one_image = set(self.recoded.items)
        pairs = zip(all_of.numbers, all_of.items, strict=True)
        left = [(number, item) for number, item in pairs if item not in one_image]
        return Subjects(all_of.level, tuple(n for n, _ in left), tuple(item for _, item in left))
