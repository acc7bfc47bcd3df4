"""Checks of the family `privacy`: pixels, faces, dates, UIDs, and people who stand alone."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects, percent
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Privacy, Profile


@check("PHI010", "Images that declare text in their pixels", Severity.WARNING)
def declared_burned_in(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images with BurnedInAnnotation YES.

    Why: the text in the pixels mostly names the patient, and no header rule removes it.

    Fix: look at the images, blank the text, and declare 113101 Clean Pixel Data.

    Source: DICOM PS3.3, C.7.6.1.1.1; PS3.15, E.3.1.
    """
    facts = _images(profile)
    told = "declare BurnedInAnnotation YES"
    yield from name_subjects(facts.declared_burned_in, facts.n_images, told, "BurnedInAnnotation")


@check("PHI011", "Text in the pixels cannot be excluded", Severity.NOTE, Confidence.HEURISTIC)
def possible_burned_in(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images of a kind that often has text in its pixels (secondary captures, pictures of
    screens, ultrasound, radiographs, localizers, devices with known screen regions) which do not
    declare BurnedInAnnotation NO. One finding a reason. The pixels were not read for text.

    Why: names in pixels are found by nobody who looks at headers alone.

    Fix: look at one image of each such series; declare BurnedInAnnotation.

    Source: DICOM PS3.15, E.3.1; pixel filters of deid (MIT licence).
    """
    facts = _images(profile)
    for one in facts.burned_in:
        told = f"may have text in their pixels and do not declare that there is none: {one.reason}"
        yield from name_subjects(one.subjects, one.total, told, subject=one.reason)


@check("PHI012", "A face could be drawn from a head scan", Severity.NOTE, Confidence.HEURISTIC)
def recognisable_faces(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: CT, MR and PET series of the head with 30 slices or more that declare neither
    RecognizableVisualFeatures NO nor 113102 (cleaned). Where BodyPartExamined and
    AnatomicRegionSequence are absent, a head is told by words of the series or study description,
    or by ReceiveCoilName. Whether a face is inside the field of view and whether it was removed was
    not looked at.

    Why: a face drawn from the slices can be matched with photographs.

    Fix: remove the face (defacing) and declare it, or share under an agreement.

    Source: DICOM PS3.15, E.3.2; Schwarz et al. 2019, N Engl J Med 381:1684.
    """
    facts = _looked(profile)
    faces = facts.faces
    need(faces.total, "no series of 30 slices says that it shows a head")
    told = (
        "of the head do not say that the face was removed; 113102 is declared by"
        f" {facts.n_faces_cleaned} of {faces.total}"
    )
    yield from name_subjects(faces.subjects, faces.total, told, "RecognizableVisualFeatures")


@check("PHI013", "Dates of one series lie far apart", Severity.NOTE, Confidence.HEURISTIC)
def dates_apart(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: StudyDate and AcquisitionDate (or SeriesDate) of one image lie more than 30 days apart;
    one may have been shifted and the other not. Only images that were acquired count:
    segmentations, reports, captures and images with SECONDARY in ImageType are made later.
    Patients whose PatientAge and StudyDate disagree by more than a year between two studies are
    found too: not all dates of the patient were moved by the same days.

    Why: a date that was left as it was gives the shift away, and with it all other dates.

    Fix: shift all dates of a patient by the same number of days.

    Source: DICOM PS3.15, E.3.6.
    """
    facts = _looked(profile)
    need(
        facts.n_dated_twice or facts.n_patients_dated_twice,
        "no series or patient has two dates that could be compared",
    )
    yield from name_subjects(
        facts.dates_apart, facts.n_dated_twice, "with two dates have them 30 days apart or more",
        "StudyDate",
    )  # fmt: skip
    yield from name_subjects(
        facts.patients_shifted_apart, facts.n_patients_dated_twice,
        "with an age at two dates are older or younger than the dates say", "PatientAge",
        subject="ages",
    )  # fmt: skip


@check("PHI014", "UIDs of the scanner in a series declared de-identified", Severity.WARNING,
       Confidence.LIKELY)  # fmt: skip
def original_uids(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: series that declare PatientIdentityRemoved YES or 113100, do not declare 113110 (UIDs
    kept), and whose own or study's UID begins with the root of a maker of scanners. Those whose UID
    and study UID are of two origins were replaced in part. Other series are not counted: there
    the study has its UID from the order, the series from the scanner.

    Why: a UID of the scanner leads back to the archive; some hold the serial number and the date.

    Fix: replace all UIDs, by one rule for the whole dataset.

    Source: DICOM PS3.15, table E.1-1 (action U) and E.3.9; roots of `uid_roots.tsv`.
    """
    facts = _looked(profile)
    total = facts.n_uids_declared
    need(total, "no series with both UIDs declares that its identity was removed")
    told = "that declare the identity removed have UIDs of a maker of scanners"
    yield from name_subjects(facts.original_uids, total, told, "SeriesInstanceUID")
    told = "that declare the identity removed have a maker's UID beside another: replaced in part"
    yield from name_subjects(
        facts.mixed_uids, total, told, "StudyInstanceUID", subject="mixed origins"
    )


@check("PHI015", "Patients who stand alone", Severity.NOTE, Confidence.HEURISTIC)
def unique_patients(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: patients whose combination of PatientSex, PatientAge, StudyDate and InstitutionName (as
    far as a dataset has them) no other patient of the dataset has; k-anonymity with k = 1. One
    finding, for the largest combination that half of the patients have.

    Why: who knows these facts of a person finds that person's images. A sample says little of how
    many people outside of it share them.

    Fix: give ages in bands, shift dates, remove the site.

    Source: Sweeney 2002, Int J Uncertain Fuzz 10:557.
    """
    facts = _looked(profile)
    half = profile.overview.n_patients / 2
    told = [one for one in facts.uniqueness if one.anonymity and one.n_patients >= max(half, 2)]
    need(told, "fewer than half of the patients have a sex and an age")
    one = told[-1]
    limit = policy.privacy.max_unique_share
    if one.anonymity and one.anonymity.share_unique > limit:
        n = one.anonymity.n_unique
        message = (
            f"{n} of {one.n_patients} patients are alone in their {', '.join(one.attributes)};"
            f" limit {percent(limit)}"
        )
        yield Finding(message, n, one.n_patients, "patient")


def _looked(profile: Profile) -> Privacy:
    need(profile.privacy.n_items, "no header was read in which a person could show")
    return profile.privacy


def _images(profile: Profile) -> Privacy:
    need(_looked(profile).n_images, "the dataset has no images")
    return profile.privacy


CHECKS = (
    declared_burned_in,
    possible_burned_in,
    recognisable_faces,
    dates_apart,
    original_uids,
    unique_patients,
)
