"""Facts of the family `cohort`: sex, age, dates, sites."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Counts, Spread, Subjects


@dataclass(frozen=True, slots=True)
class AgeBand:
    """
    Patients of one ten-year band and one sex; the last band is `90+` and has no upper end.

    `sex` is "" for patients without exactly one valid PatientSex.
    """

    band: str
    sex: str
    n_patients: int


@dataclass(frozen=True, slots=True)
class DateRange:
    """
    Years of StudyDate, printed only where nothing says that dates were shifted.

    `state`: `measured`, `shifted` (a header says so, or cannot rule it out), `implausible` (before
    1980, after the year of the audit, or all equal in several studies), `absent`. Where studies
    differ, the most careful answer holds for all of them.
    """

    state: str
    first_year: int | None
    last_year: int | None
    n_studies: int
    n_with_date: int
    reason: str = ""
    by_year: tuple[tuple[int, int], ...] = ()
    """Year, studies; empty unless `measured`."""
    n_doubtful: int = 0
    """Studies with a date that are the reason for `shifted` or `implausible`."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The family `cohort`; the unit is the patient unless a field says otherwise."""

    n_patients: int
    PatientSex: Counts
    """
    M, F, O, and `invalid` for patients with nothing but other values; a patient with two counts
    under both. Patients whose headers could not be read that far are left out of `total`.
    """
    invalid_sex: Subjects
    """Patients with a PatientSex that is not M, F or O (`0000`, lower case)."""
    age: Spread | None
    """Years, of patients with a valid age, at their first study with one; over 89 counted as 90."""
    age_bands: tuple[AgeBand, ...]
    """Every band from the first to the last with a patient, by each sex that occurs."""
    n_age_absent: int
    """Patients without any PatientAge (absent or empty)."""
    invalid_age: Subjects
    """Patients whose PatientAge is not three digits and D, W, M or Y."""
    implausible_age: Subjects
    """Patients with a PatientAge of 000Y or over 120 years."""
    over_89: Subjects
    """Patients with a plausible age of 90 years or more in any study."""
    dates: DateRange
    n_sites: int
    """Distinct InstitutionName; 0 where none is given."""
    site_sizes: tuple[int, ...]
    """Patients a site, largest first; sites have no names here."""
    n_patients_without_site: int
    deidentified: Counts
    """PatientIdentityRemoved, by series."""
    n_age_unread: int = 0
    """Patients whose headers could not be read as far as PatientAge, and show none elsewhere."""
    n_with_sex: int = 0
    """Patients with at least one PatientSex of M, F or O."""
