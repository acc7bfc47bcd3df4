"""Checks of the family `integrity`: what could not be read, stands twice or contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks import integrity_basis, integrity_conflicts
from audit.checks.aggregate import look_inside, name_subjects
from audit.checks.integrity_basis import compared, found, known, opened, patients, read, uids
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check, need
from audit.checks.wording import some
from audit.policy import Policy
from audit.profile.model import Profile


@check("INT001", "Items that could not be read", Severity.ERROR)
def rejected_item(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that are DICOM, or say so, and could not be read at all.

    Why: nobody knows which patients they hold, so no statement about the dataset is complete.

    Fix: fetch the items again from the source; the inventory names each with its reading code.
    """
    accounting = found(profile).accounting
    if accounting.rejected > policy.integrity.max_rejected_share * accounting.found:
        told = "could not be read"
        yield from name_subjects(profile.integrity.rejected, accounting.found, told)


@check("INT002", "Items read only up to a fault", Severity.ERROR)
def partial_item(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that end early, or whose structure breaks off; what stands before was kept.

    Why: software reads such items without a warning and takes what was cut off for absent.

    Fix: fetch the items again from the source.
    """
    accounting = opened(profile).accounting
    if accounting.partial > policy.integrity.max_partial_share * accounting.found:
        told = "were read only up to a fault"
        yield from name_subjects(profile.integrity.partial, accounting.found, told)


@check("INT003", "Instances that stand twice", Severity.WARNING)
def duplicate_instance(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that repeat the SOPInstanceUID and the content of an earlier one.

    Why: a script that walks the folders sees them twice, and may train on one and test on another.

    Fix: keep one item of each.
    """
    facts = read(profile)
    told = "repeat an earlier instance, content and all"
    yield from name_subjects(
        facts.duplicate_uid, compared(profile), told, "SOPInstanceUID", unit="item"
    )


@check("INT005", "A series in two studies, or a study of two patients", Severity.ERROR)
def torn_hierarchy(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one SeriesInstanceUID under two StudyInstanceUIDs, or one StudyInstanceUID under two
    PatientIDs.

    Why: images of two patients are mixed, or one patient has two names here and can stand in
    training and in test.

    Fix: trace them to the source; de-identification that ran twice with two keys does this.

    Source: DICOM PS3.3, A.1.2.
    """
    facts, size = read(profile), profile.overview
    need(
        size.n_series or size.n_studies,
        "no instance has a SeriesInstanceUID or a StudyInstanceUID",
    )
    told = "stand in more than one study"
    yield from name_subjects(facts.series_in_two_studies, size.n_series, told, "StudyInstanceUID")
    told = "stand under more than one PatientID"
    yield from name_subjects(facts.study_in_two_patients, size.n_studies, told, "PatientID")


@check("INT006", "A patient with two sexes", Severity.ERROR)
def two_sexes(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a PatientID whose images say two of M, F and O.

    Why: two persons may stand under one PatientID, and counts by sex depend on the image taken.

    Fix: find out whether these are two persons; correct PatientSex or PatientID.
    """
    facts = patients(profile)
    need(facts.n_patients_with_sex, "no patient has a PatientSex of M, F or O")
    told = "with a PatientSex of M, F or O have images of two sexes"
    yield from name_subjects(
        facts.patient_with_two_sexes, facts.n_patients_with_sex, told, "PatientSex"
    )


@check("INT007", "Instances without a PatientID", Severity.ERROR)
def nameless_patient(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: instances whose PatientID is absent or empty.

    Why: they belong to no patient that can be counted; one person may be in training and test.

    Fix: give each patient a pseudonym and write it into all images of that patient.

    Source: CLAIM 2024, item 20.
    """
    facts = read(profile)
    told = "have no PatientID"
    total = known(facts, "PatientID")
    yield from name_subjects(facts.without_patient_id, total, told, "PatientID")


@check("INT008", "A patient with two birth dates", Severity.WARNING, Confidence.LIKELY)
def two_birth_dates(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: a PatientID whose images give two dates as PatientBirthDate.

    Why: two persons may stand under one PatientID, or dates were shifted by study: ages are wrong.

    Fix: find out whether these are two persons; shift all dates of a patient by the same days.
    """
    facts = patients(profile)
    need(facts.n_patients_with_birth_date, "no patient has a PatientBirthDate")
    twice, total = facts.patient_with_two_birth_dates, facts.n_patients_with_birth_date
    told = "with a PatientBirthDate have two of them"
    yield from name_subjects(twice, total, told, "PatientBirthDate")


@check("INT009", "A PatientID that is a placeholder", Severity.WARNING, Confidence.LIKELY)
def placeholder_patient(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: instances whose PatientID is a word for nobody, such as `ANON`, `UNKNOWN` or `0000`.

    Why: all of them count as one patient, and a split by patient puts strangers together.

    Fix: give each patient a pseudonym of its own.
    """
    facts = read(profile)
    told = "have a placeholder as PatientID"
    total = known(facts, "PatientID")
    yield from name_subjects(facts.placeholder_patient_id, total, told, "PatientID")


@check("INT010", "Instances without an identifier of their own", Severity.ERROR)
def unidentified_instance(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: instances whose SOPInstanceUID, SeriesInstanceUID or StudyInstanceUID is absent or empty.

    Why: no label can name them, repeats are not seen, and counts by series leave them out.

    Fix: fetch them again from the source, or give them UIDs.

    Source: DICOM PS3.3, C.7.2.1, C.7.3.1 and C.12.1 (Type 1).
    """
    facts = read(profile)
    if facts.n_instances and not any(facts.known(keyword) for keyword, _ in uids(facts)):
        raise NotAssessed("no item was read as far as any of these identifiers")
    for keyword, subjects in uids(facts):
        yield from name_subjects(subjects, facts.known(keyword), f"have no {keyword}", keyword)


@check("INT011", "Images without pixel data", Severity.ERROR)
def image_without_pixels(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items of an image class, read to their end, that hold no pixel data; repeats are items
    of their own.

    Why: they count as images and show nothing.

    Fix: fetch them again from the source, or leave them out.
    """
    facts = read(profile)
    need(facts.n_images, "no item has Rows or an image class, or none was read as a file")
    subjects, told = facts.pixel_data_missing, "are images without pixel data"
    yield from name_subjects(
        subjects,
        facts.n_images,
        told,
        "PixelData",
        unit="item",
        such="with Rows or of an image class",
    )


@check("INT012", "The same pixels under two SOPInstanceUIDs", Severity.WARNING)
def repeated_pixels(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items whose pixel bytes also stand under another SOPInstanceUID; only pixels that were
    read along with the header are compared; repeats are items of their own.

    Why: the same image counts twice and can stand in training and in test.

    Fix: look at the pairs; keep one of each unless both are meant (blank images are alike).
    """
    facts = read(profile)
    need(facts.n_with_pixel_digest, "no pixel data were read along with the headers")
    subjects, total = facts.duplicate_content, facts.n_with_pixel_digest
    told = "have the pixels of another instance"
    yield from name_subjects(
        subjects, total, told, "PixelData", unit="item", such="with pixels to compare"
    )


@check("INT013", "Faults in the way items are written", Severity.NOTE)
def reading_code(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items that were read to their end and break a rule of the file format; one finding a
    reading code.

    Why: other software may refuse them or read them differently.

    Fix: export again with software that writes DICOM correctly, and compare.

    Source: DICOM PS3.5 and PS3.10.
    """
    n_found = opened(profile).accounting.found
    for one in profile.integrity.codes:
        if one.status == "finding" and one.code not in integrity_basis.OWN_RULE:
            told = f"have the reading code {one.code}"
            yield from name_subjects(one.items, n_found, told, subject=f"code {one.code}")


@check("INT014", "A series with two modalities", Severity.ERROR)
def mixed_modality(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: one SeriesInstanceUID whose instances name two values of Modality.

    Why: a series has one modality; here each is counted under that of most of its instances.

    Fix: divide the series, or correct Modality.

    Source: DICOM PS3.3, C.7.3.1.
    """
    facts, size = read(profile), profile.overview
    need(size.n_series, "no instance has a SeriesInstanceUID")
    total = look_inside(profile, size.n_series)
    told = "name two modalities"
    yield from name_subjects(facts.series_with_two_modalities, total, told, "Modality")


@check("INT015", "Two readers disagree", Severity.WARNING, Confidence.LIKELY)
def second_reader(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: items of which pydicom, a reader of its own, gives another value than the one counted
    here. The first items and about one in a thousand of the others are read twice.

    Why: one of the two is wrong, and other software may read what this report does not show.

    Fix: look at the keywords named in these items; report it if the file is right and this is not.

    Source: pydicom; the version stands under Provenance.
    """
    again = opened(profile).second_reading
    need(again.n_compared, "no item could be read by both readers")
    keywords = some([f"{keyword} ({n})" for keyword, n in again.keywords])
    told = f"read twice have another value for pydicom: {keywords}"
    yield from name_subjects(again.differing, again.n_compared, told)


CHECKS = (
    rejected_item,
    partial_item,
    duplicate_instance,
    integrity_conflicts.conflicting_instance,
    torn_hierarchy,
    two_sexes,
    nameless_patient,
    two_birth_dates,
    placeholder_patient,
    unidentified_instance,
    image_without_pixels,
    repeated_pixels,
    reading_code,
    mixed_modality,
    second_reader,
    integrity_conflicts.recoded_instance,
)
