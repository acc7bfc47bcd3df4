"""What a check of the family `integrity` needs before it can look; each raises NotAssessed."""

from __future__ import annotations

from audit.checks.aggregate import look_inside
from audit.checks.model import NotAssessed, need
from audit.profile.model import Integrity, Profile, Subjects
from audit.profile.model.conformance import VALUE_CODES

OWN_RULE = frozenset(
    {"dicomdir", "duplicate-uid", "uid-conflict", "duplicate-content", "pixel-data-missing"}
) | frozenset(VALUE_CODES)
"""Reading codes that a rule of its own, CNF011 or the accounting speaks of."""


def found(profile: Profile) -> Integrity:
    """The facts, where anything was found."""
    need(profile.integrity.accounting.found, "no item was found")
    return profile.integrity


def opened(profile: Profile) -> Integrity:
    """The facts, where an item could be read."""
    accounting = found(profile).accounting
    need(accounting.found != accounting.rejected + accounting.skipped, "no item could be read")
    return profile.integrity


def read(profile: Profile) -> Integrity:
    """The facts, where an instance was read."""
    need(profile.integrity.n_items_read, "no instance was read")
    return profile.integrity


def known(facts: Integrity, keyword: str) -> int:
    """Instances of which this identifier is known; raises NotAssessed where there is none."""
    if not (number := facts.known(keyword)) and facts.n_instances:
        raise NotAssessed(f"no item was read as far as {keyword}, or the table has no such column")
    return number


def compared(profile: Profile) -> int:
    """Items among which repeats can be seen; raises NotAssessed where there is none."""
    look_inside(profile, 0)
    facts = profile.integrity
    return facts.n_items_read - (facts.n_instances - known(facts, "SOPInstanceUID"))


def uids(facts: Integrity) -> tuple[tuple[str, Subjects], ...]:
    """The identifiers of an instance, and who lacks each."""
    return (
        ("SOPInstanceUID", facts.without_sop_instance_uid),
        ("SeriesInstanceUID", facts.without_series_uid),
        ("StudyInstanceUID", facts.without_study_uid),
    )


def patients(profile: Profile) -> Integrity:
    """The facts, where a patient can be followed."""
    need(profile.overview.n_patients, "no instance has a PatientID, so no patient can be followed")
    return profile.integrity
