"""The section of classes: what was recognised, how far readers agree, boxes, classes by vendor."""

from __future__ import annotations

from dataclasses import replace

from audit.profile.model import Interval
from audit.profile.model.agreement import ALPHA, Coefficient
from audit.profile.model.boxes import NumberLabel, Quartiles
from audit.profile.model.classes import ClassCount, Convention
from audit.report.figures.class_vendors import vendor_matrix
from audit.report.sections.classes import classes_page
from audit.report.view import FamilyPage
from tests import records
from tests.report import sample_facts as facts
from tests.report.test_sections import table_of

CLASSES = facts.classes()


def page(**changes: object) -> FamilyPage:
    found = replace(CLASSES, **changes)  # type: ignore[arg-type]
    return classes_page(records.profile(classes=found))


def fact(page: FamilyPage, name: str) -> str:
    return next(one.value for one in page.facts if one.name == name)


def test_what_was_recognised_is_said() -> None:
    shown = page(key="stem", key_column="image_id", key_form="name of the file", level="instance")
    assert fact(shown, "Labels come from") == "the label table"
    assert fact(shown, "Joined by") == "column image_id as stem, name of the file, by instance"
    shown = page(key_declared=False, by_content=True)
    assert fact(shown, "Joined by").endswith("(the identifier by which most rows join)")
    assert fact(shown, "Written as").endswith("; columns found by what they hold")
    assert fact(page(source="folder:2", key="item"), "Labels come from").startswith("folder 2 of")
    assert fact(page(source="annotations", key=""), "Joined by") == "the images they point to"


def test_agreement_stands_with_what_it_rests_on() -> None:
    rows = table_of(page(), "table-agreement").rows
    assert rows[0] == (
        "diagnosis", "nominal", "3", "140", "120", "9", "0.960", "Krippendorff alpha", "0.412",
        "0.201 to 0.588",
    )  # fmt: skip
    (told,) = [text for text in page().sentences if text.startswith("diagnosis: readers give")]
    assert "0.960 of pairs, and alpha is 0.412. This is no contradiction" in told
    assert any("if any reader says so" in text for text in page().sentences)


def test_what_is_undefined_is_no_number() -> None:
    one = replace(CLASSES.agreement[0], coefficients=(Coefficient(ALPHA, None, None),))
    shown = page(agreement=(one,))
    assert table_of(shown, "table-agreement").rows[0][-2:] == ("undefined (no variation)", "–")
    assert not any("no contradiction" in text for text in shown.sentences)


def test_an_agreement_that_is_high_needs_no_explanation() -> None:
    firm = Coefficient(ALPHA, 0.9, Interval(0.8, 0.95))
    one = replace(CLASSES.agreement[0], coefficients=(firm,))
    assert not any("no contradiction" in text for text in page(agreement=(one,)).sentences)


def test_boxes() -> None:
    shown = page()
    assert fact(shown, "Boxes") == "58 of 60 rows with a box join"
    assert fact(shown, "Boxes of a patient with one") == "median 1, middle half 1 to 2, most 4"
    assert table_of(shown, "table-boxes").rows == (("diagnosis", "pneumonia", "58", "40"),)
    assert not [one for one in page(boxes=None).facts if one.name == "Boxes"]


def test_classes_by_vendor() -> None:
    figure = vendor_matrix(CLASSES)
    assert figure is not None
    assert figure.alt.startswith("Matrix of 2 classes by 2 vendors, patients: normal with Siemens ")
    assert figure.table is not None
    assert figure.table.rows[0] == ("diagnosis", "pneumonia", "Siemens", "60", "90", "66.7 %", "61")
    one_vendor = tuple(cell for cell in CLASSES.vendors if cell.vendor == "GE")
    assert vendor_matrix(replace(CLASSES, vendors=one_vendor)) is None


def test_values_of_columns_of_one_and_zero() -> None:
    counts = tuple(
        ClassCount("Edema", name, "test", n, n, 20, 20, None)
        for name, n in (("positive", 4), ("negative", 9), ("uncertain", 2))
    )
    shown = page(
        labels=("Edema",),
        splits=("test",),
        counts=counts,
        conventions=(("Edema", str(Convention.INDICATOR)),),
    )
    assert table_of(shown, "table-values").rows == (
        ("Edema", "test", "4", "9", "2", "0", "20", "10.0", "0"),
    )
    assert not [one for one in page().tables if one.id == "table-values"]


def test_numbers() -> None:
    values = Quartiles(3, 1, 2, 3.5, 4, 5)
    shown = page(numbers=(NumberLabel("malignancy", "", 12, values),))
    assert table_of(shown, "table-numbers").rows == (
        ("malignancy", "–", "3", "12", "1", "2", "3.5", "4", "5"),
    )
