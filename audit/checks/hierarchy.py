"""Checks of the family `hierarchy`: two values where there is one, numbers, concatenations."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Hierarchy, Profile


@check("HIE001", "A series with two values where a series has one", Severity.WARNING)
def divided_series(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one SeriesInstanceUID whose instances disagree about an attribute of the series: the
    frame of reference, the device, the number, the position of the patient. One finding a keyword.

    Why: images of different acquisitions are mixed; positions in two frames of reference cannot be
    compared, and tables by series show the value of one image.

    Fix: divide the series, or correct the attribute in the images that differ.

    Source: DICOM PS3.3, A.1.2, C.7.3.1, C.7.4.1 and C.7.5.1.
    """
    yield from _divided(profile, "series")


@check("HIE002", "A study or patient with two values where there is one", Severity.WARNING)
def divided_study(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one StudyInstanceUID or PatientID whose instances disagree about an attribute of the
    study or the patient, such as StudyDate or AccessionNumber. One finding a keyword.

    Why: two studies may stand under one identifier, or some of the images were changed and others
    not.

    Fix: trace the images that differ to the source; shift the dates of a patient by the same days.

    Source: DICOM PS3.3, A.1.2, C.7.1.1 and C.7.2.1.
    """
    yield from _divided(profile, "study", "patient")


@check("HIE003", "Instances with the same number in a series", Severity.NOTE, Confidence.LIKELY)
def repeated_number(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: series in which two instances have the same InstanceNumber. Several volumes in one series
    may be numbered so on purpose; the standard does not forbid it.

    Why: a script that sorts or names images by their number mixes or overwrites them.

    Fix: sort by position and time; name files by SOPInstanceUID.
    """
    facts = _numbered(profile)
    told = "of two or more numbered instances have a number twice"
    yield from name_subjects(facts.repeated_numbers, facts.n_numbered, told, "InstanceNumber")


@check("HIE004", "A series whose numbers skip", Severity.NOTE, Confidence.HEURISTIC)
def skipped_number(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: series in which a number between the first and the last InstanceNumber is missing.

    Why: images may have been lost or left out; scanners also number several series in one count.

    Fix: compare with the source; missing slices are found by position under Geometry.
    """
    facts = _numbered(profile)
    told = "of two or more numbered instances skip a number"
    yield from name_subjects(facts.skipped_numbers, facts.n_numbered, told, "InstanceNumber")


@check("HIE005", "A concatenation that is not whole", Severity.WARNING)
def broken_concatenation(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: objects that belong together by ConcatenationUID, of which a part is missing or stands
    twice. Where InConcatenationTotalNumber is absent a lost last part is not seen.

    Why: the parts are one multi-frame image; frames are missing.

    Fix: fetch all parts from the source.

    Source: DICOM PS3.3, C.7.6.16.2.2.4.
    """
    facts = profile.hierarchy
    need(facts.n_concatenations, "no instance has a ConcatenationUID")
    told = "lack a part or have one twice"
    yield from name_subjects(
        facts.incomplete, facts.n_concatenations, told, "ConcatenationUID", unit="concatenation"
    )


def _divided(profile: Profile, *levels: str) -> Iterator[Finding]:
    judged = [one for one in profile.hierarchy.divided if one.level in levels and one.n_judged]
    if not judged:
        raise NotAssessed(f"no {levels[0]} has a value that could be compared")
    for one in judged:
        told = f"with a {one.keyword} have two of them"
        yield from name_subjects(one.subjects, one.n_judged, told, one.keyword, subject=one.keyword)


def _numbered(profile: Profile) -> Hierarchy:
    need(profile.hierarchy.n_numbered, "no series has two instances with an InstanceNumber each")
    return profile.hierarchy


CHECKS = (
    divided_series,
    divided_study,
    repeated_number,
    skipped_number,
    broken_concatenation,
)
