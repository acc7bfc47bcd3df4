"""Checks of the family `leakage`: what splits share, and who may be one person."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.leak_units import (
    find_linked,
    in_splits,
    name_across,
    name_anywhere,
    name_shared,
    of_test,
)
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check
from audit.policy import Policy
from audit.profile.model import Profile
from audit.units import amount

UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID")
PIXELS, WRITING = "pixel content", "PatientID in other writing"
BORN = "birth date, sex and study date"


@check("LKG001", "A patient in two splits", Severity.ERROR)
def patient_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images of one PatientID stand in more than one of train, validation and test, by the
    split column of the label table or, without one, by folders of these names.

    Why: a model recognises the patient; test results come out too good, by 5 to 30 percent in
    published cases.

    Fix: split by patient; then train and test again.

    Source: CLAIM 2024, item 20; Tampu 2022.
    """
    facts = in_splits(profile)
    shared = facts.find_shared("PatientID")
    if shared is None:
        raise NotAssessed("no instance of a split has a PatientID, so no patient can be followed")
    if count := len(facts.in_two_splits):
        total = shared.n_total
        told = (
            f"{count} of {total} patients of a split (without placeholder PatientIDs) stand in "
            f"more than one split{of_test(facts, shared)}"
        )
        yield Finding(told, count, total, "patient", subjects=facts.in_two_splits)


@check("LKG002", "A study in two splits", Severity.ERROR)
def study_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images of one StudyInstanceUID stand in more than one split, whatever their PatientID.

    Why: a study is one visit of one person, so the person is in both, also without a PatientID.

    Fix: put all images of a study, and all studies of a patient, into one split.
    """
    yield from name_shared(profile, "StudyInstanceUID", "study", "StudyInstanceUID")


@check("LKG003", "A series in two splits", Severity.ERROR)
def series_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images of one SeriesInstanceUID stand in more than one split.

    Why: they were made minutes apart and differ by little; results on them say nothing.

    Fix: split by patient, not by image.
    """
    yield from name_shared(profile, "SeriesInstanceUID", "series", "SeriesInstanceUID")


@check("LKG004", "An instance in two splits", Severity.ERROR)
def instance_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one SOPInstanceUID stands in more than one split: a copy in two folders, or two rows of
    the label table.

    Why: the very image that was learnt is asked for in the test.

    Fix: remove one of the copies or rows.
    """
    yield from name_shared(profile, "SOPInstanceUID", "instance", "SOPInstanceUID")


@check("LKG005", "A frame of reference in two splits", Severity.ERROR)
def frame_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one FrameOfReferenceUID stands in more than one split; those that the standard itself
    names, such as atlases, do not count.

    Why: a frame of reference is one patient lying in one scanner.

    Fix: find out whether the images are of one person; if so, put them into one split.

    Source: DICOM PS3.3, C.7.4.1.
    """
    yield from name_shared(
        profile, "FrameOfReferenceUID", "frame of reference", "FrameOfReferenceUID"
    )


@check("LKG006", "An accession number in two splits", Severity.ERROR, Confidence.LIKELY)
def accession_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one AccessionNumber stands in more than one split. A number of more than 20 patients is
    taken for a constant and left out; so is one of fewer than four characters, leading zeros
    aside, or of one character repeated.

    Why: a department gives it to one order for one person; two departments may give the same one.

    Fix: find out whether the images are of one person; if so, put them into one split.
    """
    yield from name_shared(profile, "AccessionNumber", "accession number", "AccessionNumber")


@check("LKG007", "Slices of one volume in two splits", Severity.ERROR)
def volume_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: parallel slices of one frame of reference (without one, of one series), of the same
    matrix and at three positions or more, stand in more than one split.

    Why: neighbouring slices are nearly the same image; this is the gravest form of leakage.

    Fix: split by patient, before slices are taken out of volumes.

    Source: Tampu 2022.
    """
    yield from name_shared(profile, "volume", "volume")


@check("LKG008", "The same pixels in two splits", Severity.ERROR)
def pixels_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images of equal pixel content stand in more than one split, whatever their headers say.
    Without `--pixels` only uncompressed pixels read along with the header are compared. Images of
    very few different values (blank ones, test patterns) are not: equal ones need not be one.

    Why: the very image that was learnt is asked for in the test.

    Fix: look at the pairs, find out which patient they are of, and keep one of each.
    """
    yield from name_shared(profile, PIXELS, "pixel content", "PixelData")


@check("LKG009", "One person in two splits under two PatientIDs", Severity.ERROR, Confidence.LIKELY)
def person_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: two PatientIDs share a study, a series, an instance, a frame of reference or the same
    pixels anywhere in the dataset, and stand in different splits; one finding a kind of link.
    Pixels of very few different values join nobody.

    Why: a split by PatientID that looks clean has the same person on both sides.

    Fix: trace both identifiers to the source; give one person one identifier and split again.

    Source: CLAIM 2024, item 20.
    """
    yield from name_across(profile, (*UIDS, PIXELS))


@check("LKG010", "One PatientID in two writings, in two splits", Severity.ERROR, Confidence.LIKELY)
def writing_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: PatientIDs that are equal but for blanks, NULs, upper and lower case or the Unicode form
    of letters stand in different splits.

    Why: to a program they are two patients; most often they are one.

    Fix: bring all PatientIDs into one form before splitting.
    """
    yield from name_across(profile, (WRITING,))


@check("LKG011", "Signs of one person in two splits", Severity.WARNING, Confidence.LIKELY)
def likeness_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: two PatientIDs have one birth date, sex and study date, or one accession number, in
    common and stand in different splits; not assessed where chance alone would join as many.

    Why: they may be one person whose images were sent twice under two identifiers.

    Fix: compare the pairs at the source; put each person into one split.
    """
    kinds = (BORN, "AccessionNumber")
    found = find_linked(in_splits(profile), kinds)
    by_chance = next((one for one in found if one.by_chance and one.n_groups_across), None)
    telling = tuple(one.kind for one in found if one is not by_chance)
    findings = list(name_across(profile, telling)) if telling else []
    if by_chance and not findings:
        pairs = amount(by_chance.n_pairs or 0, "pair of patients")
        raise NotAssessed(
            f"{pairs} {'shares' if by_chance.n_pairs == 1 else 'share'} {BORN}; among dates as "
            f"few as these chance alone would join {by_chance.expected_pairs:.3g}"
        )
    yield from findings


@check("LKG012", "One person under two PatientIDs", Severity.WARNING, Confidence.LIKELY)
def person_under_two_ids(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: two PatientIDs share a study, a series, an instance, a frame of reference, an accession
    number or the same pixels, or differ only in writing, and no two splits are touched yet.

    Why: any later split by PatientID may put the same person on both sides, and patients are
    counted twice.

    Fix: trace both identifiers to the source; give one person one identifier.
    """
    yield from name_anywhere(profile.leakage, (*UIDS, "AccessionNumber", WRITING, PIXELS))


@check("LKG013", "Images that look alike in two splits", Severity.WARNING, Confidence.HEURISTIC)
def lookalikes_in_two_splits(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images of different patients and different splits whose 64-bit perceptual hashes differ
    in few bits. They are candidates to look at, not duplicates.

    Why: a copy with another window, crop or compression has other pixels and shows the same.

    Fix: look at the pairs side by side; images of one body part may resemble each other by nature.

    Source: Zauner 2010; chance by the binomial distribution.
    """
    facts = in_splits(profile)
    near = facts.pixels.near
    if near is None or not near.n_frames:
        raise NotAssessed("no pixels were decoded (--pixels)")
    one = near.at[policy.leakage.near_duplicate_distance]
    if one.n_pairs_across:
        least = "" if near.complete else "at least "
        message = (
            f"{least}{amount(one.n_pairs_across, 'pair')} of {near.n_frames} different frames "
            f"{'looks' if one.n_pairs_across == 1 else 'look'} alike "
            f"across splits (at most {one.distance} of 64 bits differ); of unrelated frames chance "
            f"would bring {one.expected:.2g} pairs so near"
        )
        yield Finding(
            message, len(one.instances), facts.pixels.n_decoded, "image", "dataset", "PixelData",
            one.instances,
        )  # fmt: skip


CHECKS = (
    patient_in_two_splits,
    study_in_two_splits,
    series_in_two_splits,
    instance_in_two_splits,
    frame_in_two_splits,
    accession_in_two_splits,
    volume_in_two_splits,
    pixels_in_two_splits,
    person_in_two_splits,
    writing_in_two_splits,
    likeness_in_two_splits,
    person_under_two_ids,
    lookalikes_in_two_splits,
)
