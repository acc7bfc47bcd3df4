"""Checks of the family `integrity` on one SOPInstanceUID in items that are not equal bytes."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.integrity_basis import compared, read
from audit.checks.model import Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile


@check("INT004", "One SOPInstanceUID with different contents", Severity.ERROR)
def conflicting_instance(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that share a SOPInstanceUID while their contents differ. With `--pixels`, images
    that differ in their encoding alone are told by INT016 instead.

    Why: an archive keeps one of the items and loses the others, and labels and annotations that
    name the identifier may mean any of them.

    Fix: find the right item of each; if both are meant, give the changed one a new UID.

    Source: DICOM PS3.5, chapter 9.
    """
    facts = read(profile)
    told = "share a SOPInstanceUID with an item of other content"
    if n := len(facts.recoded):
        told += f" ({n} more differ in their encoding alone: INT016)"
    elif n := facts.n_conflict_recoded:
        told += f" ({n} of them in a transfer syntax of their own: perhaps one image, encoded anew)"
    yield from name_subjects(
        facts.in_conflict, compared(profile), told, "SOPInstanceUID", unit="item"
    )


@check("INT016", "One image in several encodings", Severity.WARNING)
def recoded_instance(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that share a SOPInstanceUID and differ in their encoding alone, such as an image
    beside its lossless compression: decoded pixels and all elements before them are equal
    (`--pixels`).

    Why: the image is right under its UID, but counts of files are too large, and a script that
    walks the folders sees it several times.

    Fix: keep one item of each.

    Source: DICOM PS3.5, chapter 9.
    """
    facts, total = read(profile), compared(profile)
    need(profile.leakage.pixels.state != "absent", "pixels were not decoded (--pixels)")
    told = "share a SOPInstanceUID with an item that differs from them in its encoding alone"
    yield from name_subjects(facts.recoded, total, told, "SOPInstanceUID", unit="item")
