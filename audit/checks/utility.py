"""Checks of the family `utility`: tasks that the headers no longer allow."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.model import Finding, NotAssessed, Severity, check
from audit.policy import Policy
from audit.profile.model import Profile


@check("UTL001", "PET series whose SUV cannot be computed", Severity.WARNING)
def suv_lost(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: PET series that lack what the standardised uptake value by body weight is computed from:
    Units, weight, dose, half-life, times and decay correction. One finding an attribute.

    Why: uptake cannot be compared between patients; weight and times are often removed together
    with identity.

    Fix: keep PatientWeight, RadionuclideTotalDose, RadiopharmaceuticalStartTime and the times of
    the series (PS3.15 has options that retain patient characteristics and shift dates), or release
    SUV images with Units GML.

    Source: QIBA FDG-PET/CT Profile; DICOM PS3.3, C.8.9.1 and C.8.9.2.
    """
    yield from _lost(profile, policy, "suv")


@check("UTL002", "CT series without Hounsfield units", Severity.WARNING)
def hounsfield_lost(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: CT series with an image that has no RescaleSlope or no RescaleIntercept, or a RescaleType
    other than HU; absent means HU in a CT image.

    Why: stored values cannot be turned into Hounsfield units; a usual intercept would be a guess.

    Fix: fetch the attributes from the source; leave out series of another type (VAL003).

    Source: DICOM PS3.3, C.8.2.1, C.11.1 and C.11.1.1.2.
    """
    yield from _lost(profile, policy, "hu")


@check("UTL003", "Diffusion series without b-values or directions", Severity.WARNING)
def diffusion_lost(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: MR series that are called diffusion and have no b-value, or no direction where they are
    called directional: neither DiffusionBValue and DiffusionGradientOrientation nor a known
    private element of the vendor. Bare element numbers are trusted with their creator.

    Why: no ADC and no tensor can be computed; removing private elements removes them unseen.

    Fix: keep the safe private elements (PS3.15, table E.3.10-1), or write the standard attributes.

    Source: DICOM PS3.3, C.8.13.5.9; vendor elements as dcm2niix reads them.
    """
    yield from _lost(profile, policy, "diffusion", "directions")


@check("UTL004", "Dynamic series without times", Severity.NOTE)
def time_lost(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: series that are called dynamic or perfusion, with an image that has no time of any kind.

    Why: curves over time have no time axis. Whether times are true or a dummy is not seen.

    Fix: shift the times of a study together and do not remove them.

    Source: DICOM PS3.3, C.7.6.2.1 and C.8.9.4; PS3.15, E.3.6.
    """
    yield from _lost(profile, policy, "time")


@check("UTL005", "Mammograms without exposure or dose", Severity.NOTE)
def exposure_lost(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: MG series that lack what exposure (KVP, exposure, target, filter) or glandular dose
    (organ dose or entrance dose, thickness of the breast) is compared by.

    Why: density and dose studies need them.

    Fix: keep the attributes; they say nothing of a person's identity.

    Source: DICOM PS3.3, C.8.7.5 and C.8.11.7.
    """
    yield from _lost(profile, policy, "exposure", "dose")


@check("UTL006", "Volumes that cannot be put together", Severity.WARNING)
def volume_lost(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: CT, MR and PET series of several images, one of which has no ImagePositionPatient,
    ImageOrientationPatient or PixelSpacing.

    Why: slices have no place; order, distance and side of the body are a guess.

    Fix: fetch the attributes from the source.

    Source: DICOM PS3.3, C.7.6.2.1.1.
    """
    yield from _lost(profile, policy, "volume")


@check("UTL007", "Series that cannot be laid over each other", Severity.NOTE)
def frame_lost(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: CT, MR and PET series of several images, one of which has no FrameOfReferenceUID.

    Why: whether two series share one space is not known; segmentations cannot be tied to images.

    Fix: replace the UID consistently and do not remove it.

    Source: DICOM PS3.3, C.7.4.1; PS3.15, E.3.9.
    """
    yield from _lost(profile, policy, "frame")


def _lost(profile: Profile, policy: Policy, *names: str) -> Iterator[Finding]:
    tasks = [one for one in profile.utility.tasks if one.task in names]
    judged = [one for one in tasks if one.n_series]
    if not judged:
        n_unknown = sum(one.n_unknown for one in tasks)
        seen = (
            f"of {n_unknown} series too little is known"
            if n_unknown
            else "no series here is for this task"
        )
        raise NotAssessed(seen)
    for one in judged:
        if len(one.broken) <= policy.utility.max_broken_share * one.n_series:
            continue
        for gap in one.gaps:
            known = ", ".join(f"{word} {count}" for word, count in gap.states)
            instead = " and what would do as well" if gap.others else ""
            told = f"lack {gap.keyword} ({known}){instead}"
            if gap.is_of_value:
                told = f"have a {gap.keyword} that does not allow it"
            yield from name_subjects(gap.series, one.n_series, told, gap.keyword, subject=one.title)


CHECKS = (
    suv_lost,
    hounsfield_lost,
    diffusion_lost,
    time_lost,
    exposure_lost,
    volume_lost,
    frame_lost,
)
