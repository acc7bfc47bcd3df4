"""Nested items to parts: segments, regions, groups, graphics, maps, each with code and size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from audit.scan.annotation_words import QUANTITY
from audit.scan.item_reader import Item
from audit.scan.safe_text import safe_text

Part = dict[str, Any]
_CODES = ("CodeValue", "LongCodeValue", "URNCodeValue")
_DRAWN = ("GraphicObjectSequence", "TextObjectSequence", "CompoundGraphicSequence")


def items_of(item: Item, keyword: str) -> Sequence[Item]:
    """The items of a sequence; none where it is absent or no sequence."""
    found = item.get(keyword)
    return found if isinstance(found, list) else ()


def code_in(item: Item, keyword: str) -> str | None:
    """The first code of a code sequence as `value:scheme`; None without a value."""
    for code in items_of(item, keyword)[:1]:
        value = next((code[word] for word in _CODES if code.get(word)), None)
        if value:
            return f"{safe_text(value)}:{safe_text(code.get('CodingSchemeDesignator', ''))}"
    return None


def make_part(unit: str, **known: Any) -> Part:
    """A part of which only some things are known."""
    return {"unit": unit, "named": False, **known}


def _number(item: Item, keyword: str) -> int | None:
    value = item.get(keyword)
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.strip().isdecimal() else None


def _word(item: Item, keyword: str) -> str | None:
    return safe_text(item[keyword]) if item.get(keyword) else None


def segments_of(root: Item, whole: bool) -> list[Part]:
    """Segments, with the frames that refer to each; `whole` says that all of it was read."""
    frames = _frames_of(root) if whole else None
    surfaces = bool(items_of(root, "SurfaceSequence"))
    parts = []
    for segment in items_of(root, "SegmentSequence"):
        number = _number(segment, "SegmentNumber")
        n = None if frames is None or number is None else frames[number]
        if surfaces and whole:
            n = len(items_of(segment, "ReferencedSurfaceSequence"))
        parts.append(
            make_part(
                "segment",
                number=number,
                category=code_in(segment, "SegmentedPropertyCategoryCodeSequence"),
                code=code_in(segment, "SegmentedPropertyTypeCodeSequence"),
                named=bool(segment.get("SegmentLabel")),
                algorithm=_word(segment, "SegmentAlgorithmType"),
                n=n,
            )
        )
    return parts


def _frames_of(root: Item) -> Counter[int] | None:
    """
    Frames by segment number; None where frames do not say it: label maps, where pixels do, and
    tiled objects without an entry a frame (PS3.3 C.8.20.2 and C.7.6.17.3).
    """
    shared = _segment_of(items_of(root, "SharedFunctionalGroupsSequence")[:1])
    frames = items_of(root, "PerFrameFunctionalGroupsSequence")
    if root.get("SegmentationType") == "LABELMAP" or not (shared or frames):
        return None
    numbers = [_segment_of([frame]) or shared for frame in frames]
    if not frames:
        return Counter(shared) if root.get("DimensionOrganizationType") != "TILED_FULL" else None
    if not any(numbers):
        return None
    return Counter(number for some in numbers for number in some)


def _segment_of(groups: Sequence[Item]) -> list[int]:
    return [
        number
        for group in groups
        for one in items_of(group, "SegmentIdentificationSequence")
        if (number := _number(one, "ReferencedSegmentNumber")) is not None
    ]


def regions_of(root: Item, whole: bool) -> list[Part]:
    """
    Regions of interest with the contours of each, by ROINumber.

    The contours are given the frame of reference of their region, for what they point to.
    """
    told = {_number(one, "ReferencedROINumber"): one
            for one in reversed(items_of(root, "RTROIObservationsSequence"))}  # fmt: skip
    drawn: Counter[int | None] = Counter()
    frames = {_number(roi, "ROINumber"): roi.get("ReferencedFrameOfReferenceUID")
              for roi in items_of(root, "StructureSetROISequence")}  # fmt: skip
    for contours in items_of(root, "ROIContourSequence"):
        number = _number(contours, "ReferencedROINumber")
        drawn[number] += len(items_of(contours, "ContourSequence"))
        if frames.get(number):
            contours.setdefault("ReferencedFrameOfReferenceUID", frames[number])
    return [
        make_part(
            "region",
            number=number,
            code=code_in(told.get(number, {}), "RTROIIdentificationCodeSequence"),
            named=bool(roi.get("ROIName")),
            algorithm=_word(roi, "ROIGenerationAlgorithm"),
            n=drawn[number] if whole else None,
        )
        for roi in items_of(root, "StructureSetROISequence")
        for number in [_number(roi, "ROINumber")]
    ]


def groups_of(root: Item, whole: bool) -> list[Part]:
    """Groups of microscopy bulk annotations."""
    return [
        make_part(
            "group",
            number=_number(group, "AnnotationGroupNumber"),
            category=code_in(group, "AnnotationPropertyCategoryCodeSequence"),
            code=code_in(group, "AnnotationPropertyTypeCodeSequence"),
            named=bool(group.get("AnnotationGroupLabel")),
            algorithm=_word(group, "AnnotationGroupGenerationType"),
            n=_number(group, "NumberOfAnnotations"),
        )
        for group in items_of(root, "AnnotationGroupSequence")
    ]


def graphics_of(root: Item, whole: bool) -> list[Part]:
    """Drawings and texts of presentation states, one a layer and set of images."""
    return [
        make_part("graphic", n=sum(len(items_of(one, word)) for word in _DRAWN))
        for one in items_of(root, "GraphicAnnotationSequence")
    ]


def maps_of(root: Item, whole: bool) -> list[Part]:
    """What a parametric map shows, by its first mapping of values."""
    groups = [*items_of(root, "SharedFunctionalGroupsSequence")[:1],
              *items_of(root, "PerFrameFunctionalGroupsSequence")[:1]]  # fmt: skip
    for group in groups:
        for mapping in items_of(group, "RealWorldValueMappingSequence")[:1]:
            codes = [
                code_in(one, "ConceptCodeSequence")
                for one in items_of(mapping, "QuantityDefinitionSequence")
                if code_in(one, "ConceptNameCodeSequence") == QUANTITY
            ]
            unit = code_in(mapping, "MeasurementUnitsCodeSequence")
            return [make_part("map", code=next(iter(codes), None), category=unit)]
    return [make_part("map")]
