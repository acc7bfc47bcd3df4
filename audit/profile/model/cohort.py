"""Facts of the family `cohort`: sex, age, dates, sites."""

from __future__ import annotations

from dataclasses import dataclass

from audit.profile.model.shared import Counts, Spread, Subjects


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Patients of one ten-year band and one sex; the last band is `90+` and has no upper end."""

    band: str
    sex: str
    n_patients: int


@dataclass(frozen=True, slots=True)
class DateRange:
    """
    Years of StudyDate, printed only where nothing says that dates were shifted.

    `state`: `measured`, `shifted` (a header says so), `implausible` (before 1980, in the future
    of the newest date the files themselves give, or all equal), `absent`.
    """

    state: str
    first_year: int | None
    last_year: int | None
    n_studies: int
    n_with_date: int
    reason: str = ""
    by_year: tuple[tuple[int, int], ...] = ()
    """Year, studies; empty unless `measured`."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The family `cohort`; the unit is the patient unless a field says otherwise."""

    n_patients: int
    PatientSex: Counts
    invalid_sex: Subjects
    age: Spread | None
    """Years, of patients with a valid age at their first study; over 89 counted as 90."""
    age_bands: tuple[AgeBand, ...]
    n_age_absent: int
    invalid_age: Subjects
    """Patients whose PatientAge is not three digits and D, W, M or Y."""
    implausible_age: Subjects
    """Patients with an age of 000Y, over 120 years, or contradicting PatientBirthDate."""
    over_89: Subjects
    dates: DateRange
    n_sites: int
    """Distinct InstitutionName; 0 where none is given."""
    site_sizes: tuple[int, ...]
    """Patients a site, largest first; sites have no names here."""
    n_patients_without_site: int
    deidentified: Counts
    """PatientIdentityRemoved, by series."""
