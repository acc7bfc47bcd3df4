"""Checks of the family `annotations` on segments, regions and other parts of an object."""

from __future__ import annotations

from collections.abc import Iterator

from audit.checks.annotations_basis import annotation_parts
from audit.checks.model import Finding, Severity, check, need
from audit.policy import Policy
from audit.profile.model import Profile, Subjects
from audit.profile.model.annotations import Parts
from audit.units import amount, plural

_SIZED = ("segment", "region", "group", "category")
"""Parts that should hold something; an annotation of a whole image has no shape."""
_KEYWORDS = {"segment": "SegmentAlgorithmType", "region": "ROIGenerationAlgorithm",
             "group": "AnnotationGroupGenerationType"}  # fmt: skip
_TYPES = {"segment": "SegmentedPropertyTypeCodeSequence",
          "region": "RTROIIdentificationCodeSequence",
          "group": "AnnotationPropertyTypeCodeSequence"}  # fmt: skip


@check("ANN005", "Segments or regions with nothing in them", Severity.WARNING)
def empty_part(profile: Profile, policy: Policy) -> Iterator[Finding]:
    """
    What: segments that no frame refers to, regions without a contour, groups and categories without
    an annotation; one finding a kind. A frame that is there and blank is not seen.

    Why: the structure looks annotated and is not; it counts as a positive example of its class.

    Fix: leave the part out, or draw it; say in the datasheet whether empty means absent.
    """
    sized = [one for one in annotation_parts(profile) if one.n_sized and one.unit in _SIZED]
    need(sized, "of no segment or region the header tells what it holds")
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
    coded = [
        one for one in annotation_parts(profile) if one.unit in _TYPES or one.n_coded or one.uncoded
    ]
    need(coded, "no object has segments, regions or findings")
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
    drawn = [one for one in annotation_parts(profile) if one.unit in _KEYWORDS]
    need(drawn, "no object has segments, regions or groups")
    for one in drawn:
        if without := one.algorithms.absent:
            keyword = _KEYWORDS[one.unit]
            message = f"{without} of {amount(one.n, one.unit)} without {keyword}"
            yield _tell(message, without, one, one.n, keyword, one.without_algorithm)


def _tell(
    message: str, count: int, part: Parts, total: int, keyword: str, subjects: Subjects
) -> Finding:
    """One finding a kind of part; the subjects are the objects that hold such parts."""
    return Finding(message, count, total, part.unit, plural(part.unit), keyword, subjects)
