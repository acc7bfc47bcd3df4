"""Sections: reasons that no stack was made, complete keywords, lines of Table 2, large figures."""

from __future__ import annotations

from dataclasses import replace

from audit.policy import Policy
from audit.profile.model import Counts, Subjects
from audit.profile.model.completeness import Cell
from audit.profile.model.geometry import ModalityGeometry
from audit.report.figures.vendors import vendor_figure
from audit.report.sections.cohort import cohort_page
from audit.report.sections.completeness import completeness_page
from audit.report.sections.datasheet import TABLE2_STATES, ItemView
from audit.report.sections.geometry import geometry_page
from audit.report.view import FamilyPage, Table
from audit.report.words import of
from tests.report import sample
from tests.report import sample_facts as facts


def table_of(page: FamilyPage, name: str) -> Table:
    (found,) = [table for table in page.tables if table.id == name]
    return found


def test_series_without_a_stack_are_told_with_the_reason() -> None:
    nobody = Subjects("series")
    one = ModalityGeometry(
        "CT", 12, 9, (("one position only", 2), ("localizer", 1)), 12, nobody, nobody, 12, nobody
    )
    profile = sample.profile()
    geometry = replace(profile.geometry, modalities=(one,))
    page = geometry_page(replace(profile, geometry=geometry), Policy())
    assert table_of(page, "table-not-stackable").rows == (
        ("CT", "one position only", "2 of 12"),
        ("CT", "localizer", "1 of 12"),
    )


def cell(keyword: str, modality: str, total: int, present: int) -> Cell:
    absent = total - present
    return Cell(keyword, modality, total, present, 0, 0, 0, absent, 0, Subjects("series"))


def test_a_keyword_stands_among_gaps_or_among_the_complete() -> None:
    profile = sample.profile()
    cells = (
        cell("Rows", "CT", 8, 8),
        cell("Rows", "MR", 4, 4),
        cell("KVP", "CT", 8, 6),
        cell("Exposure", "CT", 8, 1),
    )
    completeness = replace(profile.completeness, cells=cells)
    page = completeness_page(replace(profile, completeness=completeness))
    assert table_of(page, "table-complete").rows == (("CT\u00a08, MR\u00a04", "Rows"),)
    gaps = page.figures[0].table
    assert gaps is not None
    assert [row[0] for row in gaps.rows] == ["Exposure", "KVP"]


def test_counts_that_add_up_to_more_than_all_patients_say_why() -> None:
    profile = sample.profile()
    for counts, told in (((("F", 12), ("M", 12)), False), ((("F", 13), ("M", 12)), True)):
        cohort = replace(profile.cohort, PatientSex=Counts("patient", 24, counts, 0))
        page = cohort_page(replace(profile, cohort=cohort))
        assert ("under each" in table_of(page, "table-sex").caption) is told


def test_an_item_reads_line_by_line() -> None:
    view = ItemView(
        "3", "Sources", TABLE2_STATES["agrees"], "3 sites; GE in 5 of 6 series; 1 without",
        "n_sites: 3; notes: first; second; url: x", "", "",
    )  # fmt: skip
    assert view.measured_lines == ["3 sites", "GE in 5 of 6 series; 1 without"]
    assert view.declared_lines == ["n_sites: 3", "notes: first; second", "url: x"]
    assert replace(view, measured="", declared="").measured_lines == []


def test_a_figure_draws_the_largest_modalities_and_says_so() -> None:
    rows = tuple((f"M{number}", vendor, number) for number in range(1, 10) for vendor in "AB")
    figure = vendor_figure(replace(facts.vendors(), by_modality=rows))
    assert figure is not None
    assert "The 8 of 9 modalities with most series are drawn" in figure.caption
    assert "M1:" not in figure.alt
    assert figure.table is not None
    assert len(figure.table.rows) == 18


def test_a_class_has_a_plural() -> None:
    assert of(1, 4, "class") == "1 of 4 classes"
