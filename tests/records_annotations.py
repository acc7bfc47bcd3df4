"""The record of annotations for tests of checks and pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.profile.model import AnnotationFacts
from audit.profile.model.annotations import Coverage, ImageComparison, Links, Parts
from audit.profile.model.shared import NO_ITEM, Counts, Interval
from tests.records_base import counts


def parts(unit: str = "segment", n: int = 10, **changes: Any) -> Parts:
    """Ten segments, coded, by hand, none empty."""
    plain = Parts(
        unit=unit,
        n=n,
        n_coded=n,
        n_public=n,
        n_text_only=0,
        codes=counts(unit, n, Nodule=n),
        schemes=counts(unit, n, SCT=n),
        algorithms=counts(unit, n, MANUAL=n),
        n_sized=n,
        n_empty=0,
        uncoded=NO_ITEM,
        without_algorithm=NO_ITEM,
        empty=NO_ITEM,
    )
    return replace(plain, **changes)


def covered(name: str, annotated: int, n: int, label: str = "diagnosis") -> Coverage:
    """A class of `n` patients with one image each."""
    return Coverage(label, name, n, annotated, n, annotated, Interval(0.1, 0.9))


def annotations(**changes: Any) -> AnnotationFacts:
    """Ten segmentations of ten images of ten patients, everything in order."""
    plain = AnnotationFacts(
        state="measured",
        kinds=Counts("item", 10, (("SEG", 10),)),
        parts=(parts(),),
        observers=(("SEG", 10, 10),),
        links=(Links("SEG", 10, 10, 10, 0, 0, 10, 0),),
        n_linked=10,
        n_compared=10,
        frames=ImageComparison("FrameOfReferenceUID", 10, 10, NO_ITEM),
        grids=(ImageComparison("Rows", 10, 10, NO_ITEM),),
        n_images=240,
        n_images_annotated=10,
        n_patients=10,
        n_patients_annotated=10,
        coverage=(covered("normal", 10, 10), covered("nodule", 10, 10)),
    )
    return replace(plain, **changes)
