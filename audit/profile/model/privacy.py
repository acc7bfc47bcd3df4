"""Facts of the family `privacy`: what headers show of people, and what was declared about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from audit.profile.model.shared import NO_INSTANCE, NO_SERIES, Counts, Subjects
from audit.stats.disclosure import Anonymity


@dataclass(frozen=True, slots=True)
class Trace:
    """Something of one kind that stands in one place: an element, a private block or the path."""

    kind: str
    """`name`, `identifier`, `birth date`, `staff name`; of free text also what it looks like."""
    place: str
    subjects: Subjects
    """Items: a copy under another path is a place of its own."""
    n_patients: int
    n_removed: int
    """Of the subjects, those that declare PatientIdentityRemoved YES."""


@dataclass(frozen=True, slots=True)
class Searched:
    """For one kind: in how many items it was searched for, and why not in the others."""

    kind: str
    n_items: int
    not_searched: tuple[tuple[str, int], ...] = ()
    """Reason and items; an item may have several."""


@dataclass(frozen=True, slots=True)
class DirectIdentifiers:
    """People's own data in the elements made for them, in the headers of one declaration."""

    n_items: int = 0
    """Items looked at whose header declares so."""
    subjects: Subjects = field(default_factory=lambda: Subjects("item"))
    """Of these, those with a value that reads like a person's."""
    n_patients: int = 0
    keywords: Counts = field(default_factory=lambda: Counts("item", 0))
    """DICOM keyword and items; an item may have several."""


@dataclass(frozen=True, slots=True)
class ProfileAttribute:
    """One attribute of PS3.15 table E.1-1 that stands with a value."""

    tag: str
    """Eight hex digits, `x` for any digit."""
    keyword: str
    action: str
    n_instances: int
    n_series: int
    n_patients: int
    n_distinct: int | None
    """Different values; None where the values are not held, and so not counted."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A declaration, and what stands against it."""

    declared: str
    found: str
    subjects: Subjects
    """Series."""
    n_declared: int
    """Series that declare it."""


@dataclass(frozen=True, slots=True)
class PixelRisk:
    """Why pixels may show a person: a reason, and the instances or series it holds for."""

    reason: str
    subjects: Subjects
    total: int


@dataclass(frozen=True, slots=True)
class PrivateBlock:
    """A private creator, known by pydicom's private dictionary or not."""

    creator: str
    """Its name where it is known; unknown ones are counted together without a name."""
    known: bool
    n_items: int


@dataclass(frozen=True, slots=True)
class Uniqueness:
    """How many patients stand alone in a combination of attributes."""

    attributes: tuple[str, ...]
    n_patients: int
    """Those that have all of the attributes."""
    anonymity: Anonymity | None
    """None without a patient."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """The family `privacy`: risks. What can still be computed from the data is told elsewhere."""

    n_items: int = 0
    """Items whose header was read and searched, those that stand twice included."""
    n_not_looked: int = 0
    """Instances of tables that say nothing of headers."""
    n_removed: int = 0
    """Of `n_items`, those that declare PatientIdentityRemoved YES."""
    echoes: tuple[Trace, ...] = ()
    searched: tuple[Searched, ...] = ()
    signs: tuple[Trace, ...] = ()
    direct: DirectIdentifiers = DirectIdentifiers()
    """In headers that declare no removal: of patients and of staff."""
    direct_declared: DirectIdentifiers = DirectIdentifiers()
    """In headers that declare PatientIdentityRemoved YES or 113100: of patients."""
    attributes: tuple[ProfileAttribute, ...] = ()
    n_profile: int = 0
    """Attributes in the table of the profile."""
    n_instances: int = 0
    """Instances in which they were looked for; one that stands twice counts once."""
    codes: Counts = field(default_factory=lambda: Counts("series", 0))
    """De-identification codes by series."""
    contradictions: tuple[Contradiction, ...] = ()
    n_declaring: int = 0
    """Series that declare a code, PatientIdentityRemoved YES, or whether dates were modified."""
    n_series: int = 0
    declared_burned_in: Subjects = NO_INSTANCE
    burned_in: tuple[PixelRisk, ...] = ()
    n_images: int = 0
    n_declared_clean: int = 0
    """Images that declare BurnedInAnnotation NO."""
    faces: PixelRisk = PixelRisk("", NO_SERIES, 0)
    n_faces_unknown: int = 0
    """CT and MR series of many slices that do not say which part of the body they show."""
    n_faces_cleaned: int = 0
    """Head series that declare 113102."""
    heads_told_by: Counts = field(default_factory=lambda: Counts("series", 0))
    """What told that the head series show a head."""
    private_blocks: tuple[PrivateBlock, ...] = ()
    uniqueness: tuple[Uniqueness, ...] = ()
    dates_apart: Subjects = NO_SERIES
    """Series whose dates lie more than 30 days apart in one acquired image."""
    n_dated_twice: int = 0
    """Series with an acquired image that has two dates to compare."""
    patients_shifted_apart: Subjects = field(default_factory=lambda: Subjects("patient"))
    """Patients whose ages and study dates do not agree between two studies."""
    n_patients_dated_twice: int = 0
    uid_origins: Counts = field(default_factory=lambda: Counts("series", 0))
    original_uids: Subjects = NO_SERIES
    """Series that declare removal, do not declare that UIDs stay, and have UIDs of a maker."""
    mixed_uids: Subjects = NO_SERIES
    """Series likewise whose own UID and that of their study are of two origins."""
    n_uids_declared: int = 0
    """Series that declare removal, not that UIDs stay, and have both UIDs."""
