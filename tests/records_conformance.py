"""Plausible facts of the families `conformance` and `hierarchy`: nothing is at fault."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audit.profile.model import Conformance, Counts, Hierarchy, Subjects
from audit.profile.model.conformance import ClassConformance, Lacking, Uids
from audit.profile.model.hierarchy import Divided
from tests.records_base import NO_SERIES, subjects


def lacking(keyword: str = "Rows", n: int = 1, total: int = 160, **changes: Any) -> Lacking:
    """One attribute of Type 1 that `n` of `total` items lack."""
    plain = Lacking(keyword, "", "1", "absent", subjects(n), total, 0)
    return replace(plain, **changes)


def class_conformance(*some: Lacking, **changes: Any) -> ClassConformance:
    """160 CT images and what they lack."""
    plain = ClassConformance("CT Image Storage", 160, 0, 36, 403, 0, 41, 15, some)
    return replace(plain, **changes)


def conformance(**changes: Any) -> Conformance:
    """160 CT and 80 MR images without a fault."""
    plain = Conformance(
        n_items=240,
        n_untold=0,
        classes=(
            class_conformance(),
            ClassConformance("MR Image Storage", 80, 0, 38, 345, 0, 41, 17, ()),
        ),
        unlisted=Counts("item", 0),
        odd_values=(),
        mismatches=(),
        n_with_modality=240,
        uids=Uids(n_items=240, n_with_class=240),
        retired_classes=(),
        retired_syntaxes=(),
        retired_attributes=(),
        codes=(),
    )
    return replace(plain, **changes)


def hierarchy(**changes: Any) -> Hierarchy:
    """Twelve series, each with one frame of reference and numbered from 1."""
    plain = Hierarchy(
        divided=(
            Divided("study", "StudyDate", Subjects("study"), 10),
            Divided("series", "FrameOfReferenceUID", NO_SERIES, 12),
        ),
        n_numbered=12,
    )
    return replace(plain, **changes)
