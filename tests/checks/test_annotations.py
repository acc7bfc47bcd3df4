"""Checks of the family `annotations`: at the limit, above it, and not assessed."""

from __future__ import annotations

from typing import Any

import pytest

from audit.checks import annotations as family
from audit.checks.model import Check, NotAssessed
from audit.policy import Policy
from audit.profile.model import AnnotationFacts
from audit.profile.model.annotations import NO_ANNOTATIONS, ImageComparison, Unread
from audit.profile.model.shared import NO_ITEM, Counts
from tests.records import profile
from tests.records_annotations import annotations, covered, parts
from tests.records_base import counts, subjects

TWO = subjects(2, "item")
NOTHING = annotations(
    kinds=Counts("item", 0), parts=(), observers=(), links=(), n_linked=0, n_compared=0,
    frames=ImageComparison("FrameOfReferenceUID", 0, 0, NO_ITEM), grids=(), n_images_annotated=0,
    coverage=(), coverage_reason="no labels were given",
)  # fmt: skip


def said(check: Check, facts: AnnotationFacts, policy: Policy | None = None) -> list[str]:
    found = check.function(profile(annotations=facts), policy or Policy())
    return [one.message for one in found]


@pytest.mark.parametrize("check", family.CHECKS, ids=lambda one: one.rule)
def test_nothing_is_found_where_all_is_well(check: Check) -> None:
    assert said(check, annotations()) == []


@pytest.mark.parametrize("check", family.CHECKS, ids=lambda one: one.rule)
@pytest.mark.parametrize("facts", [NOTHING, NO_ANNOTATIONS], ids=["none found", "not opened"])
def test_without_annotations_no_check_passes(check: Check, facts: AnnotationFacts) -> None:
    with pytest.raises(NotAssessed):
        said(check, facts)


@pytest.mark.parametrize(
    ("check", "changes", "message"),
    [
        (
            family.dangling_reference,
            {"dangling": TWO},
            "2 of 10 objects with references name an instance that is missing from a series that "
            "is here",
        ),
        (
            family.other_patient,
            {"other_patient": TWO},
            "2 of 10 objects with a patient on both sides point to an image of another patient",
        ),
        (
            family.other_frame,
            {"frames": ImageComparison("FrameOfReferenceUID", 3, 10, TWO)},
            "2 of 3 annotation objects claim another frame of reference than an image they point "
            "to",
        ),
        (
            family.other_grid,
            {"grids": (ImageComparison("Rows", 0, 9, NO_ITEM),
                       ImageComparison("PixelSpacing", 4, 10, TWO))},
            "2 of 4 annotation objects differ from every image they point to in PixelSpacing",
        ),
        (
            family.empty_part,
            {"parts": (parts(n_sized=8, n_empty=3, empty=TWO),)},
            "3 of 8 segments have nothing in them, in 2 objects",
        ),
        (
            family.uncoded_part,
            {"parts": (parts("region", n_coded=6, n_text_only=3, uncoded=TWO),)},
            "4 of 10 regions have no code for what is annotated; 3 of them a text only",
        ),
        (
            family.no_algorithm,
            {"parts": (parts(algorithms=counts("segment", 10, absent=4, MANUAL=6),
                             without_algorithm=TWO),)},
            "4 of 10 segments without SegmentAlgorithmType",
        ),
        (
            family.no_observer,
            {"without_observer": TWO},
            "2 of 10 annotation objects name no observer or creator",
        ),
        (
            family.unread_annotation,
            {"unread": (Unread("SEG", "item-limit", True, TWO),)},
            "2 of 10 SEG objects were read in part: code item-limit",
        ),
        (
            family.several_annotations,
            {"several": subjects(2), "n_several_alike": 1},
            "2 of 10 annotated images are annotated by two or more objects of one kind (1 with "
            "the same codes)",
        ),
        (
            family.absent_target,
            {"not_held": TWO},
            "2 of 10 objects with references point to an object that is not here",
        ),
    ],
    ids=lambda one: one.rule if isinstance(one, Check) else None,
)  # fmt: skip
def test_one_finding_with_its_count(check: Check, changes: dict[str, Any], message: str) -> None:
    assert said(check, annotations(**changes)) == [message]


@pytest.mark.parametrize(
    ("check", "changes"),
    [
        (family.other_patient, {"n_compared": 0}),
        (family.other_frame, {"frames": ImageComparison("FrameOfReferenceUID", 0, 5, NO_ITEM)}),
        (family.other_grid, {"grids": (ImageComparison("Rows", 0, 5, NO_ITEM),)}),
        (family.empty_part, {"parts": (parts(n_sized=0),)}),
        (family.empty_part, {"parts": (parts("annotation", n_empty=10),)}),
        (family.uncoded_part, {"parts": (parts("volume", n_coded=0),)}),
        (family.no_algorithm, {"parts": (parts("finding"),)}),
        (family.no_observer, {"observers": ()}),
        (family.less_annotated_class, {"coverage": (covered("normal", 1, 10),)}),
        (family.less_annotated_class, {"coverage": (covered("a", 0, 9), covered("b", 9, 9))}),
    ],
)
def test_what_cannot_be_seen_is_not_assessed(check: Check, changes: dict[str, Any]) -> None:
    with pytest.raises(NotAssessed):
        said(check, annotations(**changes))


def test_rows_of_a_table_are_not_assessed_with_their_number() -> None:
    facts = annotations(kinds=Counts("item", 0), n_by_row=3, n_linked=0, parts=(), links=())
    with pytest.raises(NotAssessed, match="3 annotation objects of a table were not opened"):
        said(family.dangling_reference, facts)


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        ((0, 100), (100, 100), True),
        ((80, 100), (100, 100), False),  # 20 points: at the limit, not above it
        ((79, 100), (100, 100), True),
        ((5, 10), (8, 10), False),  # 30 points of ten patients: the interval holds zero
        ((100, 100), (100, 100), False),
    ],
)
def test_a_class_annotated_less(low: tuple[int, int], high: tuple[int, int], found: bool) -> None:
    facts = annotations(coverage=(covered("normal", *low), covered("nodule", *high)))
    assert bool(said(family.less_annotated_class, facts)) is found


def test_a_class_annotated_less_is_named_with_n_and_interval() -> None:
    coverage = (covered("normal", 5, 50), covered("nodule", 45, 50), covered("mass", 40, 50))
    (message,) = said(family.less_annotated_class, annotations(coverage=coverage))
    assert message.startswith(
        "normal: 5 of 50 patients with an annotated image; nodule: 45 of 50; difference "
    )
    assert "(98.33 % interval); limit 20 %" in message


def test_limits_of_the_policy_hold() -> None:
    facts = annotations(coverage=(covered("normal", 0, 5), covered("nodule", 5, 5)))
    policy = Policy.model_validate({"annotations": {"min_patients": 5, "max_class_gap": 1.0}})
    assert said(family.less_annotated_class, facts, policy) == []
    policy = Policy.model_validate({"annotations": {"min_patients": 5, "max_class_gap": 0.9}})
    assert len(said(family.less_annotated_class, facts, policy)) == 1
