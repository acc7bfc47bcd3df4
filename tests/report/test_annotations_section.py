"""The section of annotations: counts with their denominators, and what was not assessable."""

from __future__ import annotations

from audit.profile.model import AnnotationFacts
from audit.profile.model.annotations import NO_ANNOTATIONS, ImageComparison, Links, Unread
from audit.profile.model.shared import NO_ITEM, Counts
from audit.report.sections.annotations import annotations_page
from audit.report.view import FamilyPage
from tests import records
from tests.records_annotations import annotations, covered, parts
from tests.records_base import counts, subjects
from tests.report.test_sections import table_of


def page(facts: AnnotationFacts) -> FamilyPage:
    return annotations_page(records.profile(annotations=facts))


def fact(shown: FamilyPage, name: str) -> str:
    return next(one.value for one in shown.facts if one.name == name)


def test_without_annotations_one_line_says_why() -> None:
    assert page(NO_ANNOTATIONS).empty == "Annotation objects were not opened."
    nothing = annotations(kinds=Counts("item", 0), links=())
    assert page(nothing).empty.startswith("No annotation object, and no AIM")
    by_row = annotations(kinds=Counts("item", 0), links=(), n_by_row=3)
    assert page(by_row).empty.startswith("3 annotation objects in a table: rows cannot be opened")


def test_facts_have_their_denominators() -> None:
    shown = page(
        annotations(
            dangling=subjects(1, "item"),
            frames=ImageComparison("FrameOfReferenceUID", 7, 10, subjects(2, "item")),
            grids=(ImageComparison("Rows", 0, 4, NO_ITEM),),
            several=subjects(3),
            n_several_alike=2,
            templates=counts("item", 4, absent=1, t1500=3),
        )
    )
    assert fact(shown, "Images annotated") == "10 of 240"
    assert fact(shown, "Objects that name an image missing from its series") == "1 of 10"
    assert fact(shown, "Another frame of reference than the image") == "2 of 7; 3 not assessable"
    assert fact(shown, "Another grid: Rows or Columns") == "not assessable for 4 objects"
    several = fact(shown, "Images annotated by several objects of one kind")
    assert several == "3; 2 of 3 with the same codes"
    assert not shown.empty


def test_tables_of_kinds_parts_and_links() -> None:
    shown = page(
        annotations(
            kinds=Counts("item", 12, (("SEG", 10), ("NIfTI", 2))),
            parts=(parts(n_empty=1, n_sized=9), parts("region", n_coded=0, n_text_only=8,
                                                     n_sized=0, algorithms=counts("r", 10))),
            links=(Links("SEG", 10, 30, 27, 2, 1, 27, 3),),
        )
    )  # fmt: skip
    assert table_of(shown, "table-annotation-kinds").rows == (
        ("SEG", "segmentation", "10", "10 of 10"),
        ("NIfTI", "NIfTI file", "2", "has no place for one"),
    )
    segment, region = table_of(shown, "table-annotation-parts").rows
    assert segment[:4] == ("segment", "10", "10 of 10", "0")
    assert segment[5:] == ("SCT\u00a0(10); 10 of 10 published", "MANUAL\u00a0(10)", "1 of 9")
    assert region[2:4] == ("0 of 10", "8")
    assert region[5:] == ("–", "–", "not assessable")
    assert table_of(shown, "table-annotation-links").rows == (
        ("SEG", "10", "30", "27", "2", "1", "3 of 27"),
    )


def test_classes_stand_with_n_and_interval() -> None:
    shown = page(annotations(coverage=(covered("normal", 2, 10),)))
    assert table_of(shown, "table-annotation-coverage").rows == (
        ("diagnosis", "normal", "2 of 10", "20.0 %", "10.0 to 90.0 %", "2 of 10"),
    )
    reason = page(annotations(coverage=(), coverage_reason="no labels were given"))
    assert fact(reason, "By class") == "not compared: no labels were given"


def test_what_was_not_read_says_why() -> None:
    broken = Unread("AIM", "aim-invalid", False, subjects(1, "item"))
    partly = Unread("SEG", "truncated", True, subjects(2, "item"))
    rows = table_of(page(annotations(unread=(broken, partly))), "table-annotation-unread").rows
    assert rows[0][:4] == ("AIM", "aim-invalid", "an AIM file that is no well-formed XML", "1")
    assert rows[1][2:4] == ("the file ends inside an element (read in part)", "2")
