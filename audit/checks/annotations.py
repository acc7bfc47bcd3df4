"""Checks of the family `annotations`: references, frames and grids, parts, observers, files."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.annotations_basis import OBJECT, found_annotations, linked_annotations
from audit.checks.annotations_coverage import less_annotated_class
from audit.checks.annotations_parts import empty_part, no_algorithm, uncoded_part
from audit.checks.model import Confidence, Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile

_LINKED = "object with references"
_COMPARED = "object with a patient on both sides"


@check("ANN001", "An annotation of an image that is missing from its series", Severity.WARNING)
def dangling_reference(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: objects, plans and doses among them, that name an instance which is not here, though the
    dataset holds the series that it is said to be in; and COCO files with annotations of an image
    that they do not list.

    Why: the image was lost or its identifier changed while the annotation stayed; masks end up on
    fewer images than they were drawn on.

    Fix: fetch the missing instances, or apply the same change of UIDs to images and annotations.

    Source: DICOM PS3.3, C.7.6.16.2.6 and C.8.8.6.
    """
    facts = linked_annotations(profile)
    told = "name an instance that is missing from a series that is here"
    yield from name_subjects(
        facts.dangling, facts.n_linked, told, "ReferencedSOPInstanceUID", unit=_LINKED
    )


@check("ANN002", "An annotation of another patient's image", Severity.ERROR)
def other_patient(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: objects whose PatientID is another than that of an image they point to. A file beside the
    images is compared by the patient that it names, case and blanks aside.

    Why: the mask or report belongs to somebody else, or identifiers were replaced in one of the two
    and not in the other; grouping by patient tears image and label apart.

    Fix: trace both to the source; replace identifiers in images and annotations by one table.
    """
    facts = linked_annotations(profile)
    need(facts.n_compared, "no object and image it points to have a PatientID each")
    told = "point to an image of another patient"
    yield from name_subjects(
        facts.other_patient, facts.n_compared, told, "PatientID", unit=_COMPARED
    )


@check("ANN003", "An annotation in another frame of reference than its image", Severity.WARNING)
def other_frame(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: segmentations, parametric maps, structure sets and annotation groups that claim another
    FrameOfReferenceUID than an image they point to has.

    Why: positions in two frames of reference cannot be compared; laid over each other they may lie
    beside what they show.

    Fix: correct the UID if the coordinates are those of the image; else register, and say how.

    Source: DICOM PS3.3, C.7.4.1, C.8.8.5 and C.8.20.1.
    """
    facts = linked_annotations(profile).frames
    need(facts.n_judged, "no object and image it points to have a FrameOfReferenceUID each")
    told = "claim another frame of reference than an image they point to"
    yield from name_subjects(facts.differing, facts.n_judged, told, facts.keyword, unit=OBJECT)


@check("ANN004", "A mask on another grid than its images", Severity.NOTE, Confidence.LIKELY)
def other_grid(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: segmentations and parametric maps with another matrix, pixel spacing or orientation than
    every image they point to; one finding an attribute. Tiles of slides are not compared.

    Why: the standard allows it, but a script that lays mask over image pixel by pixel goes wrong.

    Fix: resample the mask by its position, orientation and spacing, never by its array alone.

    Source: DICOM PS3.3, A.51.1.
    """
    grids = [one for one in linked_annotations(profile).grids if one.n_judged]
    need(grids, "no mask or map points to an image that is held, with a grid to compare")
    for one in grids:
        told = "differ from every image they point to in"
        word = "Rows or Columns" if one.keyword == "Rows" else one.keyword
        yield from name_subjects(
            one.differing, one.n_judged, f"{told} {word}", one.keyword,
            unit=OBJECT, subject=one.keyword,
        )  # fmt: skip


@check("ANN008", "Annotations without an observer", Severity.NOTE)
def no_observer(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: objects and files that say of nobody, person or device, that they made them. That a name
    stands is looked at, and never which.

    Why: readers cannot be counted, and their agreement cannot be measured.

    Fix: write a pseudonym of the reader (`Reader 3`) where the creator stands, one for each person.
    """
    facts = found_annotations(profile)
    total = sum(n for _, _, n in facts.observers)
    need(total, "no object is of a kind that names its observer")
    told = "name no observer or creator"
    yield from name_subjects(facts.without_observer, total, told, unit=OBJECT)


@check("ANN010", "An annotation that could not be read", Severity.WARNING)
def unread_annotation(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: annotation objects with damaged or endless sequences, and AIM, NIfTI and COCO files beside
    the images that are broken or beyond a limit; one finding a kind and code.

    Why: what they hold is missing from every number of this family, and from training.

    Fix: open it in the program that wrote it, and export it again.
    """
    facts = found_annotations(profile)
    for one in facts.unread:
        total = dict(facts.kinds.counts).get(one.kind, len(one.subjects))
        told = "were read in part" if one.partly else "could not be read"
        noun = "file" if one.kind in ("AIM", "NIfTI", "COCO") else "object"
        unit = f"{one.kind} {noun}"
        yield from name_subjects(
            one.subjects, total, f"{told}: code {one.code}", unit=unit, subject=f"code {one.code}"
        )


@check("ANN011", "Images annotated more than once", Severity.NOTE, Confidence.LIKELY)
def several_annotations(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: images that two or more objects of one kind annotate, and how many of them with the same
    codes. Several readers, several structures and repeated exports look alike here.

    Why: a training set that takes every mask counts these images more often; two readings of one
    image must not be in two splits.

    Fix: say which object is the reference, and keep the others as readings with a reader each.
    """
    facts = found_annotations(profile)
    need(
        facts.n_images_annotated, "no image of the dataset is annotated by an object that was read"
    )
    told = (
        "are annotated by two or more objects of one kind "
        f"({facts.n_several_alike} with the same codes)"
    )
    yield from name_subjects(facts.several, facts.n_images_annotated, told, unit="annotated image")


@check("ANN012", "An annotation of images that are not here", Severity.NOTE)
def absent_target(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: objects that point to an instance which the dataset does not hold, and neither its series,
    or no series is named; and files that name images of which none here has the name.

    Why: the annotation cannot be used without images from somewhere else.

    Fix: add the images, or say in the datasheet where they are.
    """
    facts = linked_annotations(profile)
    told = "point to an object that is not here"
    yield from name_subjects(
        facts.not_held, facts.n_linked, told, "ReferencedSOPInstanceUID", unit=_LINKED
    )


CHECKS = (
    dangling_reference,
    other_patient,
    other_frame,
    other_grid,
    empty_part,
    uncoded_part,
    no_algorithm,
    no_observer,
    less_annotated_class,
    unread_annotation,
    several_annotations,
    absent_target,
)
