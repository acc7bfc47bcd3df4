"""Checks of the family `annotations`: references, frames and grids, parts, observers, files."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.aggregate import name_subjects
from audit.checks.annotations_coverage import less_annotated_class
from audit.checks.model import Confidence, Finding, NotAssessed, Severity, check
from audit.policy import Policy
from audit.profile.model import AnnotationFacts, Profile, Subjects
from audit.profile.model.annotations import Parts
from audit.units import amount, plural

_OBJECT = "annotation object"
_LINKED = "object with references"
_COMPARED = "object with a patient on both sides"
_SIZED = ("segment", "region", "group", "category")
"""Parts that should hold something; an annotation of a whole image has no shape."""
_KEYWORDS = {"segment": "SegmentAlgorithmType", "region": "ROIGenerationAlgorithm",
             "group": "AnnotationGroupGenerationType"}  # fmt: skip
_TYPES = {"segment": "SegmentedPropertyTypeCodeSequence",
          "region": "RTROIIdentificationCodeSequence",
          "group": "AnnotationPropertyTypeCodeSequence"}  # fmt: skip


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
    facts = _linked(profile)
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
    facts = _linked(profile)
    if not facts.n_compared:
        raise NotAssessed("no object and image it points to have a PatientID each")
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
    facts = _linked(profile).frames
    if not facts.n_judged:
        raise NotAssessed("no object and image it points to have a FrameOfReferenceUID each")
    told = "claim another frame of reference than an image they point to"
    yield from name_subjects(facts.differing, facts.n_judged, told, facts.keyword, unit=_OBJECT)


@check("ANN004", "A mask on another grid than its images", Severity.NOTE, Confidence.LIKELY)
def other_grid(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: segmentations and parametric maps with another matrix, pixel spacing or orientation than
    every image they point to; one finding an attribute. Tiles of slides are not compared.

    Why: the standard allows it, but a script that lays mask over image pixel by pixel goes wrong.

    Fix: resample the mask by its position, orientation and spacing, never by its array alone.

    Source: DICOM PS3.3, A.51.1.
    """
    grids = [one for one in _linked(profile).grids if one.n_judged]
    if not grids:
        raise NotAssessed("no mask or map points to an image that is held, with a grid to compare")
    for one in grids:
        told = "differ from every image they point to in"
        word = "Rows or Columns" if one.keyword == "Rows" else one.keyword
        yield from name_subjects(
            one.differing, one.n_judged, f"{told} {word}", one.keyword,
            unit=_OBJECT, subject=one.keyword,
        )  # fmt: skip


@check("ANN005", "Segments or regions with nothing in them", Severity.WARNING)
def empty_part(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: segments that no frame refers to, regions without a contour, groups and categories without
    an annotation; one finding a kind. A frame that is there and blank is not seen.

    Why: the structure looks annotated and is not; it counts as a positive example of its class.

    Fix: leave the part out, or draw it; say in the datasheet whether empty means absent.
    """
    sized = [one for one in _parts(profile) if one.n_sized and one.unit in _SIZED]
    if not sized:
        raise NotAssessed("of no segment or region the header tells what it holds")
    for one in sized:
        if one.n_empty:
            what = f"{one.n_empty} of {amount(one.n_sized, one.unit)}"
            message = f"{what} have nothing in them, in {amount(len(one.empty), 'object')}"
            yield _tell(message, one.n_empty, one, one.n_sized, "", one.empty)


@check("ANN006", "Segments or regions named without a code", Severity.NOTE)
def uncoded_part(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: segments, regions, groups, findings and observations without a code for what they are; how
    many of them have a text only. One finding a kind.

    Why: GTV, tumor and lesion are told apart by nobody but their author; labels of two sites
    cannot be joined.

    Fix: add a code of a published scheme (SNOMED CT, RadLex, NCIt) to each part.

    Source: DICOM PS3.16, CID 7150 to 7159.
    """
    coded = [one for one in _parts(profile) if one.unit in _TYPES or one.n_coded or one.uncoded]
    if not coded:
        raise NotAssessed("no object has segments, regions or findings")
    for one in coded:
        without = one.n - one.n_coded
        if without and one.uncoded:
            told = "has no code" if without == 1 else "have no code"
            message = (
                f"{without} of {amount(one.n, one.unit)} {told} for what is annotated; "
                f"{one.n_text_only} of them a text only"
            )
            yield _tell(message, without, one, one.n, _TYPES.get(one.unit, ""), one.uncoded)


@check("ANN007", "Segments or regions that do not say how they were made", Severity.NOTE)
def no_algorithm(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: segments, regions and groups without SegmentAlgorithmType, ROIGenerationAlgorithm or
    AnnotationGroupGenerationType; one finding a kind.

    Why: whether a person or a program drew them decides what a model trained on them learns.

    Fix: write MANUAL, SEMIAUTOMATIC or AUTOMATIC, and the name and version of the program.
    """
    drawn = [one for one in _parts(profile) if one.unit in _KEYWORDS]
    if not drawn:
        raise NotAssessed("no object has segments, regions or groups")
    for one in drawn:
        if without := one.algorithms.absent:
            keyword = _KEYWORDS[one.unit]
            message = f"{without} of {amount(one.n, one.unit)} without {keyword}"
            yield _tell(message, without, one, one.n, keyword, one.without_algorithm)


@check("ANN008", "Annotations without an observer", Severity.NOTE)
def no_observer(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: objects and files that say of nobody, person or device, that they made them. That a name
    stands is looked at, and never which.

    Why: readers cannot be counted, and their agreement cannot be measured.

    Fix: write a pseudonym of the reader (`Reader 3`) where the creator stands, one for each person.
    """
    facts = _found(profile)
    total = sum(n for _, _, n in facts.observers)
    if not total:
        raise NotAssessed("no object is of a kind that names its observer")
    told = "name no observer or creator"
    yield from name_subjects(facts.without_observer, total, told, unit=_OBJECT)


@check("ANN010", "An annotation that could not be read", Severity.WARNING)
def unread_annotation(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: annotation objects with damaged or endless sequences, and AIM, NIfTI and COCO files beside
    the images that are broken or beyond a limit; one finding a kind and code.

    Why: what they hold is missing from every number of this family, and from training.

    Fix: open it in the program that wrote it, and export it again.
    """
    facts = _found(profile)
    for one in facts.unread:
        total = dict(facts.kinds.counts).get(one.kind, len(one.subjects))
        told = "were read in part" if one.partly else "could not be read"
        unit = f"{one.kind} object" if one.kind != "other" else "other object"
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
    facts = _found(profile)
    if not facts.n_images_annotated:
        raise NotAssessed("no image of the dataset is annotated by an object that was read")
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
    facts = _linked(profile)
    told = "point to an object that is not here"
    yield from name_subjects(
        facts.not_held, facts.n_linked, told, "ReferencedSOPInstanceUID", unit=_LINKED
    )


def _tell(
    message: str, count: int, part: Parts, total: int, keyword: str, subjects: Subjects
) -> Finding:
    """One finding a kind of part; the subjects are the objects that hold such parts."""
    return Finding(message, count, total, part.unit, plural(part.unit), keyword, subjects)


def _found(profile: Profile) -> AnnotationFacts:
    facts = profile.annotations
    if facts.state == "absent":
        raise NotAssessed("annotation objects were not opened")
    if not facts.kinds.total and not facts.unread:
        if facts.n_by_row:
            told = amount(facts.n_by_row, _OBJECT)
            raise NotAssessed(f"{told} of a table were not opened")
        raise NotAssessed("no annotation object or file was found")
    return facts


def _linked(profile: Profile) -> AnnotationFacts:
    facts = _found(profile)
    if not facts.n_linked:
        raise NotAssessed("no annotation object that was read points to anything")
    return facts


def _parts(profile: Profile) -> tuple[Parts, ...]:
    return _found(profile).parts


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
