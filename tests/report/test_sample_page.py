"""The section on sample size: sentences with n and interval, tables, and what is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.policy import Policy
from audit.profile.model import Profile, Samples
from audit.profile.model.withheld import HIDDEN
from audit.report.figures.samples import precision_table
from audit.report.figures.subgroups import subgroup_figure, subgroup_table
from audit.report.sections.samples import samples_page
from audit.report.view import FamilyPage, Table
from tests import records
from tests.report import sample
from tests.report import sample_sizes as sizes


def profile(**changes: object) -> Profile:
    plain = sample.profile()
    classes = replace(plain.classes, test_splits=("test",), splits=("test",), normal_class="normal")
    return replace(plain, classes=classes, samples=replace(sizes.samples(), **changes))  # type: ignore[arg-type]


def page(**changes: object) -> FamilyPage:
    return samples_page(profile(**changes), Policy())


def table(found: FamilyPage, name: str) -> Table:
    (one,) = [t for t in found.tables if t.id == name]
    return one


def test_sentences_have_numbers_of_patients_and_what_they_do_not_show() -> None:
    told = " ".join(page().sentences)
    for words in (
        "Of 2 rules on sample size 1 is not met, 1 is not assessable.",
        "In patients of pneumonia in test these drops of sensitivity from 0.9 would go unseen "
        "(power 0.80, two-sided 0.05): with 9 of sex F against 6 others any smaller than 52 points",
        "with 11 on scanners of Siemens against 4 others any smaller than 52 points",
        "To know a sensitivity of 0.9 to ±0.1 (95 % interval), the subgroups that come nearest "
        "need 24 more patients of pneumonia on scanners of Siemens",
        "Not assessable by site: no header of a labelled patient gives it.",
        "12 rows of subgroups beyond the largest classes and levels are not listed.",
        "the AUC levels off at 0.936 (95 % interval ±0.021)",
        "The target of 0.95 is not met: target 0.95 is above the fitted asymptote",
        "Read the curve with care: 6 points leave 3 degrees of freedom",
        "One patient holds 9 of 31 lesions",
        "25,940 images come from 150 patients; images a patient vary by 40 % of their mean",
        "With 3 sites, fewer than 10, the variance between sites is not estimable",
        "SD of Dice: not declared: 0.03, 0.10 and 0.20 are shown.",
    ):
        assert words in told


def test_tables_and_figures() -> None:
    found = page()
    assert [figure.id for figure in found.figures] == ["fig-precision", "fig-subgroups",
                                                       "fig-curve"]  # fmt: skip
    assert table(found, "table-rules").rows[1] == (
        "Events per parameter", "nodule (train)", "does not meet", "1.5",
        "10 (patient a predictor)", "6 nodules, 4 parameters",
        "predictors 4 (declared); events 6 (measured)",
    )  # fmt: skip
    assert table(found, "table-rule-formulas").rows[0][1:] == (
        "n ≥ 10·P", "Kohli, Summers, Geis 2017",
    )  # fmt: skip
    worth = table(found, "table-class-clusters")
    assert [column.name for column in worth.columns[4:]] == ["At ICC 0.20", "At ICC 1.00"]
    assert worth.rows[1] == ("normal", "test", "24", "216", "84 (2.6)", "24 (9)")
    assert table(found, "table-sites-worth").caption == "What 140 patients of 3 sites are worth"
    assert table(found, "table-lesions").rows[0][4] == "0 (0 to 1)"
    assert table(found, "table-icc").rows[0][4] == "0.410"


def test_subgroups_of_the_test_come_first_and_nobody_is_a_row() -> None:
    grid = sizes.subgroups()
    rows = (replace(grid.rows[0], split="train"), *grid.rows)
    found = subgroup_table(replace(grid, rows=rows), ("test",))
    assert [row[2] for row in found.rows] == ["test"] * 8 + ["train"]
    assert found.rows[3][:6] == ("sex M", "nodule", "test", "0", "12", "–")
    assert "3 more vendors are counted as other" in found.caption


@pytest.mark.parametrize(("n_empty", "n_listed"), [(10, 11), (11, 1), (3_000, 1)])
def test_many_subgroups_without_a_patient_are_one_number(n_empty: int, n_listed: int) -> None:
    grid = sizes.subgroups()
    full, empty = grid.rows[0], replace(grid.rows[3], half_width=None)
    assert (full.n_patients > 0, empty.n_patients) == (True, 0)
    rows = (full, *[replace(empty, level=f"site {n}") for n in range(n_empty)])
    found = subgroup_table(replace(grid, rows=rows), ("test",))
    assert found.n_rows == n_listed
    told = f"{n_empty:,} of {n_empty + 1:,} subgroups have no patient and stand in audit.json"
    assert (told in found.caption) is (n_listed == 1)
    two = (full, replace(full, level="F"), *rows[1:])
    figure = subgroup_figure(replace(grid, rows=two), ("test",), "normal")
    assert figure is not None
    assert (f"{n_empty:,} such rows are not drawn" in figure.caption) is (n_listed == 1)


def test_a_withheld_number_of_patients_is_not_none() -> None:
    grid = sizes.subgroups()
    few = [replace(grid.rows[0], n_patients=HIDDEN, level=f"site {n}") for n in range(12)]
    assert subgroup_table(replace(grid, rows=tuple(few)), ("test",)).n_rows == 12


def test_classes_beyond_fifteen_stand_on_the_page_and_not_on_paper() -> None:
    samples = sizes.samples()
    many = [replace(samples.precision[0], name=f"class {n}") for n in range(700)]
    found = precision_table(replace(samples, precision=tuple(many)))
    assert (len(found.printed), len(found.rows), found.n_rows) == (15, 500, 700)


def test_without_a_curve_or_subgroups_nothing_is_told_of_them() -> None:
    found = page(curve=None, subgroups=None, lesions=(), dice=None)
    assert [figure.id for figure in found.figures] == ["fig-precision"]
    assert not any("curve" in one or "drop" in one for one in found.sentences)
    assert not any(t.id in ("table-dice", "table-lesions") for t in found.tables)


def test_a_refused_curve_keeps_its_points_and_says_why() -> None:
    curve = replace(sizes.learning_curve(), state="refused", reason="it does not rise", band=())
    found = page(curve=curve)
    assert table(found, "table-curve").n_rows == 6
    assert "The declared learning curve is not fitted: it does not rise." in found.sentences


@pytest.mark.parametrize("horizon", ["more than 4 times", ""])
def test_what_lies_too_far_is_told(horizon: str) -> None:
    curve = replace(sizes.learning_curve(), at_horizon=None, horizon_reason=horizon, a=0.0)
    told = " ".join(page(curve=curve).sentences)
    assert ("The declared horizon lies more than 4 times." in told) is bool(horizon)
    assert "does not level off below 1" in told


def test_a_curve_is_shown_without_labels() -> None:
    bare = Samples("absent", "no label table was given", (), (), None)
    assert samples_page(records.profile(samples=bare), Policy()).empty
    found = samples_page(
        records.profile(samples=replace(bare, curve=sizes.learning_curve())), Policy()
    )
    assert not found.empty
    assert [figure.id for figure in found.figures] == ["fig-curve"]
