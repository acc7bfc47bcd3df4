"""What a check of the family `integrity` needs before it can look; each raises NotAssessed."""

from __future__ import annotations

from audit.checks.model import NotAssessed
from audit.profile.model import Integrity, Profile


def found(profile: Profile) -> Integrity:
    """The facts where anything was found."""
    if not profile.integrity.accounting.found:
        raise NotAssessed("no item was found")
    return profile.integrity


def opened(profile: Profile) -> Integrity:
    """The facts where an item could be read, also in part."""
    accounting = found(profile).accounting
    if accounting.found == accounting.rejected + accounting.skipped:
        raise NotAssessed("no item could be read")
    return profile.integrity


def read(profile: Profile) -> Integrity:
    """The facts where an instance was read."""
    if not profile.integrity.n_items_read:
        raise NotAssessed("no instance was read")
    return profile.integrity


def patients(profile: Profile) -> Integrity:
    """The facts where a patient can be followed."""
    if not profile.overview.n_patients:
        raise NotAssessed("no instance has a PatientID, so no patient can be followed")
    return profile.integrity
