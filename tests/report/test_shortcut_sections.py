"""Shortcuts and balance as a reader meets them: numbers with patients, reasons, nothing silent."""

from __future__ import annotations

from dataclasses import replace

from audit.policy import Policy
from audit.profile.model import Shortcuts
from audit.profile.model.balance import Balance
from audit.profile.model.shortcuts import LevelShare, Target
from audit.report.figures.shortcuts import forest_figure, level_figure, probability
from audit.report.sections.balance import balance_page
from audit.report.sections.shortcuts import shortcuts_page
from audit.report.view import FamilyPage, Table
from tests.report import sample
from tests.report.sample_shortcuts import shortcuts

POLICY = Policy()


def page_of(facts: Shortcuts, policy: Policy = POLICY) -> FamilyPage:
    return shortcuts_page(replace(sample.profile(), shortcuts=facts), policy)


def table_of(page: FamilyPage, name: str) -> Table:
    (found,) = [table for table in page.tables if table.id == name]
    return found


def test_the_strongest_field_in_words_with_interval_and_patients() -> None:
    told = page_of(shortcuts()).sentences
    assert told[0].startswith("Label diagnosis: Manufacturer alone puts a patient of class")
    assert "84.2 % of pairs (95 % interval 78.2 to 90.2 %; 59 of 150 patients" in told[0]
    assert told[0].endswith("a high risk.")
    assert "never looks at a pixel" in told[1]
    assert "AUC of 0.871 (95 % interval 0.810 to 0.930; 150 patients)" in told[1]
    assert "87.5 % of what the field tells of the class remains" in told[2]
    assert "1 of 4 values of Manufacturer" in told[3]
    assert "20 of 150 patients" in told[3]
    assert "66 of 150 would remain" in told[3]


def test_forest_and_values_have_their_tables() -> None:
    page = page_of(shortcuts())
    forest, levels = page.figures
    assert (forest.id, levels.id) == ("fig-forest-1", "fig-levels-1")
    assert forest.table is not None
    risks = {row[0]: row[-1] for row in forest.table.rows}
    assert risks["Manufacturer"] == "high"
    assert risks["InstitutionName"] == "medium"
    assert risks["BodyPartExamined"] == "–"
    assert risks["KVP"] == "–"
    assert levels.table is not None
    assert levels.table.rows[0] == ("Siemens", "72", "49", "68.1 %", "no")
    assert levels.table.rows[-1][0] == "1 further value"


def test_a_long_forest_says_how_many_fields_there_are() -> None:
    many = [one for one in shortcuts().associations if one.name == "pneumonia" and not one.split]
    figure = forest_figure(many * 2, None, POLICY.shortcuts)
    assert figure is not None
    assert "The 15 strongest of 20 fields are drawn." in figure.caption
    assert "Diamond" not in figure.caption
    strata = shortcuts().strata[0]
    levels = tuple(LevelShare(f"v{n}", 20, n) for n in range(18))
    figure = level_figure(replace(strata, levels=levels), POLICY.shortcuts)
    assert figure is not None
    assert "Not drawn: 4 further values" in figure.caption


def test_other_classes_the_test_split_and_what_was_left_out() -> None:
    page = page_of(shortcuts())
    classes = table_of(page, "table-shortcut-classes")
    assert [row[1] for row in classes.rows] == ["pneumonia", "normal"]
    assert [row[3] for row in table_of(page, "table-shortcuts-test").rows] == [
        "Manufacturer", "ManufacturerModelName", "InstitutionName",
    ]  # fmt: skip
    left_out = dict(table_of(page, "table-shortcuts-left-out").rows)
    assert left_out["class nodule of diagnosis"].endswith("7 with, 143 without")
    assert left_out["field StationName"] == "nearly every patient has a value of its own"
    facts = {fact.name: fact.value for fact in page.facts}
    assert facts["Classes assessed"] == "2 of 3"
    more = page_of(replace(shortcuts(), n_classes_left_out=12))
    assert (
        "12 smaller classes not looked at"
        in {f.name: f.value for f in more.facts}["Classes assessed"]
    )


def test_not_assessable_says_why_and_that_nothing_is_cleared() -> None:
    few = Shortcuts(
        "not assessable", "no class has 10 patients with and 10 without it", 24,
        targets=(Target("d", "ill", "", 7, 17, "fewer than 10 patients on one side"),),
    )  # fmt: skip
    page = page_of(few)
    assert not page.empty
    assert page.sentences[0].startswith("Not assessable: no class has 10 patients")
    assert "Nothing is said here" in page.sentences[0]
    assert len(table_of(page, "table-shortcuts-left-out").rows) == 1
    absent = page_of(Shortcuts("absent", "no label table was given (--labels)", 24))
    assert absent.empty == "Not measured: no label table was given (--labels)."


def test_balance_tables_and_the_line_where_there_is_nothing() -> None:
    profile = sample.profile()
    page = balance_page(profile)
    assert {table.id for table in page.tables} == {
        "table-balance-split", "table-balance-pairs", "table-missing-vendor",
        "table-missing-patterns", "table-missing-pairs", "table-missing-flux",
        "table-representation",
    }  # fmt: skip
    rates = table_of(page, "table-missing-vendor").rows[0]
    assert rates[1].startswith("Siemens 60 of 98, GE 4 of 50")
    assert table_of(page, "table-balance-split").rows[0][-1] == "1,999 permutations"
    assert page.sentences[0].startswith("For information only: Little's test")
    facts = replace(
        profile.shortcuts,
        balance=Balance(split_reason="no two splits have 10 patients each",
                        site_reason="no two sites have 10 patients each"),
    )  # fmt: skip
    empty = balance_page(replace(profile, shortcuts=facts))
    assert empty.empty.startswith("Nothing to compare: no two splits have 10 patients each; no two")


def test_a_probability_is_never_shown_as_nothing() -> None:
    assert [probability(p) for p in (0.0001, 0.0012, 0.049, 0.5, 1.0)] == [
        "< 0.001", "0.0012", "0.049", "0.50", "1.00",
    ]  # fmt: skip
